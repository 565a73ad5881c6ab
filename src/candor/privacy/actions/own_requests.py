"""What people ask for about their data in their own account: a tracked request each, and at once what needs nobody.

They have signed in, so nobody has to be asked who they are. What grants all that was asked for, and every opt-out, goes
ahead by itself; what keeps or refuses anything waits for the privacy office.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress as suppressed
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor, Channel
from candor.people.public import Identifier, NotAnIdentifier, Person, Refused, primary_email
from candor.privacy.actions.copying import CopyWanted, ask_for_copy, withdraw_copy
from candor.privacy.actions.erasures import confirm, plan
from candor.privacy.actions.locks import NewLock, lift_lock, lock_person, note_told
from candor.privacy.actions.requests import NewRequest, Settlement, answer_identity, identify, receive, settle
from candor.privacy.actions.suppressions import suppress
from candor.privacy.erasing import Asked, drop_plan
from candor.privacy.erasing.map_version import map_version
from candor.privacy.erasing.passing_on import note_clients
from candor.privacy.erasing.planning import ENDED
from candor.privacy.following import follow_erasure
from candor.privacy.models import (
    Contest,
    Copy,
    Erasure,
    ErasureState,
    IdentityProof,
    Lock,
    LockGround,
    RequestChannel,
    RequestKind,
    SubjectRequest,
    ToldHow,
)
from candor.privacy.queries.own_requests import own
from candor.privacy.rights import SILENCED_BY
from candor.privacy.rules.deciding import Right
from candor.privacy.rules.request_states import State
from candor.privacy.suppressing import reach_of
from candor.privacy.telling_clients_of_rights import pass_on_request
from candor.privacy.words import language_for

BEGUN = gettext_lazy("It has begun and cannot be taken back any more.")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is wrong: by its place in the map, "" where it is told in words alone, and what it is called.

    `wished` is what its columns should say, where the slice that it belongs to can write them.
    """

    wrong: str
    should: str
    place: str = ""
    key: str = ""
    what: str = ""
    wished: Mapping[str, str] | None = None


@transaction.atomic
def ask(person: Person, kind: RequestKind, said: str, *, by: Actor) -> SubjectRequest:
    """Enter what somebody who has signed in asks for; a client that decides hears of it. Pressing twice makes one."""
    request = receive(
        NewRequest(
            kind,
            RequestChannel.API if by.channel is Channel.API else RequestChannel.ACCOUNT,
            said=said,
            name=person.name,
            address=primary_email(person),
            language=language_for(person),
            person=person,
            identity=IdentityProof.LOGIN,
        ),
        by=by,
    )
    pass_on_request(request, person, by=by)
    return request


@transaction.atomic
def send_erasure(person: Person, seen: str, said: str, *, by: Actor) -> SubjectRequest:
    """Ask for the erasure whose preview has the hash `seen`. Pressing twice asks once.

    What keeps nothing is carried out by itself. Raises Refused where the preview is another one by now, or is gone.
    """
    preview = Erasure.objects.select_for_update(of=("self",)).previewed_by(by).first()
    if preview is None:
        sent = own(by).open().filter(kind=RequestKind.ERASURE).order_by("-pk").first()
        if sent is not None:
            return sent
        raise Refused(gettext_lazy("The preview is no longer there. Nothing was sent; look at it again."))
    is_as_shown = preview.plan_hash == seen and preview.map_version == map_version()
    if preview.state != ErasureState.PLANNED or not is_as_shown:
        raise Refused(
            gettext_lazy("The preview has changed since you looked at it. Nothing was sent; look at it again.")
        )
    request = ask(person, RequestKind.ERASURE, said, by=by)
    today = clock.today(instance.current().time_zone)
    Erasure.objects.filter(pk=preview.pk).update(is_preview=False, received_on=today, request=request)
    preview.refresh_from_db()
    note_clients(preview)
    follow_erasure(preview, ErasureState.PLANNED, by=by)
    go_on_by_itself(preview)
    return request


def go_on_by_itself(erasure: Erasure) -> bool:
    """Carry out what a person asked for themselves and what keeps nothing back; whether it goes on.

    Where something hinders it, such as a choice that waits, it stays planned, and the office sees it.
    """
    is_own = erasure.request_id is not None and erasure.planned_by_id == erasure.subject_number
    if not is_own or erasure.is_preview or erasure.state != ErasureState.PLANNED or erasure.keeps_something:
        return False
    try:
        with transaction.atomic():
            return confirm(erasure, erasure.plan_hash, by=JOB)
    except Refused:
        return False


