"""`candor token list`: which programs may use the API."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from candor.kernel.command import Command as CandorCommand
from candor.people.queries.tokens import all_rows


class Command(CandorCommand):
    help = "Print the API tokens that there are, without their texts"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object per token")

    def handle(self, **options: Any) -> None:
        for row in all_rows():
            token = row.token
            if options["json"]:
                self.tell(
                    {
                        "ref": token.ref,
                        "name": token.name,
                        "person": token.account.person.ref,
                        "scopes": token.scopes,
                        "expires_at": token.expires_at,
                        "last_used_at": token.last_used_at,
                        "ended": row.ended,
                    }
                )
                continue
            state = row.ended or f"until {token.expires_at:%Y-%m-%d}"
            self.stdout.write(f"{token.ref}  {token.beginning}…  {token.name:<24} {state}")
