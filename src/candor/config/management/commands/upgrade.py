"""`candor upgrade`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from candor.config.upgrading.doing import CannotUpgrade, IsBetween, WentBack, only_upgrade, settle_what_stands, upgrade
from candor.config.upgrading.links import links_to
from candor.config.upgrading.outlook import Outlook, Wanted, look_ahead
from candor.config.upgrading.signals import Interrupted
from candor.kernel import version
from candor.kernel.command import Command as CandorCommand
from candor.kernel.upgrading.journal import Journal, Phase
from candor.kernel.version import Served


class Command(CandorCommand):
    """Run by the new version, from its own folder, for an instance that the version before has served."""

    help = "Bring the instance to this version, or back to the one before where that fails"
    needs_instance = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="say what it would do, and do nothing")
        parser.add_argument("--back", action="store_true", help="undo an upgrade that was cut off, and do nothing else")
        parser.add_argument("--without-backup", action="store_true", help="make no encrypted backup beforehand")
        parser.add_argument(
            "--in-place", action="store_true", help="this folder held the version before; only the data can go back"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        wanted, as_json = Wanted(options["without_backup"], options["in_place"]), options["json"]
        try:
            if options["check"]:
                self._foretell(look_ahead(wanted), as_json=as_json)
                return
            with only_upgrade():
                stood = settle_what_stands(self.say)
                if options["back"] or (stood is not None and stood.phase is Phase.DONE):
                    self._say_what_stood(stood, as_json=as_json)
                else:
                    self._say_done(upgrade(wanted, self.say), as_json=as_json)
        except CannotUpgrade as problem:
            raise CommandError(f"{problem}\nNothing was changed.") from None
        except WentBack as problem:
            raise CommandError(self._after_going_back(problem)) from None
        except IsBetween as problem:
            raise CommandError(
                f"It failed, and what was before could not be put back either: {problem}\nNobody is served. Put that"
                " right (on a full disk: make room), then run: candor upgrade --back"
            ) from None
        except Interrupted:
            raise CommandError("It was asked to end. Run it again to go on, or with --back to undo it.") from None
        except DatabaseError as problem:
            raise CommandError(f"The database does not answer: {str(problem).strip()}") from None

    def _foretell(self, outlook: Outlook, *, as_json: bool) -> None:
        if as_json:
            self.tell(asdict(outlook))
        else:
            for line in foretold(outlook):
                self.stdout.write(line)
        if outlook.obstacles:
            raise CommandError("\n".join(outlook.obstacles))

    def _say_what_stood(self, stood: Journal | None, *, as_json: bool) -> None:
        state = "nothing" if stood is None else "done" if stood.phase is Phase.DONE else "back"
        if as_json:
            self.tell({"was": state})
        elif stood is None:
            self.stdout.write("No upgrade was cut off here.")
        else:
            serves = stood.to if stood.phase is Phase.DONE else stood.before
            self.stdout.write(f"Start it: {_start(serves)}")

    def _after_going_back(self, problem: WentBack) -> str:
        before = version.last_served(settings.INSTANCE.home)
        return (
            f"Candor {version.here()} was not found good: {problem}\nDatabase and settings are as they were. Start the"
            f" version before: {_start(before)}\nPlease report what stands above, with `candor --version` of both."
        )

    def _say_done(self, outlook: Outlook, *, as_json: bool) -> None:
        if as_json:
            self.tell({"before": outlook.before and outlook.before.version, "to": outlook.to.version})
            return
        if outlook.nothing_to_do:
            self.stdout.write(f"Candor {outlook.to.version} serves this instance already.")
            return
        self.stdout.write(f"This instance is at Candor {outlook.to.version}. Start it: {_start(outlook.to)}")
        for link in links_left_behind(outlook):
            self.stdout.write(f"Before that, let the link lead here: ln -sfn {outlook.to.root} {link}")


def links_left_behind(outlook: Outlook) -> list[Path]:
    """Links to the version before that this user could not turn."""
    if outlook.before is None or outlook.before.root == outlook.to.root:
        return []
    return list(links_to(Path(outlook.before.root)))


def foretold(outlook: Outlook) -> list[str]:
    """What it would do, for a person."""
    if outlook.nothing_to_do:
        return [f"Candor {outlook.to.version} serves this instance already: there is nothing to do."]
    before = outlook.before.version if outlook.before else "an unknown version"
    changes = ", ".join(f"{slice_name} {count}" for slice_name, count in sorted(outlook.changes.items()))
    return [
        f"From {before} to {outlook.to.version}.",
        f"Changes of tables: {sum(outlook.changes.values())} ({changes})." if changes else "No table changes.",
        f"Room needed: {outlook.bytes_needed // 2**20:,} MB; free: {outlook.bytes_free // 2**20:,} MB.",
        "Candor runs and would be ended; visitors would read that a new version is on its way."
        if outlook.is_running
        else "Candor does not run.",
        *outlook.notes,
        f"What is new: {version.root()}/CHANGELOG.md",
    ]


def _start(served: Served | None) -> str:
    if served is None:
        return "candor up"
    return f"{next(iter(links_to(Path(served.root))), served.root)}/candor up (or your service)"
