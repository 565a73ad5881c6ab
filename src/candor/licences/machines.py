"""Fingerprints of machines: whatever a program says of its machine, kept as a keyed hash alone."""

from __future__ import annotations

import hashlib
import hmac

from candor.kernel.sealing import Seal

_KEY = Seal("licence-machines.key")
LONGEST, SHORTEST = 200, 4


def digest_of(licence: str, machine: str) -> str:
    """What stands for the machine in the database: of another licence it is another one, so nothing can be joined."""
    return _keyed("machine", f"{licence}\0{machine}")


def receipt_digest(code: str) -> str:
    """What stands for a receipt code in the database."""
    return _keyed("receipt", code)


def _keyed(purpose: str, text: str) -> str:
    return hmac.new(_KEY.key(), f"{purpose}\0{text}".encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()
