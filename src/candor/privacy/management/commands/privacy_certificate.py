"""`candor privacy certificate`: verify one, or tell the key with which ours are signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from candor.kernel.command import Command as CandorCommand
from candor.privacy.certificates import verify_certificate
from candor.privacy.certificates.keys import public_key


class Command(CandorCommand):
    help = "Verify a certificate of ours, or tell the key with which they are signed"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("certificate", type=Path, nargs="?", metavar="FILE", help="the certificate; none: the key")
        parser.add_argument("--json", action="store_true", help="print JSON only")

    def handle(self, **options: Any) -> None:
        key, path = public_key(), options["certificate"]
        if path is None:
            self.tell({"public_key": key}) if options["json"] else self.stdout.write(key)
            return
        try:
            wrong = verify_certificate.verify(path.read_bytes(), key)
        except OSError as error:
            raise CommandError(f"The certificate cannot be read: {error.strerror}.") from None
        if options["json"]:
            self.tell({"valid": not wrong, "problem": wrong})
        if wrong:
            raise CommandError(verify_certificate.WORDS["en"]["invalid"] + verify_certificate.WORDS["en"][wrong])
        self.say("This is a certificate of this installation, and nothing in it was changed.")
