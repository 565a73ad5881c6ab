"""Recovery codes: three groups of four characters, 60 random bits, so that trying them out against their hashes is
hopeless even for somebody who holds the instance's secret and the table.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from candor.kernel.ids import ALPHABET

SET = 10
GROUPS, GROUP = 3, 4


def new_recovery_codes() -> list[str]:
    """Ten codes: `k7f2-9xqm-4t2p`."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS)) for _ in range(SET)
    ]


def digest_of(key: str, account_id: int, code: str) -> str:
    """The keyed hash that is stored, of the code as typed: any case, any spaces, with or without hyphens."""
    message = f"recovery:{account_id}:{_plain(code)}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def _plain(code: str) -> str:
    letters = "".join(code.lower().split()).replace("-", "")
    return letters.replace("o", "0").replace("i", "1").replace("l", "1")
