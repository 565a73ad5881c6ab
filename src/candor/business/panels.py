"""What sales shows on others' pages: waiting mail after sign-in, leads beside people and organisations, its set-up."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.business import (
    choosing,
    handing_to_accountant,
    handing_to_vies,
    letterhead,
    origins,  # noqa: F401 - what it imports registers how leads came to us
    taken_out,  # noqa: F401 - it registers the files of sales that staff took out
)
from candor.business.actions.downloads import lead_of_download
from candor.business.actions.lists import take_back, take_row
from candor.business.actions.rights import end_rights_by_mail
from candor.business.identifying import is_invoice_of
from candor.business.models import Lead
from candor.business.models.invoices import CONFIGURE as CONFIGURE_INVOICES
from candor.business.models.invoices import EXPORT as EXPORT_INVOICES
from candor.business.models.invoices import VIEW as VIEW_INVOICES
from candor.business.models.invoices import WORK as WORK_INVOICES
from candor.business.models.leads import CONFIGURE
from candor.business.models.leads import VIEW as VIEW_LEADS
from candor.business.models.leads import WORK as WORK_LEADS
from candor.business.models.quotes import VIEW as VIEW_QUOTES
from candor.business.models.quotes import WORK as WORK_QUOTES
from candor.business.models.sales_mail import WORK
from candor.business.panels_subscriptions import show_subscriptions
from candor.business.queries import MOST_FOUND, longest_waiting
from candor.business.queries_invoices import invoices_of
from candor.business.queries_leads import leads_of_organisation
from candor.business.queries_vat_checks import shown_of
from candor.business.words import state_of
from candor.business.words_invoices import links_to as links_to_invoices
from candor.business.words_leads import links_to
from candor.catalogue.public import register_lead_taker
from candor.kernel.actor import Actor
from candor.kernel.registries.letterheads import register_mark
from candor.kernel.registries.panels import Context, register
from candor.people.public import (
    Chooser,
    Organisation,
    Person,
    Taker,
    register_chooser,
    register_configuration,
    register_taker,
)
from candor.privacy.public import register_disclosures, register_due, register_fresh_start, register_second


def waiting(actor: Actor, _subject: object) -> Context | None:
    if not actor.may(WORK):
        return None
    return {"rows": [(row, *state_of(row)) for row in longest_waiting(actor, MOST_FOUND)], "most": MOST_FOUND}


def of_person(actor: Actor, person: Person) -> Context | None:
    """Only where they stand: the page has enough to ask for, and the panel fills itself."""
    return {"url": reverse("business:leads-of-person", args=[person.ref])} if actor.may(VIEW_LEADS) else None


def quotes_of_one_person(actor: Actor, person: Person) -> Context | None:
    if not actor.may(VIEW_QUOTES):
        return None
    new = f"{reverse('business:new-quote')}?person={person.ref}" if actor.may(WORK_QUOTES) else ""
    return {"url": f"{reverse('business:quotes')}?show=all&of={person.ref}", "new": new}


def quotes_of_one_organisation(actor: Actor, organisation: Organisation) -> Context | None:
    if not actor.may(VIEW_QUOTES):
        return None
    return {"url": f"{reverse('business:quotes')}?show=all&of={organisation.ref}", "new": ""}


def my_quotes(_actor: Actor, _person: object) -> Context | None:
    return {"url": reverse("customer:quotes")}


def of_organisation(actor: Actor, organisation: Organisation) -> Context | None:
    if not actor.may(VIEW_LEADS):
        return None
    return {"leads": links_to(leads_of_organisation(actor, organisation.pk))}


def invoices_of_person(actor: Actor, person: Person) -> Context | None:
    """Only where they stand, as with leads."""
    return {"url": reverse("business:invoices-of-person", args=[person.ref])} if actor.may(VIEW_INVOICES) else None


def invoices_of_organisation(actor: Actor, organisation: Organisation) -> Context | None:
    if not actor.may(VIEW_INVOICES):
        return None
    new = f"{reverse('business:new-invoice')}?organisation={organisation.ref}" if actor.may(WORK_INVOICES) else ""
    return {"invoices": links_to_invoices(invoices_of(actor, organisation=organisation.pk)), "new": new}


def vat_check_of(actor: Actor, organisation: Organisation) -> Context | None:
    shown = shown_of(organisation) if actor.may(VIEW_INVOICES) else None
    if shown is None:
        return None
    may_ask = actor.may(WORK_INVOICES) and not settings.INSTANCE.demo
    return {
        "shown": shown,
        "ask": reverse("business:vat-check", args=[organisation.ref]) if may_ask else "",
    }


def own_invoices(_actor: Actor, _person: object) -> Context | None:
    return {"url": reverse("customer:invoices")}


def care_of_person(actor: Actor, person: Person) -> Context | None:
    """Only where it stands, as above."""
    return {"url": reverse("business:person-care", args=[person.ref])} if actor.may(VIEW_LEADS) else None


def care_of_organisation(actor: Actor, organisation: Organisation) -> Context | None:
    return {"url": reverse("business:organisation-care", args=[organisation.ref])} if actor.may(VIEW_LEADS) else None


def debtor_of_person(actor: Actor, person: Person) -> Context | None:
    """Only where it stands, as above."""
    return {"url": reverse("business:person-debtor-account", args=[person.ref])} if actor.may(EXPORT_INVOICES) else None


def debtor_of_organisation(actor: Actor, organisation: Organisation) -> Context | None:
    url = reverse("business:organisation-debtor-account", args=[organisation.ref])
    return {"url": url} if actor.may(EXPORT_INVOICES) else None


register(
    "business.waiting", place="tech.start", template="business/tech/panels/waiting.html", context=waiting, order=20
)
DEBTOR = "business/customers/debtor_panel.html"
register("business.debtor-of-person", place="people.person.business", template=DEBTOR, context=debtor_of_person)
register(
    "business.debtor-of-organisation",
    place="people.organisation.business",
    template=DEBTOR,
    context=debtor_of_organisation,
)
LEADS = "business/leads/panel.html"
LATER = "business/leads/panel_later.html"
register("business.leads-of-person", place="people.person.tech", template=LATER, context=of_person, order=30)
CARE = "business/customers/panel.html"
register("business.care-of-person", place="people.person.business", template=CARE, context=care_of_person)
register(
    "business.care-of-organisation",
    place="people.organisation.business",
    template=CARE,
    context=care_of_organisation,
)
register(
    "business.leads-of-organisation",
    place="people.organisation.tech",
    template=LEADS,
    context=of_organisation,
    order=30,
)
register(
    "business.waiting-there", place="business.start", template="business/tech/panels/waiting.html", context=waiting
)
QUOTES = "business/quotes/panel.html"
register(
    "business.quotes-of-person", place="people.person.tech", template=QUOTES, context=quotes_of_one_person, order=31
)
register(
    "business.quotes-of-organisation",
    place="people.organisation.tech",
    template=QUOTES,
    context=quotes_of_one_organisation,
    order=31,
)
register("business.my-quotes", place="people.me.customer", template="business/quotes/my_panel.html", context=my_quotes)
register_configuration(
    "business.pipeline",
    page="tech:pipeline",
    title=_("Pipeline of sales"),
    text=_("The stages that leads go through, and why they are lost"),
    icon="chart-column",
    permission=CONFIGURE,
    order=45,
)
register_chooser(Chooser(read=choosing.choice_in, picks=choosing.picks))
register_taker(
    Taker(
        "business.leads",
        _("Leads of sales: people whom we approach"),
        permission=WORK_LEADS,
        take=take_row,
        take_back=take_back,
    )
)
register(
    "business.invoices-of-person",
    place="people.person.tech",
    template="business/invoices/panel_later.html",
    context=invoices_of_person,
    order=32,
)
register(
    "business.invoices-of-organisation",
    place="people.organisation.tech",
    template="business/invoices/panel.html",
    context=invoices_of_organisation,
    order=32,
)
register(
    "business.vat-check",
    place="people.organisation.tech",
    template="business/vat_checks/panel.html",
    context=vat_check_of,
    order=33,
)
register_configuration(
    "business.vat-checks",
    page="tech:vat-checks",
    title=_("VAT numbers at VIES"),
    text=_("Whether the EU is asked about the VAT numbers of organisations, and who gets them"),
    icon="shield-check",
    permission=CONFIGURE_INVOICES,
    order=47,
)
register(
    "business.own-invoices",
    place="people.me.customer",
    template="business/customer/panel.html",
    context=own_invoices,
    order=40,
)
register_configuration(
    "business.invoicing",
    page="tech:invoicing",
    title=_("Invoicing"),
    text=_("Who we are on invoices, our account, and how they are numbered"),
    icon="receipt",
    permission=CONFIGURE_INVOICES,
    order=46,
)
register_configuration(
    "business.dunning",
    page="tech:dunning",
    title=_("Dunning"),
    text=_("When overdue invoices are reminded of, for which fee and in which words"),
    icon="bell",
    permission=CONFIGURE_INVOICES,
    order=47,
)
register_configuration(
    "business.bookkeeping",
    page="tech:bookkeeping",
    title=_("Bookkeeping"),
    text=_("The accountant’s numbers and accounts for the export to DATEV"),
    icon="file-text",
    permission=CONFIGURE_INVOICES,
    order=48,
)
show_subscriptions()
register_mark(letterhead.logo)
register_disclosures(handing_to_accountant.SOURCE, _("Bookings and lists of invoices for the accountant"))
register_disclosures(
    handing_to_vies.SOURCE,
    _("Questions to VIES about VAT numbers"),
    where_its_address_is=_(
        "The Commission’s privacy statement for VIES names the office that answers for personal data there. Enter its"
        " e-mail or postal address: Candor brings none along, because it may change."
    ),
)
register_lead_taker("business.leads", take=lead_of_download)
register_fresh_start("business.rights", ends=end_rights_by_mail)
register_second("business.invoice", name=_("Invoice number"), belongs=is_invoice_of)
register_due(
    "business.untold", title=_("Somebody is to be told from whom we have their data"), icon="user",
    rows=lambda actor: Lead.objects.visible_to(actor).untold(), by="notice_due_on", words="person__name",
    page=lambda ref: reverse("business:lead", args=[ref]),
)  # fmt: skip
