"""`candor backup key new`."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from candor.kernel.backup.recovery import BadKey, new_key, private_of, public_of
from candor.kernel.command import Command as CandorCommand
from candor.privacy.backups.keys import use_key

LOST = (
    "Only this key opens your backups, and it is shown this once. Write it down or keep it in a password manager, away"
    " from this machine. If it is lost, every backup made for it is lost: nobody can bring it back, we cannot either."
)


class Command(CandorCommand):
    help = "Make a recovery key, show it once, and seal backups for it from now on"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object, and ask nothing")

    def handle(self, **options: Any) -> None:
        text = new_key()
        private = private_of(text)
        if options["json"]:
            half = use_key(public_of(private))
            self.tell({"recovery_key": text, "key": half.number})
            return
        self.say(LOST)
        self.stdout.write(text)
        self.say("Backups made before open with the key of their time: keep that one as long as they stay.")
        if sys.stdin.isatty():
            _check_typing(private)
        half = use_key(public_of(private))
        self.say(f"Backups are sealed for the key {half.number} of {settings.INSTANCE.name} from now on.")


def _check_typing(private: bytes) -> None:
    """Who cannot type it has not kept it. Raises CommandError, and the key before stays in use."""
    for _try in range(3):
        try:
            if private_of(input("Type or paste the key once more: ")) == private:
                return
            problem = "That is another key."
        except BadKey as bad:
            problem = str(bad)
        sys.stderr.write(f"{problem}\n")
    raise CommandError("The key was not typed back. Nothing was changed; the key before stays in use.")
