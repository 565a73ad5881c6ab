"""`candor doctor`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.config.doctor import Finding, State, examine
from candor.config.settings.instance import load_settings
from candor.kernel.command import Command as BaseCommand


class Command(BaseCommand):
    """Look at everything an instance needs, and say what to do where something is wrong."""

    help = "Examine database, disk, mail, keys, permissions and clock, and say what to do"
    needs_instance = False  # an instance that is not fit is a finding

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object for each finding")

    def handle(self, *_args: Any, **options: Any) -> None:
        problems = 0
        for finding in examine(load_settings()):
            problems += finding.state is State.PROBLEM
            self.show(finding, as_json=options["json"])
        if problems:
            raise CommandError(f"problems found: {problems}")

    def show(self, finding: Finding, *, as_json: bool) -> None:
        if as_json:
            self.tell(asdict(finding))
            return
        self.stdout.write(f"{finding.state:<8} {finding.area:<12} {finding.says}")
        if finding.remedy:
            self.stdout.write(f"{'':<21} → {finding.remedy}")
