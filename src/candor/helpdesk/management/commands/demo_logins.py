"""`candor demo logins`: who can sign in to the demo."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from candor.helpdesk.demo import PASSWORD, Login, is_loaded, logins
from candor.kernel.command import Command as CandorCommand


class Command(CandorCommand):
    help = "Print the demo's log-ins"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object per log-in")

    def handle(self, **options: Any) -> None:
        if not is_loaded():
            raise CommandError("There is no demo in this instance. Load it with: candor demo load")
        for login in logins():
            if options["json"]:
                self.tell({**asdict(login), "password": PASSWORD, "url": _address(login)})
            else:
                self.stdout.write(f"{login.email:<22} {PASSWORD}  {login.role:<16} {_address(login)}")


def _address(login: Login) -> str:
    return f"{settings.INSTANCE.base_url}{login.center}"
