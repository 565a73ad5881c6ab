"""What the office decides about each thing that somebody says is wrong (Art. 16)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Refused
from candor.privacy.actions.requests import Refusal, Settlement, settle
from candor.privacy.models import Contest, ContestOutcome, SubjectRequest
from candor.privacy.rules.request_states import State


@transaction.atomic
def decide(contest: Contest, outcome: ContestOutcome, answer: str, *, by: Actor) -> bool:
    """Decide about one thing; True for the one who did it. With the last of them the request is answered.

    Raises Refused where the request is over, because the person took it back.
    """
    request = SubjectRequest.objects.select_for_update(of=("self",)).get(pk=contest.request_id)
    undecided = Contest.objects.open().filter(pk=contest.pk)
    if request.is_over and undecided.exists():
        raise Refused(gettext_lazy("This request is over. Nothing was changed."))
    if not undecided.update(outcome=outcome, answer=answer.strip(), decided_by=by.id, decided_at=clock.now()):
        return False
    record("privacy.contest.decided", contest, by=by, outcome=outcome.value)
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
