"""What the office decides about each thing that somebody says is wrong (Art. 16).

"Corrected" is never told before it is so: what a slice can write is written by its action in the same transaction, and
for all else the officer says that they have put it right at its place. What came by mail, telephone or letter the
office enters thing by thing; the answer to all of them leaves together, once each is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Person, Refused
from candor.privacy.actions.own_requests import Wrong
from candor.privacy.actions.requests import Refusal, Settlement, settle
from candor.privacy.correcting import Writable, old_and_new, writable
from candor.privacy.models import MOST_IN_A_REQUEST, Contest, ContestOutcome, RequestKind, SubjectRequest
from candor.privacy.rules.request_states import UNKNOWN, State

GONE = gettext_lazy("This record is not there any more, or not theirs. Nothing was changed.")
OVER = gettext_lazy("This request is over. Nothing was changed.")
FULL = gettext_lazy("Fifty things stand in this request, and more do not go in. Enter another request for the rest.")
NOBODY_YET = gettext_lazy("Only where somebody asks for a correction, and once you have learned who it is.")


@transaction.atomic
def enter(request: SubjectRequest, wrong: Wrong, *, by: Actor) -> Contest:
    """Note one thing that a request calls wrong. The same thing stands there once, however often it is entered.

    Raises Refused where the request asks for something else, is over or full, or nobody knows yet who asks.
    """
    row = SubjectRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.is_over:
        raise Refused(OVER)
    if row.kind != RequestKind.RECTIFICATION or row.stands in UNKNOWN or row.subject_number is None:
        raise Refused(NOBODY_YET)
    known = Contest.objects.open().filter(request=row, place=wrong.place, key=wrong.key)
    twin = (known if wrong.place else known.filter(wrong=wrong.wrong, should=wrong.should)).first()
    if twin is not None:
        return twin
    if Contest.objects.filter(request=row).count() >= MOST_IN_A_REQUEST:
        raise Refused(FULL)
    contest = Contest.objects.create(request=row, **asdict(wrong))
    record("privacy.contest.entered", contest, by=by, request=row.pk)
    return contest


@transaction.atomic
def take_off(contest: Contest, *, by: Actor) -> bool:
    """Take something off again that somebody of us entered by mistake; True for the one who did it.

    Raises Refused for what the person entered themselves: that is decided.
    """
    request = _locked(contest)
    if request.is_from_account:
        raise Refused(gettext_lazy("The person entered this themselves: decide it."))
    if not _is_open(contest, request):
        return False
    record("privacy.contest.taken_off", contest, by=by, request=request.pk)
    Contest.objects.filter(pk=contest.pk).delete()
    return True


@transaction.atomic
def correct(contest: Contest, values: Mapping[str, str], answer: str, *, by: Actor) -> bool:
    """Grant a correction: the slice that the row belongs to writes these values. True for the one who did it.

    Where it only asks for them, as for an e-mail address, that is what the person reads. Raises NotCorrected for values
    that cannot stand there, and Refused where the row is gone or the request is over.
    """
    request = _locked(contest)
    if not _is_open(contest, request):
        return False
    with translation.override(request.language or None):
        held = _writable(contest, request)
    key = held.correction.write(contest.key, values, by)
    if held.later:
        told = _in_their_language(request, held, values, answer)
        return _decided(contest, request, told, by=by, outcome=ContestOutcome.ASKED)
    stands = dict(held.correction.present(key) or {})
    changes = {"key": key, "written": stands, "outcome": ContestOutcome.CORRECTED}
    return _decided(contest, request, _in_their_language(request, held, stands, answer), by=by, **changes)


@transaction.atomic
def corrected_by_hand(contest: Contest, answer: str, *, by: Actor) -> bool:
    """Note that somebody of us has put it right where no slice writes by itself. True for the one who did it.

    Raises Refused where a slice does, and where the request is over.
    """
    request = _locked(contest)
    if not _is_open(contest, request):
        return False
    if _find(contest, request) is not None:
        raise Refused(gettext_lazy("Say what it shall say now: it is written with your decision."))
    return _decided(contest, request, answer, by=by, outcome=ContestOutcome.CORRECTED)


@transaction.atomic
def leave(contest: Contest, outcome: ContestOutcome, answer: str, *, by: Actor) -> bool:
    """Leave it as it is: put their statement beside it, or refuse with reasons. True for the one who did it.

    Raises Refused where the request is over, because the person took it back.
    """
    if outcome not in {ContestOutcome.STATED, ContestOutcome.REFUSED}:
        raise ValueError(outcome)
    request = _locked(contest)
    return _is_open(contest, request) and _decided(contest, request, answer, by=by, outcome=outcome)


@transaction.atomic
def answer_all(request: SubjectRequest, *, by: Actor) -> bool:
    """Answer a request with what was decided about each thing; True for the one who did it.

    Raises Refused as long as something is open, or nothing was entered.
    """
    row = SubjectRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.is_over:
        return False
    things = Contest.objects.filter(request=row)
    if not things.exists() or things.open().exists():
        raise Refused(gettext_lazy("Not everything is decided yet. Nothing was sent."))
    return settle(row, settlement_of(row), by=by)


def settlement_of(request: SubjectRequest) -> Settlement:
    """How a request ends by what was decided about each thing, in the language of whoever asks."""
    with translation.override(request.language or None):
        decided = list(Contest.objects.filter(request=request).order_by("pk"))
        refused = [one for one in decided if one.outcome == ContestOutcome.REFUSED]
        words = "\n\n".join(_in_words(one) for one in decided if one not in refused)
        outcome = State.FULFILLED if not refused else State.FULFILLED_IN_PART if words else State.REFUSED
        return Settlement(
            outcome, words, tuple(Refusal(one.what or _("What you wrote about"), one.answer) for one in refused)
        )


def _locked(contest: Contest) -> SubjectRequest:
    return SubjectRequest.objects.select_for_update(of=("self",)).get(pk=contest.request_id)


def _is_open(contest: Contest, request: SubjectRequest) -> bool:
    """Whether nobody has decided it yet. Raises Refused where the request is over before that."""
    is_open = Contest.objects.open().filter(pk=contest.pk).exists()
    if is_open and request.is_over:
        raise Refused(OVER)
    return is_open


def _find(contest: Contest, request: SubjectRequest) -> Writable | None:
    whom = Person.objects.filter(pk=request.subject_number or 0, erased_at=None).first()
    return writable(whom, contest.place, contest.key) if whom is not None else None


def _writable(contest: Contest, request: SubjectRequest) -> Writable:
    held = _find(contest, request)
    if held is None:
        raise Refused(GONE)
    return held


def _in_their_language(request: SubjectRequest, held: Writable, values: Mapping[str, str], answer: str) -> str:
    """What the person reads of it: old and new, what has to happen yet, what the office says beside it."""
    with translation.override(request.language or None):
        head = _("You want it to say:") if held.later else _("It says now:")
        return "\n".join(filter(None, (head, old_and_new(held, values), held.later, answer.strip())))


def _decided(contest: Contest, request: SubjectRequest, answer: str, *, by: Actor, **changes: object) -> bool:
    """With the last thing of a request that came from the account it is answered; others wait for the office."""
    changes |= {"answer": answer.strip(), "decided_by": by.id, "decided_at": clock.now()}
    Contest.objects.filter(pk=contest.pk).update(**changes)
    outcome = ContestOutcome(str(changes["outcome"]))
    record("privacy.contest.decided", contest, by=by, outcome=outcome.value, wrote="written" in changes)
    if request.is_from_account and not Contest.objects.open().filter(request=request).exists():
        settle(request, settlement_of(request), by=by)
    return True


def _in_words(contest: Contest) -> str:
    told = f"{contest.get_outcome_display()}. {contest.answer}".strip()
    return f"{contest.what}: {told}" if contest.what else told
