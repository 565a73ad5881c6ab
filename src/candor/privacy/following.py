"""A request goes on by itself when what carries it out does: an erasure is planned, begun, verified; a copy is made.

The final answer to an erasure leaves before anything is destroyed, because the address that it goes to goes too.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.kernel import instance
from candor.kernel.actor import JOB, SYSTEM, Actor
from candor.people.public import Refused
from candor.privacy.actions.paper_letters import drop_answers
from candor.privacy.actions.requests import Refusal, Settlement, answer_ahead, move, note, settle
from candor.privacy.certificates.links import link_for
from candor.privacy.done_again import had_begun
from candor.privacy.models import Copy, Erasure, ErasureState, SubjectRequest
from candor.privacy.rights import takes_everything
from candor.privacy.rules.request_states import State
from candor.privacy.telling_requests import is_on_its_way
from candor.ui.public import locale_of, long_date

STATES = {
    ErasureState.PLANNED: State.PLANNED,
    ErasureState.CONFIRMED: State.CONFIRMED,
    ErasureState.EXECUTING: State.EXECUTING,
    ErasureState.COMPACTING: State.VERIFYING,
    ErasureState.DROPPED: State.VERIFIED,
}
"""Where the request stands when its erasure has come there."""


def follow_erasure(erasure: Erasure, state: ErasureState, *, by: Actor = JOB) -> None:
    """Take the request along, in the transaction in which the erasure comes to that state."""
    request = _request(erasure.request_id)
    if request is None:
        return
    if state == ErasureState.DONE:
        _end(request, erasure)
        return
    move(request, STATES[state], by=by)
    if state == ErasureState.DROPPED:
        drop_answers(request, by=by)
    if state == ErasureState.CONFIRMED and takes_everything(erasure.right):
        answer_ahead(request, _settlement(request, erasure), by=by)


def follow_begun(request_id: int | None, *, by: Actor) -> None:
    """A copy or a lock is made for it: what is to be done is settled."""
    request = _request(request_id)
    if request is not None:
        move(request, State.CONFIRMED, by=by)


def follow_own_copy(copy: Copy, *, until: datetime) -> None:
    """A copy of somebody's own data is ready: the answer says where they fetch it, and until when."""
    request = _request(copy.request_id) if copy.is_own else None
    if request is None:
        return
    here = until.astimezone(ZoneInfo(copy.person.time_zone or instance.current().time_zone))
    link = settings.INSTANCE.base_url + reverse("customer:right-copy")
    with translation.override(copy.language):
        day = f"{long_date(here.date(), locale_of(copy.language))}, {here:%H:%M}"
        words = _("The copy is ready. Sign in and fetch it until %(moment)s; then it is deleted here:")
        answer = f"{words % {'moment': day}}\n{link}"
    with suppress(Refused):
        settle(request, Settlement(State.FULFILLED, answer), by=JOB)


def waits_for_its_answer(erasure: Erasure) -> bool:
    """Whether the answer has yet to leave: until it is sent, posted or given up, nothing is destroyed.

    That of an erasure which a restored backup brings back had left before it was begun at first.
    """
    request = _request(erasure.request_id) if erasure.state == ErasureState.CONFIRMED else None
    return request is not None and is_on_its_way(request) and not had_begun(erasure)


def note_answered_before(erasure: Erasure, begun_on: date) -> None:
    """Say in the request's file, once, that the answer which lies unsent in a restored backup has been settled."""
    request = _request(erasure.request_id)
    if request is None or not is_on_its_way(request):
        return
    language = instance.current().language
    with translation.override(language):
        words = _(
            "A backup was restored in which the answer lies unsent. By the privacy ledger the erasure was begun on"
            " %(day)s, and by then the answer had left or was given up. Do not send or post it once more."
        ) % {"day": long_date(begun_on, locale_of(language))}
    if not request.steps.filter(note=words).exists():
        note(request, words, by=SYSTEM)


def _end(request: SubjectRequest, erasure: Erasure) -> None:
    """Fulfilled, or in part where something stayed. What nobody of us has confirmed waits for somebody who does."""
    with suppress(Refused):
        settle(request, _settlement(request, erasure), by=JOB)


def _settlement(request: SubjectRequest, erasure: Erasure) -> Settlement:
    """What the erasure does and keeps, in the language of whoever asks."""
    from candor.privacy.erasing.showing import what_stays

    with translation.override(request.language or None):
        kept = [Refusal(one.what, one.decision.text, one.decision.until) for one in what_stays(erasure)]
        answer = "\n\n".join(filter(None, (request.answer, _where_the_certificate_is(request))))
    make = partial(Settlement, answer=answer, refused=tuple(kept))
    return make(State.FULFILLED_IN_PART if kept else State.FULFILLED)


def _where_the_certificate_is(request: SubjectRequest) -> str:
    """For a mail that may be the last one: whoever reads it may have no account any more."""
    link, until = link_for(request)
    day = long_date(until, locale_of(request.language or get_language() or "en"))
    words = _("A signed certificate says what was done. You find it here until %(day)s, without signing in:")
    return f"{words % {'day': day}}\n{link}"


def _request(number: int | None) -> SubjectRequest | None:
    return SubjectRequest.objects.filter(pk=number).first() if number is not None else None
