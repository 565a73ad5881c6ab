"""A house of two that backs up into the bucket of CANDOR_BACKUP_S3, then erases one of them. Run by
`test_backup_fetching`; reads the bucket's secret, prints a line of JSON with the recovery key.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

django.setup()

from candor.kernel.actor import JOB, SYSTEM  # noqa: E402 - after Django is set up
from candor.kernel.backup.s3.place import keep_secret  # noqa: E402
from candor.kernel.command import prepare  # noqa: E402
from candor.kernel.files import store_file  # noqa: E402
from candor.people.models import Person  # noqa: E402
from candor.privacy.backups.making import make_backup, send_ledger  # noqa: E402
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, plan_erasure  # noqa: E402
from tests.cast import make_person  # noqa: E402
from tests.privacy.restores import KEY, use_test_key  # noqa: E402


def main(secret: str) -> dict[str, str]:
    prepare()
    use_test_key()
    keep_secret(secret)
    for name in ("Kim Jansen", "Sam Peters"):
        make_person(name, f"{name.split()[0].lower()}@house.example")
    store_file("files", "note.txt", "text/plain", [b"content"])
    archive = make_backup(by=SYSTEM)
    Path(archive.folder, archive.name).unlink()
    erasure = plan_erasure(Person.objects.get(name="Kim Jansen"), Asked(), by=JOB)
    confirm_erasure(erasure, erasure.plan_hash, by=JOB)
    carry_on(erasure)
    return {"key": KEY, "archive": archive.name, "trouble": archive.copy_trouble if send_ledger() else "no ledger"}


sys.stdout.write(json.dumps(main(sys.stdin.read())) + "\n")
