"""A request of somebody about their data, from receipt to the answer: each verb, one fact and one step of its history.

Whoever asks gets the same answer whether or not we know them. What carries a request out tells it how far it is
(`following`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.numbers import next_number
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import Person, Refused, primary_email
from candor.privacy.actions.request_rows import LONGEST_WORDS, add_step, end_pause, go, locked, of_us, same, save
from candor.privacy.models import (
    Contest,
    IdentityProof,
    RefusedItem,
    RequestChannel,
    RequestKind,
    RequestStep,
    StepKind,
    SubjectRequest,
)
from candor.privacy.opening_recipient_tasks import open_for_rectification
from candor.privacy.passing_requests_on import enter_clients_of
from candor.privacy.queries.deadlines import due_day, house_day, is_prompt, may_be_extended
from candor.privacy.queries.requests import open_carrier
from candor.privacy.rules.request_states import UNKNOWN, State, may_become
from candor.privacy.telling_requests import Letter, Sent, escalate, final_letter, write_letter

SERIES = "privacy.requests"
ANSWERED_IN_PART = (State.REFUSED, State.FULFILLED_IN_PART)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is asked for, by which way, and what was given with it.

    `person` only where it is certain who asks, with `identity` as the proof (a login in the account). `address` is the
    e-mail address or telephone number to answer to. `origin` is the row with which it came, such as a case.
    `received_at` is when it reached us, where that was before now.
    """

    kind: RequestKind
    channel: RequestChannel
    said: str = ""
    name: str = ""
    address: str = ""
    postal_address: str = ""
    language: str = ""
    person: Person | None = None
    identity: IdentityProof | None = None
    origin: models.Model | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is not done: what, on what ground in words that the person reads, and its last day if known."""

    what: str
    ground: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a request ends: one of the states in which it is over, what the answer says, what is refused."""

    outcome: State
    answer: str = ""
    refused: tuple[Refusal, ...] = ()


@transaction.atomic
def receive(new: NewRequest, *, by: Actor) -> SubjectRequest:
    """Enter a request. Whoever presses the button twice has made one.

    Nothing that comes back tells whether we know the person, unless it was certain before who asks.
    """
    one_at_a_time(SERIES)
    twin = _twin(new)
    if twin is not None:
        return twin
    received_at = new.received_at or clock.now()
    day = house_day(received_at)
    request = SubjectRequest.objects.create(
        number=next_number(SERIES),
        kind=new.kind,
        channel=new.channel,
        language=new.language or (new.person.language if new.person else "") or instance.current().language,
        name=new.name or (new.person.name if new.person else ""),
        address=new.address or (primary_email(new.person) if new.person else ""),
        postal_address=new.postal_address,
        said=new.said[:LONGEST_WORDS],
        origin_kind=new.origin._meta.label_lower if new.origin else "",
        origin_id=new.origin.pk if new.origin else None,
        received_at=received_at,
        received_on=day,
        entered_by_id=of_us(by),
        due_on=due_day(day),
    )
    add_step(request, StepKind.RECEIVED, by=by)
    record("privacy.request.received", request, by=by, kind=str(request.kind), channel=str(request.channel))
    if new.person is not None and new.identity is not None:
        identify(request, new.person, new.identity, by=by)
    if request.is_complaint:
        escalate(request, by=by)
    elif request.channel != RequestChannel.WEBSITE:  # where the mail with the link says so, and one is enough
        write_letter(request, Letter.RECEIVED, by=by)
    return request


@transaction.atomic
def ask_identity(request: SubjectRequest, *, by: Actor, note: str = "") -> bool:
    """Note that whoever asks was asked who they are; True for the one who did it.

    A prompt question stops the clock until it is answered, a late one does not. Raises Refused where it is certain, or
    over.
    """
    row = locked(request)
    if row.stands is State.IDENTITY_PENDING:
        return False
    _refuse_unless(row, State.IDENTITY_PENDING)
    day = house_day(clock.now())
    row.paused_since = day if is_prompt(row, day) else None
    go(row, State.IDENTITY_PENDING, "paused_since")
    add_step(row, StepKind.IDENTITY_ASKED, by=by, note=note)
    record("privacy.request.identity_asked", row, by=by, pauses=row.paused_since is not None)
    return same(request, row)


