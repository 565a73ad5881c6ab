"""`candor mail receive`: take in one message from standard input, as a mail server's pipe brings it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from candor.kernel.command import Command as CandorCommand
from candor.kernel.files import FileTooLarge
from candor.mail.actions.intake import receive
from candor.mail.models import RawMessage, Way

CHUNK = 262_144
TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the message and comes again. Any other code makes it give up."""


class Command(CandorCommand):
    help = "Take in one message from standard input"
    code_when_closed = TRY_AGAIN

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print what it became as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            received = receive(_chunks(sys.stdin.buffer), Way.PIPE)
        except FileTooLarge as error:
            raise CommandError(f"the message is larger than {error.most // 1_000_000} MB and was not kept") from error
        except (OSError, DatabaseError) as error:
            raise CommandError(
                "the message could not be kept now; the mail server should try again", returncode=TRY_AGAIN
            ) from error
        if options["json"]:
            self.tell(what_became(received))
        else:
            self.say(f"Kept as {received.ref}: {received.became_word or received.reason or received.state}.")


def what_became(received: RawMessage) -> dict[str, Any]:
    """The public form: `ref` of the raw message, its state, and what it became or why it waits."""
    return {
        "ref": received.ref,
        "state": received.state,
        "reason": received.reason or None,
        "became": {"kind": received.became_kind, "id": received.became_id, "word": received.became_word}
        if received.became_kind
        else None,
    }


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk
