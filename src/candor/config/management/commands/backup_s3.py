"""`candor backup s3`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from candor.config.recovery_keys import add_secret_argument, secret_from
from candor.kernel.backup.s3 import place
from candor.kernel.backup.s3.troubles import S3Trouble
from candor.kernel.command import Command as CandorCommand


class Command(CandorCommand):
    help = "Ask for the secret of the bucket that backup_s3 names, try it, and keep it sealed"

    def add_arguments(self, parser: CommandParser) -> None:
        add_secret_argument(parser)
        parser.add_argument("--kept", action="store_true", help="ask for nothing: try the secret that is kept")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        if not settings.INSTANCE.backup_s3:
            raise CommandError(
                "No bucket is set. Write it into candor.toml:"
                ' backup_s3 = "https://KEY-ID@s3.example.com/bucket/folder?region=eu-central-1"'
            )
        secret = "" if options["kept"] else secret_from(options["secret_file"])
        scratch = settings.INSTANCE.home / "tmp"
        scratch.mkdir(mode=0o700, exist_ok=True)
        try:
            bucket = place.bucket(secret)
            if bucket is not None:
                place.try_out(bucket, scratch)
        except S3Trouble as trouble:
            raise CommandError(f"{place.address()}: {trouble} Nothing was kept.") from None
        if secret:
            place.keep_secret(secret)
        if options["json"]:
            self.tell({"place": place.address(), "works": True})
        else:
            self.stdout.write(f"{place.address()} takes files, gives them back and removes them.")
