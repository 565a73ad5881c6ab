"""`candor privacy verify`: look again whether erased people are gone, and whether the ledger agrees."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel.command import Command as CandorCommand
from candor.privacy import ledger
from candor.privacy.erasing.checking import Finding, check_erasures

WORDS = {
    "found": "{count} in {place} that should be gone",
    "typed-on": "{count} in {place} typed onto the row that took the person's place",
    "ledger": "the ledger says something else",
    "unknown": "the ledger knows it and this database does not",
}


class Command(CandorCommand):
    help = "Look again whether erased people are gone from every store, and whether the ledger agrees"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ref", nargs="?", default="", metavar="REFERENCE", help="one erasure; none: all")
        parser.add_argument("--json", action="store_true", help="print one JSON object per erasure, then the ledger's")

    def handle(self, **options: Any) -> None:
        examined = ledger.examine()
        checked, wrong = 0, 0
        for one in check_erasures(options["ref"]) if not examined.verdict.breaks else ():
            checked += 1
            wrong += bool(one.findings)
            if options["json"]:
                found = [{"what": each.what, "place": each.place, "count": each.count} for each in one.findings]
                self.tell({"ref": one.ref, "state": one.state, "found": found})
            else:
                self.stdout.write(f"{one.ref}  {one.state}  {_in_words(one.findings)}")
        if options["json"]:
            problem = examined.problem
            self.tell({"ledger": {"intact": not problem, "problem": problem}, "erasures": checked, "wrong": wrong})
        if options["ref"] and not checked:
            raise CommandError(f"No erasure with the reference {options['ref']} was begun here.")
        if wrong or examined.problem:
            raise CommandError(examined.problem or f"Something was found for {wrong} of {checked} erasures.")
        self.say(f"{checked} erasures looked at: nothing was found, and the ledger agrees.")


def _in_words(findings: tuple[Finding, ...]) -> str:
    found = (WORDS[each.what].format(count=each.count, place=each.place) for each in findings)
    return "; ".join(found) or "nothing found"
