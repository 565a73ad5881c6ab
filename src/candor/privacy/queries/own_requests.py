"""A person's own requests, in their words: what they asked, where it stands, what happened, what carries it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from candor.kernel.actor import Actor
from candor.people.public import Identifier
from candor.privacy.models import (
    STATE_WORDS,
    Contest,
    Copy,
    Erasure,
    ErasureState,
    Lock,
    RefusedItem,
    RequestKind,
    RequestStep,
    StepKind,
    SubjectRequest,
)
from candor.privacy.models.requests import SubjectRequestQuerySet
from candor.privacy.rights import words_of
from candor.privacy.rules.request_states import State
from candor.ui.public import locale_of, long_date

PAGE = 20
MOST_STEPS = 100
MOST_PARTS = 20

STANDS: Mapping[State, tuple[Promise, str]] = {
    State.RECEIVED: (gettext_lazy("We have it"), "new"),
    State.IDENTITY_PENDING: (gettext_lazy("We have a question"), "waiting"),
    State.VERIFIED: (gettext_lazy("We are working on it"), "open"),
    State.PLANNED: (gettext_lazy("We are working on it"), "open"),
    State.CONFIRMED: (gettext_lazy("We are working on it"), "open"),
    State.EXECUTING: (pgettext_lazy("own request", "Being carried out"), "open"),
    State.VERIFYING: (pgettext_lazy("own request", "Being carried out"), "open"),
    State.FULFILLED: (pgettext_lazy("own request", "Done"), "solved"),
    State.FULFILLED_IN_PART: (pgettext_lazy("own request", "Done in part"), "solved"),
    State.REFUSED: (pgettext_lazy("own request", "Refused"), "closed"),
    State.WITHDRAWN: (pgettext_lazy("own request", "Taken back"), "closed"),
    State.CLOSED_UNVERIFIED: (pgettext_lazy("own request", "Closed"), "closed"),
}
"""Where it stands as a person would say it, and the shape of the mark."""

HAPPENED: Mapping[StepKind, tuple[Promise, str]] = {
    StepKind.RECEIVED: (gettext_lazy("Your request reached us."), "inbox"),
    StepKind.ACKNOWLEDGED: (gettext_lazy("We told you that we have it, and by when we answer."), "mail"),
    StepKind.IDENTITY_ASKED: (
        gettext_lazy("We asked you something, to be sure that it is you."),
        "circle-question-mark",
    ),
    StepKind.IDENTITY_ANSWERED: (gettext_lazy("Your answer reached us."), "reply"),
    StepKind.IDENTIFIED: (gettext_lazy("We are sure that it is you."), "user-check"),
    StepKind.EXTENDED: (gettext_lazy("We need longer, and told you why."), "hourglass"),
    StepKind.LETTER: (gettext_lazy("We wrote to you."), "mail"),
    StepKind.ANSWER_SENT: (gettext_lazy("Our answer went to you."), "mail-check"),
    StepKind.ESCALATED: (gettext_lazy("Our privacy officer has it."), "shield"),
    StepKind.PASSED_ON: (
        gettext_lazy("We passed it on to the organisation for which we keep your data."),
        "building-2",
    ),
    StepKind.SETTLED: (gettext_lazy("We answered."), "circle-check"),
}
"""What each step means to the person; those that are missing are ours alone, or say what they became."""


ASKED: Mapping[str, Promise] = {
    RequestKind.ACCESS: gettext_lazy("A copy of my data"),
    RequestKind.PORTABILITY: gettext_lazy("A copy of my data to take along"),
    RequestKind.RECTIFICATION: gettext_lazy("A correction"),
    RequestKind.ERASURE: gettext_lazy("Deletion of my data"),
    RequestKind.RESTRICTION: gettext_lazy("A lock on my data"),
    RequestKind.OBJECTION: gettext_lazy("An objection"),
    RequestKind.WITHDRAWAL: gettext_lazy("Consent taken back"),
    RequestKind.COMPLAINT: gettext_lazy("A complaint"),
}
"""What was asked for, as whoever asks would call it."""


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A request in the list."""

    row: SubjectRequest
    title: str
    stands: str
    shape: str
    sub: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    rows: list[OwnRow]
    later: str


