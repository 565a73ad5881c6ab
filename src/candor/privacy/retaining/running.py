"""A run of the retention rules from the asking to its end. What it deletes, `ending` and `inactivity` do."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.db.others import last_write
from candor.kernel.jobs import enqueue, progress
from candor.kernel.registries.personal_data import keepers
from candor.kernel.turns import one_at_a_time
from candor.people.public import Refused
from candor.privacy import ledger
from candor.privacy.erasing import Step
from candor.privacy.ledger import Deed
from candor.privacy.models import Brake, RetentionLine, RetentionRun, RunState
from candor.privacy.queries.rule_packs import rules_in_force
from candor.privacy.retaining import clients, inactivity
from candor.privacy.retaining.brake import Figures, brake_on
from candor.privacy.retaining.counting import count_line
from candor.privacy.retaining.ending import Look, end_records, finish_outside, look_at
from candor.privacy.retaining.judging import count_rows
from candor.privacy.retaining.pace import Pace
from candor.privacy.retaining.records import Kind, kind_of, kinds, windows
from candor.privacy.retaining.settings import settings_in_force
from candor.privacy.rules.periods import Rules

LOOKS = 5
"""So often it is looked without holding anybody up; whoever is overtaken each time looks within the transaction."""


class NotOverwritten(RuntimeError):
    """Somebody reads old pages at present: what was deleted is still on the disk. Carry on again."""


def fingerprint(rules: Rules) -> str:
    """SHA-256 over the rules in force: two runs with the same one went by the same rules."""
    found = sorted(
        [key, rule.months, rule.begins.value, rule.force.value] for key in rules.by_key for rule in rules.by_key[key]
    )
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def start_dry_run(*, by: Actor) -> RetentionRun:
    """Count what the rules would end, and do nothing. One that is being counted already is given back."""
    return _start(by, is_dry=True)


def start_run(*, by: Actor) -> RetentionRun:
    """Count, then end what is past its period, unless somebody has to confirm that first."""
    return _start(by, is_dry=False)


def confirm_run(run: RetentionRun, *, by: Actor) -> None:
    """Let a run that waits go on. Raises Refused where the rules or the state are others by now."""
    if run.rules != fingerprint(rules_in_force()):
        raise Refused(_("The rules have changed since this was counted. Stop this run; the next one counts anew."))
    with transaction.atomic():
        waiting = RetentionRun.objects.filter(pk=run.pk, state=RunState.WAITING)
        if not waiting.update(state=RunState.RUNNING, confirmed_by=by.id, confirmed_at=clock.now()):
            raise Refused(_("This run does not wait any more. Nothing was changed."))
        record("privacy.retention.confirmed", run, by=by, going=_going(run))
        carry_on_later(run)


def stop_run(run: RetentionRun, *, by: Actor) -> bool:
    """Let it do nothing further; True for the one who did it. What it has deleted stays deleted."""
    with transaction.atomic():
        stopped = RetentionRun.objects.unfinished().filter(pk=run.pk).update(state=RunState.STOPPED)
        if stopped:
            record("privacy.retention.stopped", run, by=by)
            carry_on_later(run)
    return bool(stopped)


def carry_on_later(run: RetentionRun) -> None:
    from candor.privacy.tasks import carry_on_retention  # it imports this module

    enqueue(carry_on_retention, run.pk, unique=job_key(run))


def job_key(run: RetentionRun) -> str:
    """By which the job of a run is found."""
    return f"privacy.retention:{run.pk}"


def carry_on(run: RetentionRun) -> RetentionRun:
    """Do what is left of a run. May be called again at any time.

    Raises NotOverwritten, WaitsForNight, StoreUnavailable, LedgerBusy or LedgerBroken; what was done stays done.
    """
    turns = {RunState.COUNTING: _count, RunState.RUNNING: _execute, RunState.STOPPED: _close}
    run.refresh_from_db()
    while run.finished_at is None and (turn := turns.get(RunState(run.state))) is not None:
        turn(run)
        run.refresh_from_db()
    return run


def _start(by: Actor, *, is_dry: bool) -> RetentionRun:
    rules, wanted = rules_in_force(), settings_in_force()
    lines = [(kind.key, kind.label) for kind in kinds(rules)]
    if rules.limit(inactivity.key()):
        lines.append((inactivity.key(), inactivity.LABEL))
    if clients.some_are_over(rules.day_of(clock.now())):
        lines.append((clients.key(), clients.LABEL))
    if not lines:
        raise Refused(_("No rule says how long anything may stay. Adopt retention rules first."))
    with transaction.atomic():
        one_at_a_time("privacy.retention")
        present = RetentionRun.objects.unfinished().filter(is_dry=is_dry).first()
        if present is not None:
            return present
        run = RetentionRun.objects.create(
            is_dry=is_dry, as_of=rules.day_of(clock.now()), rules=fingerprint(rules), share=wanted.share,
            floor=wanted.floor, asked_by_id=by.id, asked_at=clock.now(),
        )  # fmt: skip
        RetentionLine.objects.bulk_create(RetentionLine(run=run, key=key, kind=kind) for key, kind in lines)
        record("privacy.retention.asked", run, by=by, dry=is_dry)
        carry_on_later(run)
    return run


def _count(run: RetentionRun) -> None:
    """Count every kind, then see whether somebody has to look first."""
    rules = rules_in_force()
    for line in run.lines.filter(is_counted=False).order_by("pk"):
        if inactivity.is_about(line):
            inactivity.count_line(line, run, rules)
        elif clients.is_about(line):
            clients.count_line(line, run, rules)
        elif (kind := kind_of(line.key, line.kind, rules)) is not None:
            count_line(line, kind, run, rules)
    _conclude_count(run)


@transaction.atomic
def _conclude_count(run: RetentionRun) -> None:
    counting = RetentionRun.objects.filter(pk=run.pk, state=RunState.COUNTING)
    if run.is_dry:
        if counting.update(state=RunState.COUNTED, counted_at=clock.now(), finished_at=clock.now()):
            record("privacy.retention.counted", run, by=JOB, going=_going(run))
        return
    figures = [Figures(line.total, line.going + inactivity.told_with(line)) for line in run.lines.all()]
    brake = brake_on(figures, share=run.share, floor=run.floor, is_first=_is_first(run))
    state = RunState.RUNNING if brake is Brake.NONE else RunState.WAITING
    if counting.update(state=state, brake=brake, counted_at=clock.now()):
        run.lines.update(position=0)
        record("privacy.retention.counted", run, by=JOB, going=_going(run), waits=brake.value)


def _is_first(run: RetentionRun) -> bool:
    """Whether nobody has confirmed a run under these very rules yet."""
    return not RetentionRun.objects.filter(rules=run.rules, confirmed_at__isnull=False).exclude(pk=run.pk).exists()


def _execute(run: RetentionRun) -> None:
    """The ledger first; then kind by kind, each small batch with its note in one transaction."""
    rules = rules_in_force()
    if run.rules != fingerprint(rules):
        stop_run(run, by=JOB)
        return
    if run.begun_at is None:
        counts = {f"{line.key}.{line.kind}": line.going for line in run.lines.all() if line.going}
        ledger.begin(run.ref, Deed.RETENTION, run.ref, plan=_plan_of(run), counts=counts)
        run.begun_at = clock.now()
        run.save(update_fields=["begun_at"])
    for line in run.lines.filter(is_done=False).order_by("pk"):
        if inactivity.is_about(line):
            finished = inactivity.end_line(line, run, rules)
        elif clients.is_about(line):
            finished = clients.end_line(line, run, rules)
        else:
            kind = kind_of(line.key, line.kind, rules)
            finished = kind is None or _end_line(line, kind, run, rules)
        if not finished:
            return
        RetentionLine.objects.filter(pk=line.pk).update(is_done=True)
    _close(run)


def _end_line(line: RetentionLine, kind: Kind, run: RetentionRun, rules: Rules) -> bool:
    """End the records of one kind; False where the run was stopped meanwhile."""
    limit, pace = rules.limit(line.key), Pace()
    for end, numbers in windows(kind, limit, rules, run.as_of, after=line.position) if limit else ():
        for portion in pace.portions(numbers):
            seen = _look_in_peace(kind, portion, rules)
            with pace.timed():
                ended = _end_some(line, kind, portion, seen, run, rules)
            if ended is None:
                return False
            finish_outside(ended)
            progress(line.done, line.going)
        RetentionLine.objects.filter(pk=line.pk).update(position=end)
    return True


def _look_in_peace(kind: Kind, numbers: list[int], rules: Rules) -> Look | None:
    """A look that nobody overtook; None where others write all the time, or the database cannot say."""
    if last_write() is None:
        return None
    looks = (look_at(kind, numbers, rules) for _each in range(LOOKS))
    return next((look for look in looks if look.still_holds), None)


def _end_some(  # noqa: PLR0913 - a portion of a line, what is known of it, and by which run and rules
    line: RetentionLine, kind: Kind, numbers: list[int], seen: Look | None, run: RetentionRun, rules: Rules
) -> list[Step] | None:
    """What is left to do outside the database; None where the run was stopped."""
    with transaction.atomic():
        known = seen if seen is not None and seen.still_holds else None
        if not still_runs(run):
            return None
        ended, outside = end_records(kind, numbers, run, rules, known)
        line.done += len(ended)
        line.done_rows = dict(Counter(line.done_rows) + count_rows(ended))
        line.position = numbers[-1]
        line.save(update_fields=["done", "done_rows", "position"])
    return outside


def still_runs(run: RetentionRun) -> bool:
    """Whether nobody has stopped it; asked inside each transaction, and nobody stops it before its end."""
    return bool(RetentionRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=RunState.RUNNING))


def _close(run: RetentionRun) -> None:
    """Overwrite what deleting left behind, close the ledger's entry. A stopped run ends in the same way."""
    lines = list(run.lines.all())
    places = {place for line in lines for place in line.done_rows}
    if places and not overwritten(places):
        raise NotOverwritten("a reader holds old pages; what was deleted is still on the disk")
    if run.begun_at is not None:
        ledger.done(run.ref, counts={f"{line.key}.{line.kind}": line.done for line in lines if line.done})
    with transaction.atomic():
        ended = RetentionRun.objects.filter(pk=run.pk, finished_at=None)
        running = ended.filter(state=RunState.RUNNING).update(state=RunState.DONE, finished_at=clock.now())
        if running:
            record("privacy.retention.done", run, by=JOB, records=sum(line.done for line in lines))
        else:
            ended.update(finished_at=clock.now())


def overwritten(places: Collection[str]) -> bool:
    """Have every store overwrite what deleting left behind; False where it has to be tried again."""
    return all(keeper.compact(places) for keeper in keepers().values())


def _plan_of(run: RetentionRun) -> str:
    """SHA-256 over the figures that were confirmed, or needed no confirmation."""
    lines = run.lines.order_by("key", "kind").values_list("key", "kind", "total", "over", "going")
    return hashlib.sha256(json.dumps([run.as_of.isoformat(), run.rules, list(lines)]).encode()).hexdigest()


def _going(run: RetentionRun) -> int:
    return sum(run.lines.values_list("going", flat=True))
