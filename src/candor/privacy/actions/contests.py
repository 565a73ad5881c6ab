"""What the office decides about each thing that somebody says is wrong (Art. 16).

"Corrected" is never told before it is so: what a slice can write is written by its action in the same transaction, and
for all else the officer says that they have put it right at its place.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Person, Refused
from candor.privacy.actions.requests import Refusal, Settlement, settle
from candor.privacy.correcting import Writable, in_words, writable
from candor.privacy.models import Contest, ContestOutcome, SubjectRequest
from candor.privacy.rules.request_states import State

GONE = gettext_lazy("This record is not there any more, or not theirs. Nothing was changed.")


@transaction.atomic
def correct(contest: Contest, values: Mapping[str, str], answer: str, *, by: Actor) -> bool:
    """Grant a correction: the slice that the row belongs to writes these values. True for the one who did it.

    Raises NotCorrected for values that cannot stand there, and Refused where the row is gone or the request is over.
    """
    request = _locked(contest)
    if not _is_open(contest, request):
        return False
    held = _writable(contest, request)
    key = held.correction.write(contest.key, values, by)
    stands = dict(held.correction.present(key) or {})
    changes = {"key": key, "written": stands, "outcome": ContestOutcome.CORRECTED}
    words = "\n".join(filter(None, (_("It says now:"), in_words(held.correction, stands), answer.strip())))
    return _decided(contest, request, words, by=by, **changes)


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


def _locked(contest: Contest) -> SubjectRequest:
    return SubjectRequest.objects.select_for_update(of=("self",)).get(pk=contest.request_id)


def _is_open(contest: Contest, request: SubjectRequest) -> bool:
    """Whether nobody has decided it yet. Raises Refused where the request is over before that."""
    is_open = Contest.objects.open().filter(pk=contest.pk).exists()
    if is_open and request.is_over:
        raise Refused(gettext_lazy("This request is over. Nothing was changed."))
    return is_open


def _find(contest: Contest, request: SubjectRequest) -> Writable | None:
    whom = Person.objects.filter(pk=request.subject_number or 0, erased_at=None).first()
    return writable(whom, contest.place, contest.key) if whom is not None else None


def _writable(contest: Contest, request: SubjectRequest) -> Writable:
    held = _find(contest, request)
    if held is None:
        raise Refused(GONE)
    return held


def _decided(contest: Contest, request: SubjectRequest, answer: str, *, by: Actor, **changes: object) -> bool:
    """With the last thing of a request that is decided it is answered."""
    changes |= {"answer": answer.strip(), "decided_by": by.id, "decided_at": clock.now()}
    Contest.objects.filter(pk=contest.pk).update(**changes)
    outcome = ContestOutcome(str(changes["outcome"]))
    record("privacy.contest.decided", contest, by=by, outcome=outcome.value, wrote="written" in changes)
    if not Contest.objects.open().filter(request=request).exists():
        settle(request, _answer_to(request), by=by)
    return True


def _answer_to(request: SubjectRequest) -> Settlement:
    decided = list(Contest.objects.filter(request=request).order_by("pk"))
    refused = [one for one in decided if one.outcome == ContestOutcome.REFUSED]
    words = "\n\n".join(_in_words(one) for one in decided if one not in refused)
    outcome = State.FULFILLED if not refused else State.FULFILLED_IN_PART if words else State.REFUSED
    return Settlement(
        outcome, words, tuple(Refusal(one.what or _("What you wrote about"), one.answer) for one in refused)
    )


def _in_words(contest: Contest) -> str:
    told = f"{contest.get_outcome_display()}. {contest.answer}".strip()
    return f"{contest.what}: {told}" if contest.what else told
