"""Breaches in the shape of pages: the register, one file with its clock, whom it concerns, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.actor import Actor
from candor.kernel.audit import facts_about
from candor.people.public import Person, people_by_ids, primary_emails
from candor.privacy.affected import present_among
from candor.privacy.models import (
    BY_HAND,
    Affected,
    AffectedSearch,
    Breach,
    BreachClient,
    BreachNotice,
    BreachRisk,
    LetterFate,
)
from candor.privacy.queries.registers import PAGE

MOST_FACTS = 200
MOST_PRINTED = 100
DECIDE_FIRST = _("Decide first whether there is a risk.")
FACT_WORDS: Mapping[str, tuple[Promise, str]] = {
    "privacy.breach.recorded": (_("recorded the breach"), "triangle-alert"),
    "privacy.breach.changed": (_("changed what is known"), "pencil"),
    "privacy.breach.decided": (_("decided about the risk"), "scale"),
    "privacy.breach.notified": (_("noted a notice to the authority"), "send"),
    "privacy.breach.reminded": (_("reminded the office of the 72 hours"), "alarm-clock"),
    "privacy.breach.searched": (_("looked for people whom it concerns"), "search"),
    "privacy.breach.listed": (_("put people on the list by hand"), "user-plus"),
    "privacy.breach.unlisted": (_("took somebody off the list"), "x"),
    "privacy.breach.letter_written": (_("wrote the letter to the people"), "file-text"),
    "privacy.breach.letters_asked": (_("had the people written to"), "mail"),
    "privacy.breach.client_listed": (_("noted a client whose data it concerns"), "building-2"),
    "privacy.breach.closed": (_("closed the breach"), "archive"),
}
GROUPS: Mapping[str, Q] = {
    "untold": Q(fate__in=BY_HAND, told_on=None),
    "waiting": Q(fate__in=(LetterFate.LISTED, LetterFate.WAITING), told_on=None),
    "told": Q(fate=LetterFate.MAILED) | Q(told_on__isnull=False),
}


@dataclass(frozen=True, slots=True)
class BreachesPage:
    rows: Sequence[Breach]
    told: frozenset[int]
    """The numbers of those of which the authority has heard."""
    later: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people are on the list, and how it stands with telling them."""

    people: int
    listed: int
    waiting: int
    mailed: int
    otherwise: int
    untold: int
    gone: int

    @property
    def is_done(self) -> bool:
        return self.people > 0 and not (self.listed or self.waiting or self.untold)


@dataclass(frozen=True, slots=True)
class AffectedRow:
    """One person of the list; None where they are no longer there, and their name as it was written to."""

    row: Affected
    person: Person | None
    address: str

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.row.name


@dataclass(frozen=True, slots=True)
class Happening:
    """A fact as `ui.timeline` shows it."""

    who: str
    text: str
    icon: str
    at: datetime


