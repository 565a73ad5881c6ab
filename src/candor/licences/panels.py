"""What licences show on others' pages: beside people and organisations, in the set-up, before an erasure."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from candor.catalogue.public import register_holdings
from candor.kernel.actor import Actor
from candor.kernel.registries.panels import Context, register
from candor.licences import holdings
from candor.licences.contracts import contracts_of_holders
from candor.licences.identifying import is_licence_of
from candor.licences.models import CONFIGURE, ISSUE, VIEW, LicenceKey
from candor.licences.queries import keys_kept_back, licences_of_organisation, settings_now, without_choice
from candor.licences.words import links_to
from candor.people.public import Organisation, Person, register_configuration
from candor.privacy.public import KeptBack, register_choice, register_contracts, register_kept_back, register_second


def of_person(actor: Actor, person: Person) -> Context | None:
    """Only where they stand: the page has enough to ask for, and the panel fills itself."""
    return {"url": reverse("business:licences-of-person", args=[person.ref])} if actor.may(VIEW) else None


def of_organisation(actor: Actor, organisation: Organisation) -> Context | None:
    if not actor.may(VIEW):
        return None
    return {"licences": links_to(licences_of_organisation(actor, organisation.pk))}


def before_erasure(actor: Actor, person: Person) -> Context | None:
    """The licences of theirs about which nothing was chosen yet, each with the way to choose."""
    licences = without_choice(person.pk)
    if not licences or not actor.may(VIEW):
        return None
    return {"licences": links_to(licences), "may_choose": actor.may(ISSUE)}


def before_my_erasure(_actor: Actor, person: Person) -> Context | None:
    """One's own licences about which nothing was chosen yet, each with the way to choose."""
    licences = without_choice(person.pk)
    language = get_language() or "en"
    links = [
        {"label": one.edition.name_in(language), "url": reverse("customer:licence-choose", args=[one.ref])}
        for one in licences
    ]
    return {"licences": links} if links else None


def of_mine(actor: Actor, _person: Person) -> Context | None:
    return {"url": reverse("customer:licences")}


def waits_for_choice(person: int) -> bool:
    return bool(without_choice(person))


def of_account_manager(actor: Actor, _nothing: None) -> Context | None:
    """From how many technicians on customers see keys: chosen with the other settings of licences, told here, too."""
    return {"seats": settings_now().shown_from_seats, "may_change": actor.may(CONFIGURE)}


PANEL, LATER = "licences/business/panel.html", "licences/business/panel_later.html"
register("licences.of-person", place="people.person.tech", template=LATER, context=of_person, order=28)
register(
    "licences.of-organisation", place="people.organisation.tech", template=PANEL, context=of_organisation, order=28
)
register(
    "licences.before-erasure", place="privacy.erasure", template="licences/business/erasure.html",
    context=before_erasure,
)  # fmt: skip
register(
    "licences.before-my-erasure", place="privacy.my-erasure", template="licences/customer/erasure.html",
    context=before_my_erasure,
)  # fmt: skip
register(
    "licences.mine", place="people.me.customer", template="licences/customer/panel.html", context=of_mine, order=20
)
register_configuration(
    "licences.settings",
    page="tech:licence-settings",
    title=_("Licences"),
    text=_("Which keys customers see, how long activations count, with which key is signed"),
    icon="key",
    permission=CONFIGURE,
    order=47,
)
register_holdings("licences", maintained=holdings.maintained, held=holdings.held)
register_contracts("licences.holders", of=contracts_of_holders)
register_choice(
    "licences.restoration",
    waits=waits_for_choice,
    says=_("Choose first what shall be able to restore this person’s licences. Nothing was changed."),
)
register_second("licences.number", name=_("Licence number"), belongs=is_licence_of)
register(
    "licences.of-account-manager", place="privacy.account-manager.setup",
    template="licences/tech/account_manager.html", context=of_account_manager,
)  # fmt: skip
register_kept_back(
    LicenceKey._meta.db_table,
    KeptBack(
        frozenset({"text"}),
        of=keys_kept_back,
        says=_("The key itself stands in the copy of your data. Pages show keys of larger licences only."),
    ),
)
