"""`candor privacy retention`: apply the retention rules now, or count what they would end."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel.actor import SYSTEM
from candor.kernel.command import Command as CandorCommand
from candor.kernel.db.compaction import WaitsForNight
from candor.people.public import Refused
from candor.privacy.models import RetentionRun, RunState
from candor.privacy.retaining.running import carry_on, start_dry_run, start_run


class Command(CandorCommand):
    help = "Apply the adopted retention rules: count what is past its period and delete it, unless it has to wait"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object a kind, then the run's")

    def handle(self, **options: Any) -> None:
        try:
            run = (start_dry_run if options["dry_run"] else start_run)(by=SYSTEM)
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from None
        try:
            carry_on(run)
        except WaitsForNight as waiting:
            self.say(f"Everything is deleted; {waiting}. The worker ends the run.")
        for line in run.lines.order_by("key", "kind"):
            figures = {"total": line.total, "over": line.over, "going": line.going, "done": line.done}
            if options["json"]:
                self.tell({"key": line.key, "kind": line.kind, **figures, "kept": line.kept})
            else:
                words = "  ".join(f"{name} {number}" for name, number in figures.items())
                self.stdout.write(f"{line.key}  {line.kind}  {words}")
        if options["json"]:
            self.tell({"run": run.ref, "state": run.state, "dry": run.is_dry, "waits": run.brake})
        self.say(_in_words(run))


def _in_words(run: RetentionRun) -> str:
    if run.state == RunState.WAITING:
        return "The run waits: somebody in the privacy office has to confirm it."
    return "Counted; nothing was deleted." if run.is_dry else f"The run is {run.state}."
