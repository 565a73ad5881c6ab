"""`candor token create`: a token of the API for a program of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel.actor import SYSTEM
from candor.kernel.command import Command as CandorCommand
from candor.people.actions.identifiers import Refused
from candor.people.actions.tokens import LONGEST_LIFE, USUAL_LIFE, NewToken, create_token, service_account
from candor.people.roles import Role
from candor.people.scopes import Scope, scopes_open_to


class Command(CandorCommand):
    help = "Make an API token for a program, with the rights of a role"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", required=True, choices=[role.value for role in Role], help="whose rights it has")
        parser.add_argument("--name", required=True, help="what the program is called")
        parser.add_argument(
            "--scope", action="append", choices=[scope.value for scope in Scope], help="only this; may be repeated"
        )
        parser.add_argument(
            "--days", type=int, default=USUAL_LIFE.days, help=f"how long it lives, at most {LONGEST_LIFE.days}"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        role, name, days = Role(options["role"]), options["name"].strip()[:60], options["days"]
        if not name or not 1 <= days <= LONGEST_LIFE.days:
            raise CommandError(f"The name must not be empty, and --days lies between 1 and {LONGEST_LIFE.days}.")
        scopes = [Scope(scope) for scope in options["scope"] or scopes_open_to(role)]
        account = service_account(role, name, by=SYSTEM)
        try:
            token, text = create_token(account, NewToken(name, scopes, timedelta(days=days)), by=SYSTEM)
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from None
        if options["json"]:
            self.tell({"token": text, "ref": token.ref, "scopes": token.scopes, "expires_at": token.expires_at})
            return
        self.say(f"{name} may act as {role.value} until {token.expires_at:%Y-%m-%d}. It is shown this once:")
        self.stdout.write(text)
