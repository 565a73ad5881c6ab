"""`candor instance prepare`: an instance that exists, is migrated and fit, ready for `candor up`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from candor.kernel import command, instance


class Command(command.Command):
    help = "Create, migrate and check the instance; print the set-up address of an empty one"
    needs_instance = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="fill an empty instance with a demo company")
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, *args: Any, demo: bool, json: bool, **options: Any) -> None:
        migrated = command.prepare()
        address = self._open(demo=demo)
        if json:
            self.tell({"home": str(settings.INSTANCE.home), "migrated": migrated, "set_up_address": address})
        elif address:
            self.stdout.write(f"This instance is empty. Set it up here, within a day: {address}")

    def _open(self, *, demo: bool) -> str | None:
        """Fill an empty instance, or give the address at which a person sets it up; None when it is in use."""
        if instance.is_set_up():
            return None
        if not demo:
            return instance.new_set_up_address()
        self.say("Filling the demo company ...")
        instance.fill_with_demo()
        return None
