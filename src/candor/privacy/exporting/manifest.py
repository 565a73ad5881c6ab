"""The signed list of everything in an archive: whoever has it can tell that nothing was changed, added or taken out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from candor.kernel import instance
from candor.privacy.certificates.keys import signing_key
from candor.privacy.certificates.verify_certificate import written
from candor.privacy.exporting.container import Member
from candor.privacy.ledger.entries import moment_text

VERSION = 1
NAME = "manifest.json"


def manifest(members: Sequence[Member], made_at: datetime) -> bytes:
    """The list with the signature (Ed25519) over all of it, and the key; written in the one way it is written."""
    key = signing_key()
    said = {
        "candor_copy": VERSION,
        "made_at": moment_text(made_at),
        "made_by": instance.current().organisation_name,
        "members": [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in members],
        "public_key": key.public_key().public_bytes_raw().hex(),
    }
    return written({**said, "signature": key.sign(written(said)).hex()})