def breaches_page(actor: Actor, *, after: str, closed: bool) -> BreachesPage:
    """The running ones or the closed ones, the last noticed first. Three queries at most."""
    rows = Breach.objects.visible_to(actor).filter(closed_at__isnull=not closed)
    mark = rows.filter(ref=after).first() if after else None
    if mark is not None:
        earlier = Q(noticed_at=mark.noticed_at, pk__lt=mark.pk)
        rows = rows.filter(Q(noticed_at__lt=mark.noticed_at) | earlier)
    found = list(rows.order_by("-noticed_at", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    told = BreachNotice.objects.filter(breach__in=shown).values_list("breach", flat=True)
    later = f"?after={shown[-1].ref}{'&closed' if closed else ''}" if len(found) > PAGE else ""
    return BreachesPage(shown, frozenset(told), later)


def notices_of(breach: Breach) -> list[BreachNotice]:
    """The first one on top. One query."""
    return list(BreachNotice.objects.filter(breach=breach).select_related("noted_by").order_by("sent_at", "pk"))


def clients_of(breach: Breach) -> list[BreachClient]:
    """One query."""
    rows = BreachClient.objects.filter(breach=breach).select_related("organisation", "told_by")
    return list(rows.order_by("organisation__name", "pk")[:500])


def searches_of(breach: Breach) -> list[AffectedSearch]:
    """How the list came about. One query."""
    rows = AffectedSearch.objects.filter(breach=breach).select_related("asked_by", "organisation")
    return list(rows.order_by("pk")[:PAGE])


def figures_of(breach: Breach) -> Figures:
    """One query."""
    told = Q(told_on__isnull=False)
    fates = {fate: Count("id", filter=Q(fate=fate) & ~told) for fate in ("listed", "waiting", "mailed", "gone")}
    counted = Affected.objects.filter(breach=breach).aggregate(
        people=Count("id"), otherwise=Count("id", filter=told), untold=Count("id", filter=GROUPS["untold"]), **fates
    )
    return Figures(**counted)


def affected_page(actor: Actor, breach: Breach, *, group: str, after: str) -> tuple[list[AffectedRow], str]:
    """A page of the list, and the reference after which the next begins. Five queries at most."""
    rows = Affected.objects.visible_to(actor).filter(breach=breach).filter(GROUPS.get(group, Q()))
    mark = Affected.objects.filter(breach=breach, ref=after).first() if after else None
    if mark is not None:
        rows = rows.filter(pk__gt=mark.pk)
    found = list(rows.order_by("pk")[: PAGE + 1])
    return _with_people(found[:PAGE]), found[PAGE - 1].ref if len(found) > PAGE else ""


def to_print(actor: Actor, breach: Breach) -> list[AffectedRow]:
    """Those whom no mail reaches, as many as one goes to the printer with. Four queries."""
    rows = Affected.objects.visible_to(actor).unreached().filter(breach=breach)
    return _with_people(list(rows.order_by("pk")[:MOST_PRINTED]))


def history_of(breach: Breach) -> list[Happening]:
    """Every step, the last on top. Two queries."""
    facts = list(facts_about(breach).order_by("-id")[:MOST_FACTS])
    names = {
        pk: person.name for pk, person in people_by_ids({fact.actor_id for fact in facts if fact.actor_id}).items()
    }
    return [
        Happening(names.get(fact.actor_id or 0, ""), str(words), icon, fact.at)
        for fact in facts
        for words, icon in [FACT_WORDS.get(fact.name, (fact.name, "activity"))]
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """What was done so far: notices to the authority, clients, and how it stands with the people."""

    notices: Sequence[BreachNotice]
    clients: Sequence[BreachClient]
    figures: Figures


def standing_of(breach: Breach) -> Standing:
    """Three queries."""
    return Standing(notices_of(breach), clients_of(breach), figures_of(breach))


def what_is_missing(breach: Breach, standing: Standing) -> list[Promise]:
    """What has to be done before it can be closed, the most urgent first. No query."""
    if breach.risk == BreachRisk.OPEN:
        return [DECIDE_FIRST]
    return [*_about_authority(breach, standing), *_about_people(breach, standing), *_about_clients(breach, standing)]


def _about_authority(breach: Breach, standing: Standing) -> list[Promise]:
    owed = breach.risk != BreachRisk.NONE and not breach.is_clients_alone
    return [_("Tell the authority, and note that you did.")] if owed and not standing.notices else []


def _about_people(breach: Breach, standing: Standing) -> list[Promise]:
    if breach.risk != BreachRisk.HIGH or breach.is_clients_alone or breach.untold_reasons:
        return []
    if not standing.figures.people:
        return [_("List the people whom it concerns, or say why they need not be told one by one.")]
    return [] if standing.figures.is_done else [_("Some people were not told yet.")]


def _about_clients(breach: Breach, standing: Standing) -> list[Promise]:
    if breach.is_clients_alone and not standing.clients:
        return [_("Tell the clients whose data it is.")]
    if any(row.told_on is None and row.fate != LetterFate.MAILED for row in standing.clients):
        return [_("A client was not told yet, or its mail did not arrive.")]
    return []


def _with_people(rows: Sequence[Affected]) -> list[AffectedRow]:
    records = present_among([row.subject_number for row in rows])
    people = Person.objects.filter(erased_at=None).in_bulk(set(records.values()))
    addresses = primary_emails(list(people))
    found = []
    for row in rows:
        person = people.get(records.get(row.subject_number, 0))
        found.append(AffectedRow(row, person, addresses.get(person.pk, "") if person else row.address))
    return found


PEOPLE_WORDS = {
    "": pgettext_lazy("people of a breach", "All"),
    "untold": _("To be reached another way"),
    "waiting": _("Not told yet"),
    "told": _("Told"),
}