@transaction.atomic
def end_use(person: Person, right: Right, said: str, *, by: Actor) -> SubjectRequest:
    """Object to advertising, or take back all consent: nobody advertises to any of their addresses from now on.

    What is held for that alone goes by a plan of its own, by itself. Raises LedgerBusy and LedgerBroken, and has
    changed nothing then.
    """
    kind = RequestKind.WITHDRAWAL if right is Right.WITHDRAWAL else RequestKind.OBJECTION
    request = ask(person, kind, said, by=by)
    if request.is_over or request.erasures.exists():
        return request
    if not _planned(request, person, right, by):
        settle(request, Settlement(State.FULFILLED, _("Nobody advertises to you any more.")), by=JOB)
    for address in Identifier.objects.filter(person=person).order_by("value").values_list("value", flat=True):
        with suppressed(NotAnIdentifier):
            suppress(address, reach_of(address), SILENCED_BY[right], by=by)
    return request


def _planned(request: SubjectRequest, person: Person, right: Right, by: Actor) -> bool:
    """Have it planned what goes with it, unless something that takes more is on its way, or somebody works here."""
    if Erasure.objects.filter(subject_number=person.pk, is_preview=False).exclude(state__in=ENDED).exists():
        return False
    try:
        with transaction.atomic():
            plan(person, Asked(right, request=request.pk), by=by)
    except Refused:
        return False
    return True


def restrict(person: Person, ground: LockGround, said: str, *, by: Actor) -> SubjectRequest:
    """Lock somebody's data because they say so: entered first, locked then, and answered with that.

    Raises LedgerBusy and LedgerBroken where it cannot be locked now: then the office finds the request.
    """
    request = ask(person, RequestKind.RESTRICTION, said, by=by)
    lock_for(request, person, ground, by=by)
    settle(request, Settlement(State.FULFILLED, _("Your data is locked.")), by=JOB)
    return request


def lock_for(request: SubjectRequest, person: Person, ground: LockGround, *, by: Actor) -> Lock:
    """The lock that belongs to a request, its own or one that stood before. Raises LedgerBusy and LedgerBroken."""
    lock = lock_person(person, NewLock(ground, note=str(request.number), request=request.pk), by=by)
    Lock.objects.filter(pk=lock.pk, request=None).update(request=request)
    return lock


def lift_own(request: SubjectRequest, *, by: Actor) -> bool:
    """Let one's data be used again, as far as it was locked for this request; True where it was.

    What the law asks us to lock stays locked. Raises LedgerBusy and LedgerBroken: then it stands.
    """
    lifted = False
    for lock in Lock.objects.standing().of_the_person().filter(request=request, person=by.id).select_related("person"):
        note_told(lock, ToldHow.ASKED, by=by)
        lifted = lift_lock(lock, by=by) or lifted
    return lifted


@transaction.atomic
def contest(person: Person, wrong: Wrong, *, by: Actor) -> SubjectRequest:
    """Say that something is wrong, and what it should say (Art. 16). The office decides about it."""
    said = "\n\n".join(filter(None, (wrong.what, wrong.wrong, wrong.should)))
    request = ask(person, RequestKind.RECTIFICATION, said, by=by)
    known = Contest.objects.filter(request=request)
    if not known.exists():
        Contest.objects.create(request=request, **asdict(wrong))
    return request


@transaction.atomic
def want_copy(person: Person, kind: RequestKind, said: str = "", *, by: Actor) -> SubjectRequest:
    """Ask for a copy of one's own data, to read (Art. 15) or to take along (Art. 20). Raises as `ask_for_copy`."""
    request = ask(person, kind, said, by=by)
    if not request.copies.exists():
        copy = ask_for_copy(CopyWanted(person, language_for(person), request=request.pk), by=by)
        Copy.objects.filter(pk=copy.pk).update(request=request)
    return request


@transaction.atomic
def withdraw(request: SubjectRequest, *, by: Actor) -> bool:
    """Take a request back as long as nothing of it was carried out; True for the one who did it. Raises Refused."""
    for erasure in request.erasures.exclude(state__in=ENDED):
        if not drop_plan(erasure, by=by):
            raise Refused(BEGUN)
    for copy in request.copies.all():
        withdraw_copy(copy, by=by)
    return settle(request, Settlement(State.WITHDRAWN), by=by)


@transaction.atomic
def answer_question(request: SubjectRequest, person: Person, said: str, *, by: Actor) -> bool:
    """Answer who one is, where one has signed in: the answer goes into the file, and the login is the proof."""
    answered = answer_identity(request, by=by, note=said)
    return identify(request, person, IdentityProof.LOGIN, by=by) or answered
