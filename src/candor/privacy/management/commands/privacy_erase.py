"""`candor privacy erase`: plan, show, confirm, carry out and verify the erasure of a person."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel.actor import SYSTEM, Actor, ActorKind, Channel
from candor.kernel.command import Command as CandorCommand
from candor.kernel.db.compaction import WaitsForNight
from candor.kernel.registries.personal_data import StoreUnavailable
from candor.people.public import Refused
from candor.privacy.erasing import Asked, InOtherHands, Unfinished, carry_on, confirm_erasure, plan_erasure
from candor.privacy.erasing.showing import as_json, as_lines
from candor.privacy.ledger import LedgerBroken, LedgerBusy
from candor.privacy.management.whom import erasure_under_way, officer_of, person_of
from candor.privacy.models import Erasure, ErasureState

TRIES = 60
"""A second apart: longer than a killed process's lease, and than any page reads."""


UNNAMED = (
    "Something stays, so somebody has to answer for it by name: add --by ADDRESS, the e-mail address of somebody who"
    " may decide in the Privacy office. Nothing was changed; the plan stands there and can be confirmed there too."
)


class Command(CandorCommand):
    help = "Erase a person: plan, show, confirm, carry out, verify. Asked for again, it goes on where it stopped"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, metavar="ADDRESS", help="an address that is the person's alone")
        parser.add_argument("--reason", required=True, metavar="TEXT", help="why; kept with the erasure")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--by", metavar="ADDRESS", help="who of the Privacy office confirms; needed if anything stays"
        )
        parser.add_argument("--certificate", type=Path, metavar="FILE", help="write the certificate there")
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, **options: Any) -> None:
        erasure = erasure_under_way(options["email"]) or self._planned(options)
        if erasure.begun_at is None:
            self._confirm(erasure, options)
        erasure = self._carried_out(erasure)
        if options["certificate"] is not None:
            options["certificate"].write_text(erasure.certificate, "utf-8")
        if options["json"]:
            self.tell(as_json(erasure))
        self.say(f"Done and verified. Reference {erasure.ref}.")

    def _planned(self, options: dict[str, Any]) -> Erasure:
        person = person_of(options["email"])
        try:
            return plan_erasure(person, Asked(reason=options["reason"]), by=SYSTEM)
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from None
        except (InOtherHands, StoreUnavailable) as problem:
            raise CommandError(f"There is no plan: {problem}. Nothing was changed; try again later.") from None

    def _confirm(self, erasure: Erasure, options: dict[str, Any]) -> None:
        for line in as_lines(erasure):
            self.say(line)
        officer = officer_of(options["by"]) if options["by"] else None
        if erasure.keeps_something and officer is None:
            raise CommandError(UNNAMED)
        if not options["yes"] and not _says_yes():
            raise CommandError("Not confirmed. Nothing was changed; the plan stands in the Privacy office.")
        by = Actor(ActorKind.STAFF, officer.pk, channel=Channel.COMMAND) if officer else SYSTEM
        try:
            confirm_erasure(erasure, erasure.plan_hash, by=by)
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from None

    def _carried_out(self, erasure: Erasure) -> Erasure:
        """Until it is done. What another process does is waited for; what a reader holds is tried again."""
        for _try in range(TRIES):
            try:
                erasure = carry_on(erasure)
            except (InOtherHands, Unfinished, LedgerBusy) as waiting:
                self.say(f"Waiting: {waiting}.")
                time.sleep(1)
            except WaitsForNight as waiting:
                raise CommandError(f"Everything is removed and verified; {waiting}. The worker ends it.") from None
            except (Refused, StoreUnavailable, LedgerBroken) as problem:
                raise CommandError(f"{problem} Nothing is lost: ask for the same again to go on.") from None
            else:
                break
        if erasure.state == ErasureState.DONE:
            return erasure
        why = erasure.get_trouble_display() or "It is not done yet, and the worker goes on with it."
        raise CommandError(f"{why} Reference {erasure.ref}.")


def _says_yes() -> bool:
    if not sys.stdin.isatty():
        raise CommandError("Nobody is there to be asked: add --yes. Nothing was changed.")
    sys.stderr.write("This cannot be taken back. Type yes to erase: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == "yes"