@transaction.atomic
def question(request: SubjectRequest, words: str, *, by: Actor) -> Sent | None:
    """Ask by mail or letter who they are; None where they were asked already. Raises as `ask_identity`.

    A letter stops the clock on the day on which it is posted.
    """
    if not ask_identity(request, by=by, note=words):
        return None
    way = write_letter(request, Letter.IDENTITY, by=by, question=words)
    if way is Sent.POST:
        go_on_until_posted(request)
    return way


def go_on_until_posted(request: SubjectRequest) -> None:
    """The clock goes on until the letter that asks is posted. Part of the transaction in which it is written."""
    row = locked(request)
    row.paused_since = None
    save(row, "paused_since")
    same(request, row)


@transaction.atomic
def answer_identity(request: SubjectRequest, *, by: Actor, note: str = "") -> bool:
    """Note that the question was answered, whatever the answer proves: the clock goes on. True for the first."""
    row = locked(request)
    if row.stands is not State.IDENTITY_PENDING or row.paused_since is None:
        return False
    end_pause(row)
    save(row, "paused_since", "paused_days", "due_on")
    add_step(row, StepKind.IDENTITY_ANSWERED, by=by, note=note)
    record("privacy.request.identity_answered", row, by=by, days=row.paused_days)
    return same(request, row)


@transaction.atomic
def identify(request: SubjectRequest, person: Person | None, how: IdentityProof, *, by: Actor) -> bool:
    """Note that it is certain who asks; True for the one who did it. None: whoever it is, we hold nothing about them.

    The clock goes on where it stood still. Raises Refused where the request is over, or somebody else's already.
    """
    row, number = locked(request), person.pk if person else None
    if row.identity_at is not None and row.subject_number == number:
        return False
    if row.identity_at is not None and row.subject_number is not None:
        raise Refused(_("It is certain already whose request this is. Nothing was changed."))
    if row.identity_at is None:
        _refuse_unless(row, State.VERIFIED)
    elif row.is_over:
        raise Refused(_("This request is over. Nothing was changed."))
    end_pause(row)
    row.subject_number, row.identity_how = number, how
    row.identity_by_id, row.identity_at = of_us(by), clock.now()
    changed = ("subject_number", "identity_how", "identity_by", "identity_at", "paused_since", "paused_days", "due_on")
    go(row, State.VERIFIED if row.stands in UNKNOWN else row.stands, *changed)
    add_step(row, StepKind.IDENTIFIED, by=by)
    enter_clients_of(row)
    record("privacy.request.identified", row, by=by, how=how.value, person=number)
    return same(request, row)


@transaction.atomic
def extend(request: SubjectRequest, reason: str, *, by: Actor) -> bool:
    """Take two months more (Art. 12(3)), for reasons that the person is told; True for the one who did it.

    Raises Refused without reasons, when the first month is over, or where the request is.
    """
    row = locked(request)
    if row.extended_at is not None:
        return False
    if not reason.strip():
        raise Refused(_("Say why more time is needed: the person is told (Art. 12(3) GDPR)."))
    if row.is_over or not may_be_extended(row):
        raise Refused(_("The time can be extended within the first month only (Art. 12(3) GDPR). Nothing was changed."))
    row.extended_at, row.extension_reason = clock.now(), reason.strip()
    row.due_on = due_day(row.received_on, paused_days=row.paused_days, is_extended=True)
    save(row, "extended_at", "extension_reason", "due_on")
    add_step(row, StepKind.EXTENDED, by=by, note=row.extension_reason)
    record("privacy.request.extended", row, by=by)
    write_letter(row, Letter.EXTENDED, by=by, reason=row.extension_reason)
    return same(request, row)


@transaction.atomic
def move(request: SubjectRequest, wanted: State, *, by: Actor, note: str = "") -> bool:
    """Note how far it is on its way to the answer; True for the one who did it, False where it cannot go there."""
    row = locked(request)
    if row.stands is wanted or row.is_over or not may_become(row.stands, wanted, is_complaint=row.is_complaint):
        return False
    if wanted is State.CONFIRMED and by.is_staff:
        row.confirmed_by_id, row.confirmed_at = by.id, clock.now()
    go(row, wanted, "confirmed_by", "confirmed_at")
    add_step(row, StepKind.MOVED, by=by, note=note)
    record("privacy.request.moved", row, by=by, state=wanted.value)
    return same(request, row)


