"""`candor token revoke`: end an API token at once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.models import Q

from candor.kernel.actor import SYSTEM
from candor.kernel.command import Command as CandorCommand
from candor.people.actions.tokens import revoke_token
from candor.people.models import ApiToken


class Command(CandorCommand):
    help = "End an API token at once"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("token", help="its reference or first characters, as `candor token list` prints them")

    def handle(self, **options: Any) -> None:
        wanted = options["token"].rstrip("…")
        named = ApiToken.objects.filter(Q(ref=wanted) | Q(beginning=wanted), revoked_at=None)
        found = list(named.select_related("account__person")[:2])
        if len(found) != 1:
            raise CommandError("There is not exactly one such token. See: candor token list")
        revoke_token(found[0], by=SYSTEM)
        self.say(f"{found[0].name} no longer counts.")
