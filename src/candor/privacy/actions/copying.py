"""A copy of somebody's data: asked for by the privacy office, made by a job, fetched within a day, forgotten.

The archive is everything that is held about a person once more. Who asked and when it was fetched is on record, the
person finds it in the access log, and a day after it was made it is gone. The command line writes its archive straight
to where it is wanted, and leaves the same record. Of somebody whose data we process for clients a copy waits for their
word (Art. 28(3)(e) GDPR).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance
from candor.kernel.access_log import handed_out
from candor.kernel.actor import JOB, Actor, ActorKind, Channel
from candor.kernel.audit import record
from candor.kernel.files import delete_file, make_file, take_back
from candor.kernel.jobs import enqueue, progress
from candor.kernel.models import StoredFile
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import Person, Refused, acting_as, subject_of
from candor.privacy.copies_for_clients import Verdict, enter_clients, verdict_on
from candor.privacy.exporting.archive import copy_of, wanted_for
from candor.privacy.following import follow_begun, follow_own_copy
from candor.privacy.models import STILL_KEPT, UNFINISHED, Copy, CopyState

PERMISSION = "privacy.office"
FOR_A_CLIENT = (CopyState.WAITING, CopyState.WITHHELD)
KEPT_FOR = timedelta(hours=24)
MOST_UNFINISHED = 20
MOST_OWN = 3
"""Copies that a person asks for within a day."""
PORTION_FORGOTTEN = 50
NOTE_EVERY = 2_000
"""Steps. So often the register hears how far a copy is, and the copy whether it is still wanted."""


class Overtaken(Exception):
    """The copy was withdrawn, or is over, while it was being made."""


@dataclass(frozen=True, slots=True)
class CopyWanted:
    """Of whom, in which language, with a reason where nothing is to be masked; None: the request came in today.

    `request` is the number of the tracked request that it carries out.
    """

    person: Person
    language: str
    unmasked_because: str = ""
    received_on: date | None = None
    request: int | None = None

    @property
    def unmasked(self) -> bool:
        return bool(self.unmasked_because)


@transaction.atomic
def ask_for_copy(wanted: CopyWanted, *, by: Actor) -> Copy:
    """Let a job make the archive, as soon as the clients concerned have said so. Pressing the button twice makes one.

    Raises Refused where too many wait to be fetched, and where a client answers the request itself.
    """
    one_at_a_time("privacy.copy")
    received_on = wanted.received_on or _today()
    said = {"person": wanted.person, "language": wanted.language, "reason": wanted.unmasked_because, "by_id": by.id}
    same_request = Copy.objects.filter(person=wanted.person, received_on=received_on)
    twins = same_request.filter(**said, state__in=UNFINISHED, asked_at__gt=a_moment_ago())
    twin = twins.first() or same_request.filter(state=CopyState.WAITING).first()
    if twin is not None:
        return twin
    verdict = verdict_on(wanted.person.pk, received_on)
    if verdict is Verdict.WITHHOLD:
        raise Refused(_("A client answers this request itself. If it says otherwise, note that with the former copy."))
    _refuse_too_many(wanted.person, by)
    row = _entered(wanted, CopyState.ASKED if verdict is Verdict.HAND_OUT else CopyState.WAITING, by=by)
    if row.state == CopyState.ASKED:
        _make_soon(row)
    return row


@transaction.atomic
def follow_clients(row: Copy) -> None:
    """Do what the clients of a request have said: make its copy, keep it back, or go on waiting for the last of them.

    Raises Refused where they keep back what was fetched already.
    """
    one_at_a_time("privacy.copy")
    same_request = Copy.objects.filter(person=row.person_id, received_on=row.received_on)
    verdict = verdict_on(row.person_id, row.received_on)
    if verdict is Verdict.WITHHOLD:
        if same_request.exclude(fetched_at=None).exists():
            raise Refused(_("The archive was fetched already. Nothing was changed."))
        for one in same_request.filter(state__in=UNFINISHED):
            _end(one, CopyState.WITHHELD)
    elif verdict is Verdict.OPEN:
        same_request.filter(state=CopyState.WITHHELD).update(state=CopyState.WAITING)
    else:
        for one in same_request.filter(state__in=FOR_A_CLIENT):
            Copy.objects.filter(pk=one.pk).update(state=CopyState.ASKED, until=clock.now() + KEPT_FOR)
            _make_soon(one)


def make_copy(copy_id: int) -> None:
    """Write the archive. A run that was killed begins anew; for somebody who may no longer ask nothing is made."""
    row = Copy.objects.select_related("person").filter(pk=copy_id, state=CopyState.ASKED).first()
    if row is None:
        return
    if _asker(row) is None:
        _end(row, CopyState.REFUSED)
        return
    wanted = wanted_for(row.person, row.language, unmasked=row.is_unmasked)
    chunks = copy_of(subject_of(row.person), wanted, _Progress(row))
    try:
        file = make_file("files", file_name(row), "application/zip", chunks)
    except Overtaken:
        return
    if not _keep(row, file):
        take_back(file)


@transaction.atomic
def enter_handed_out(wanted: CopyWanted, *, by: Actor) -> Copy:
    """Enter a copy that the command line has made, before it appears under its name. Clients hear of it too."""
    return _entered(wanted, CopyState.HANDED_OUT, by=by)


@transaction.atomic
def fetch_copy(row: Copy, *, by: Actor) -> StoredFile:
    """The archive, as often as it takes within its day; each time is on record. Raises Refused when it is over.

    Also where somebody became a client since it was made, who was not asked.
    """
    if verdict_on(row.person_id, row.received_on) is not Verdict.HAND_OUT:
        raise Refused(_("A client decides about this data by now. Ask for a new copy: the request goes to the client."))
    ready = Copy.objects.filter(pk=row.pk, state=CopyState.READY, until__gt=clock.now())
    if row.file is None or not ready.update(fetched_at=clock.now()):
        raise Refused(_("This copy is deleted. Ask for a new one."))
    record("privacy.copy.fetched", row, by=by)
    return row.file


@transaction.atomic
def withdraw_copy(row: Copy, *, by: Actor) -> None:
    """Give a copy up, made or not, and delete its archive. Doing it twice changes nothing."""
    if _close(row, CopyState.WITHDRAWN):
        record("privacy.copy.withdrawn", row, by=by)


def something_is_over() -> bool:
    """Whether an archive has had its day, or a copy was never made."""
    return _over().exists()


def forget_old_copies() -> None:
    """Delete archives whose day is over. The entries of the register stay."""
    for row in _over()[:PORTION_FORGOTTEN]:
        _end(row, CopyState.EXPIRED)


def job_key(row: Copy) -> str:
    """By which the job of a copy is found."""
    return f"privacy.copy:{row.pk}"


def file_name(row: Copy) -> str:
    """The archive's name. It says nobody's name: names of files are seen by many."""
    return f"copy-{row.ref}.zip"


class _Progress:
    """Tells the register and the monitor how far it is. Raises Overtaken where the copy is no longer wanted."""

    def __init__(self, row: Copy) -> None:
        self._row, self._next = row, 0

    def __call__(self, done: int, total: int) -> None:
        if done < self._next and done < total:
            return
        self._next = done + NOTE_EVERY
        if not Copy.objects.filter(pk=self._row.pk, state=CopyState.ASKED).update(done=done, total=total):
            raise Overtaken
        progress(done, total)


def _today() -> date:
    return clock.today(instance.current().time_zone)


def _make_soon(row: Copy) -> None:
    from candor.privacy.tasks import make_copy as job

    enqueue(job, row.pk, unique=job_key(row))


def _entered(wanted: CopyWanted, state: CopyState, *, by: Actor) -> Copy:
    """Clients who decide about it are entered with it."""
    now = clock.now()
    row = Copy.objects.create(
        person=wanted.person,
        language=wanted.language,
        is_unmasked=wanted.unmasked,
        reason=wanted.unmasked_because,
        state=state,
        by_id=by.id,
        asked_at=now,
        received_on=wanted.received_on or _today(),
        request_id=wanted.request,
        made_at=now if state == CopyState.HANDED_OUT else None,
        until=now + KEPT_FOR,
    )
    record("privacy.copy.asked", row, by=by, person=wanted.person.pk, unmasked=wanted.unmasked, state=state.value)
    enter_clients(row)
    follow_begun(wanted.request, by=by)
    return row


def _over() -> QuerySet[Copy]:
    return Copy.objects.filter(STILL_KEPT, until__lte=clock.now())


def _refuse_too_many(person: Person, by: Actor) -> None:
    """The office has room for twenty, whatever people ask for themselves; and each of those for a few a day."""
    if by.id == person.pk:
        if Copy.objects.filter(person=person, by=person, asked_at__gt=clock.now() - KEPT_FOR).count() >= MOST_OWN:
            raise Refused(_("You asked for three copies within a day. Fetch one of those, or ask again tomorrow."))
    elif Copy.objects.filter(STILL_KEPT).exclude(by=F("person")).count() >= MOST_UNFINISHED:
        raise Refused(_("Twenty copies are waiting. Fetch or delete one first."))


def _asker(row: Copy) -> tuple[Actor, str] | None:
    """Who asked, with the rights of this moment, and their role; None for somebody who may no longer ask.

    Everybody may ask for their own, as long as they are there.
    """
    if row.is_own and not row.is_unmasked:
        mine = Actor(ActorKind.CUSTOMER, row.by_id, channel=Channel.JOB)
        return (mine, mine.kind.value) if row.person.erased_at is None else None
    found = acting_as(row.by_id, Channel.JOB)
    return found if found is not None and found[0].may(PERMISSION) else None


@transaction.atomic
def _keep(row: Copy, file: StoredFile) -> bool:
    """Make the archive the copy's; False where it is over, or whoever asked lost the right while it was written."""
    asked = Copy.objects.select_for_update(of=("self",)).filter(pk=row.pk, state=CopyState.ASKED)
    present = asked.first()
    if present is None:
        return False
    asker = _asker(row)
    if asker is None:
        _end(row, CopyState.REFUSED)
        return False
    file.save(force_insert=True)
    now = clock.now()
    asked.update(state=CopyState.READY, file=file, made_at=now, done=present.total, until=now + KEPT_FOR)
    actor, role = asker
    handed_out([row.person_id], about=row, by=actor, role=role, at=row.asked_at)
    record("privacy.copy.made", row, by=actor, person=row.person_id)
    follow_own_copy(row, until=now + KEPT_FOR)
    return True


@transaction.atomic
def _end(row: Copy, state: CopyState) -> None:
    if _close(row, state):
        record(f"privacy.copy.{state.value}", row, by=JOB)


def _close(row: Copy, state: CopyState) -> bool:
    """Put an unfinished copy into its last state and delete its archive; True only for the one who did."""
    unfinished = Copy.objects.select_for_update(of=("self",)).select_related("file").filter(state__in=UNFINISHED)
    present = unfinished.filter(pk=row.pk).first()
    if present is None:
        return False
    Copy.objects.filter(pk=row.pk).update(state=state, file=None)
    if present.file is not None:
        delete_file(present.file)
    return True