@transaction.atomic
def settle(request: SubjectRequest, end: Settlement, *, by: Actor) -> bool:
    """End it; True for the one who did it. What is kept or refused is confirmed by whoever of us says so, by name.

    Raises Refused where it cannot end so from where it stands, where something is refused without a ground or nobody
    of us says so, and where what carries it out is not done.
    """
    row = locked(request)
    if row.is_over:
        return False
    _refuse_unfit(row, end, by)
    end_pause(row)
    row.answered_at, row.answer = clock.now(), end.answer.strip()
    if end.refused and row.confirmed_at is None:
        row.confirmed_by_id, row.confirmed_at = of_us(by), row.answered_at
    refused = RefusedItem.objects.bulk_create(_items(row, end))
    changed = ("answered_at", "answer", "confirmed_by", "confirmed_at", "paused_since", "paused_days", "due_on")
    go(row, end.outcome, *changed)
    add_step(row, StepKind.SETTLED, by=by)
    record("privacy.request.settled", row, by=by, outcome=end.outcome.value, refused=len(end.refused))
    final_letter(row, end.outcome, row.answer, refused, by=by)
    open_for_rectification(row, row.answer, by=by)
    return same(request, row)


@transaction.atomic
def answer_ahead(request: SubjectRequest, end: Settlement, *, by: Actor) -> bool:
    """Send the final answer before what it speaks of is done, because its address goes then. Once a request."""
    return final_letter(request, end.outcome, end.answer, _items(request, end), by=by) is not None


@transaction.atomic
def note(request: SubjectRequest, words: str, *, by: Actor) -> RequestStep:
    """Add a note to the request's file. Pressing the button twice adds one."""
    row = locked(request)
    twins = row.steps.filter(kind=StepKind.NOTE, note=words[:LONGEST_WORDS], by=of_us(by), at__gt=a_moment_ago())
    twin = twins.first()
    if twin is not None:
        return twin
    step = add_step(request, StepKind.NOTE, by=by, note=words)
    record("privacy.request.noted", request, by=by)
    return step


def _refuse_unfit(row: SubjectRequest, end: Settlement, by: Actor) -> None:
    _refuse_unless(row, end.outcome)
    if end.outcome in ANSWERED_IN_PART and not (end.refused and all(one.ground.strip() for one in end.refused)):
        raise Refused(_("Say what is refused and on what ground (Art. 12(4) GDPR). Nothing was changed."))
    if end.refused and row.confirmed_at is None and not by.is_staff:
        raise Refused(_("Whatever keeps or refuses something is confirmed by a person first. Nothing was changed."))
    if end.outcome in {State.FULFILLED, State.FULFILLED_IN_PART} and open_carrier(row):
        raise Refused(_("What carries this request out is not done yet. Nothing was changed."))
    if end.outcome is State.FULFILLED and Contest.objects.open().filter(request=row).exists():
        raise Refused(_("Something that they call wrong is not decided yet. Nothing was changed."))


def _refuse_unless(row: SubjectRequest, wanted: State) -> None:
    if row.is_over:
        raise Refused(_("This request is over. Nothing was changed."))
    if not may_become(row.stands, wanted, is_complaint=row.is_complaint):
        raise Refused(_("That cannot follow from where this request stands. Look at it again."))


def _twin(new: NewRequest) -> SubjectRequest | None:
    """The same words by the same way a moment ago come from the first press."""
    lately = SubjectRequest.objects.filter(steps__kind=StepKind.RECEIVED, steps__at__gt=a_moment_ago())
    same = lately.filter(kind=new.kind, channel=new.channel, address=new.address, said=new.said[:LONGEST_WORDS])
    if new.person is not None:
        same = same.filter(subject_number=new.person.pk)
    return same.filter(origin_id=new.origin.pk if new.origin else None).first()


def _items(request: SubjectRequest, end: Settlement) -> list[RefusedItem]:
    return [
        RefusedItem(request=request, what=one.what[:200], ground=one.ground.strip(), until=one.until)
        for one in end.refused
    ]
