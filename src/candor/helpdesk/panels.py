"""What the help desk shows on others' pages: a person's and an organisation's cases, its own set-up."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.business.public import register_work
from candor.helpdesk import origins  # noqa: F401 - what it imports registers how cases came to us
from candor.helpdesk.access import VIEW
from candor.helpdesk.holding import CASE, find_case, is_case_of, shown_cases
from candor.helpdesk.models import Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.queries.lists import cases_of
from candor.helpdesk.views.tech.lists import shown_rows
from candor.helpdesk.work import WORK_OF_CASES
from candor.kernel.actor import Actor
from candor.kernel.registries.panels import Context, register
from candor.people.public import Organisation, Person, register_configuration
from candor.privacy.public import register_holdable, register_second

MOST = 10


def cases_of_person(actor: Actor, person: Person) -> Context | None:
    """The person's newest cases, among those that the actor sees."""
    return _cases(actor, Ticket.objects.visible_to(actor).filter(requester=person.pk))


def cases_of_organisation(actor: Actor, organisation: Organisation) -> Context | None:
    """The organisation's newest cases, among those that the actor sees."""
    return _cases(actor, Ticket.objects.visible_to(actor).filter(organisation=organisation.pk))


def _cases(actor: Actor, tickets: TicketQuerySet) -> Context | None:
    return {"cases": shown_rows(cases_of(tickets, MOST))} if actor.may(VIEW) else None


def times_of_one_person(actor: Actor, person: Person) -> Context | None:
    """Only where they stand: the page has enough to ask for, and the panel fills itself."""
    return {"url": reverse("tech:times-of-person", args=[person.ref])} if actor.may(VIEW) else None


def _queues(actor: Actor, _subject: object) -> Context | None:
    if not actor.may("helpdesk.queue.change"):
        return None
    return {
        "title": _("Queues"),
        "text": _("Where cases wait, who sees them, when they are due"),
        "url": reverse("tech:queues"),
        "icon": "list",
    }


def _categories(actor: Actor, _subject: object) -> Context | None:
    if not actor.may("helpdesk.category.change"):
        return None
    return {
        "title": _("Categories"),
        "text": _("What cases are about, and which queue takes them"),
        "url": reverse("tech:categories"),
        "icon": "tag",
    }


def _tags(actor: Actor, _subject: object) -> Context | None:
    if not actor.may("helpdesk.tag.change"):
        return None
    return {
        "title": _("Tags"),
        "text": _("The words on cases: rename, merge and delete them"),
        "url": reverse("tech:tags"),
        "icon": "hash",
    }


def _letters(_actor: Actor, _person: Person) -> Context:
    return {"url": reverse("customer:letter-settings")}


CASES = "helpdesk/tech/panels/cases.html"
TIMES = "helpdesk/tech/panels/times.html"
LETTERS = "helpdesk/customer/panels/letters.html"
ENTRY = "helpdesk/tech/panels/entry.html"

register("helpdesk.person", place="people.person.tech", template=CASES, context=cases_of_person, order=20)
register(
    "helpdesk.organisation", place="people.organisation.tech", template=CASES, context=cases_of_organisation, order=20
)
register("helpdesk.times-of-person", place="people.person.tech", template=TIMES, context=times_of_one_person, order=25)
register("helpdesk.queues", place="tech.configuration", template=ENTRY, context=_queues, order=30)
register("helpdesk.categories", place="tech.configuration", template=ENTRY, context=_categories, order=31)
register("helpdesk.tags", place="tech.configuration", template=ENTRY, context=_tags, order=32)
register_configuration(
    "helpdesk.opening-words",
    page="tech:opening-words",
    title=_("Opening words"),
    text=_("What visitors read first on the welcome page"),
    icon="message-square",
    permission="instance.configure",
    order=12,
)
register_configuration(
    "helpdesk.times",
    page="tech:time-settings",
    title=_("Time and costs"),
    text=_("How time is rounded, and which work customers authorise"),
    icon="timer",
    permission="instance.configure",
    order=33,
)
register_work(WORK_OF_CASES)
register(
    "helpdesk.letters", place="people.me.customer", template="helpdesk/customer/panels/letters.html", context=_letters
)
register_holdable(CASE, name=_("A case"), find=find_case, shown=shown_cases)
register_second("helpdesk.case", name=_("Case number"), belongs=is_case_of)