@dataclass(frozen=True, slots=True)
class Told:
    """The state of a request as its page tells it: the mark, and what comes next."""

    stands: str
    shape: str
    title: str
    next: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One step, for the timeline."""

    text: str
    at: datetime
    icon: str


@dataclass(frozen=True, slots=True)
class Carrying:
    """An erasure, or the end of a use, that carries it out."""

    row: Erasure
    right_name: str


def own(actor: Actor) -> SubjectRequestQuerySet:
    """Those of whoever is signed in, staff in their own matter too; nobody else's, whatever a super customer sees.

    As long as nobody knows for sure whose one is, it is shown to whoever has shown that its address is theirs alone.
    """
    requests: SubjectRequestQuerySet = SubjectRequest.objects.all()
    if actor.id is None:
        return requests.none()
    mine = Identifier.objects.filter(person=actor.id, verified_at__isnull=False)
    others = Identifier.objects.filter(value=OuterRef("value"), person__merged_into=None).exclude(person=actor.id)
    alone = mine.exclude(Exists(others)).values("value")
    return requests.of_person(actor.id) | requests.filter(identity_at=None, subject_number=None, address__in=alone)


def own_requests_page(actor: Actor, *, after: str) -> OwnPage:
    """The last ones first. Two queries."""
    requests = own(actor)
    mark = requests.filter(ref=after).first() if after else None
    if mark is not None:
        requests = requests.filter(pk__lt=mark.pk)
    found = list(requests.order_by("-pk")[: PAGE + 1])
    later = f"?after={found[PAGE - 1].ref}" if len(found) > PAGE else ""
    return OwnPage([_row(one) for one in found[:PAGE]], later)


def told_of(row: SubjectRequest) -> Told:
    """What its page says at the top."""
    words, shape = STANDS[row.stands]
    if row.is_over:
        return Told(str(words), shape, "", "")
    if row.stands is State.IDENTITY_PENDING:
        return Told(str(words), shape, "", "")
    title = _("We answer by %(day)s") % {"day": long_date(row.due_on, locale_of(get_language() or "en"))}
    return Told(str(words), shape, title, _("You hear from us by mail, and find it here."))


def title_of(row: SubjectRequest) -> str:
    """What it is called in the account: what was asked for, and its number."""
    return _("%(what)s, number %(number)s") % {"what": ASKED[row.kind], "number": row.number}


def happened_to(row: SubjectRequest) -> list[Happened]:
    """The steps in plain words, the first one first. One query."""
    steps = RequestStep.objects.filter(request=row).order_by("pk")[:MOST_STEPS]
    return list(_in_words(steps))


def question_to(row: SubjectRequest) -> str:
    """What we asked last about who they are. One query."""
    asked = RequestStep.objects.filter(request=row, kind=StepKind.IDENTITY_ASKED).order_by("-pk").first()
    return asked.note if asked is not None else ""


def parts_of(row: SubjectRequest) -> dict[str, Any]:
    """What carries the request out, and what of it was refused. Five queries."""
    erasures = Erasure.objects.filter(request=row, is_preview=False).exclude(state=ErasureState.DROPPED)
    return {
        "copies": list(Copy.objects.filter(request=row).select_related("file").order_by("-pk")[:MOST_PARTS]),
        "contests": list(Contest.objects.filter(request=row).order_by("pk")[:MOST_PARTS]),
        "erasures": [Carrying(one, str(words_of(one.right).name)) for one in erasures.order_by("pk")[:MOST_PARTS]],
        "locks": list(Lock.objects.filter(request=row).order_by("pk")[:MOST_PARTS]),
        "refused": list(RefusedItem.objects.filter(request=row).order_by("pk")[:MOST_STEPS]),
    }


def own_copies(actor: Actor) -> list[Copy]:
    """The copies that somebody asked for themselves, the last first. One query."""
    return list(Copy.objects.own_of(actor).select_related("file").order_by("-pk")[:3])


def _row(row: SubjectRequest) -> OwnRow:
    words, shape = STANDS[row.stands]
    return OwnRow(row, title_of(row), str(words), shape, _by_when(row))


def _by_when(row: SubjectRequest) -> str:
    if row.answered_at is not None or row.is_over:
        return ""
    return _("We answer by %(day)s") % {"day": long_date(row.due_on, locale_of(get_language() or "en"))}


def _in_words(steps: Any) -> Iterator[Happened]:
    for step in steps:
        kind = StepKind(step.kind)
        if kind in HAPPENED:
            words, icon = HAPPENED[kind]
            yield Happened(str(words), step.at, icon)
        elif kind is StepKind.MOVED:
            yield Happened(str(STATE_WORDS[State(step.state)]), step.at, "activity")
