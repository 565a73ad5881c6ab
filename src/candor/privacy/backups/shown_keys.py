"""A recovery key on its way from the page that shows it to the paper on which it is kept.

The private half is shown once and stored nowhere. Until somebody has shown that they kept it, nothing is sealed for
it: the form carries the public half and a mark of the key's last letters, both under our signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from candor.kernel import clock
from candor.kernel.backup.recovery import LOOKALIKES, new_key, number_of, private_of, public_of

SALT = "candor.privacy.recovery-key"
ASKED = 8
"""Letters of the key's end: they hold its checksum, and tell next to nothing of the key."""

LASTS = timedelta(hours=1)
"""The time in which a key that was shown can be taken into use."""


class NotKept(ValueError):
    """What was typed is not the end of the key."""


class TooLate(ValueError):
    """The form is too old, or none of ours."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A key as its page shows it: the whole text, its number, and what the form carries on."""

    text: str
    number: str
    carried: str


def show_key() -> Shown:
    """Make a key. It counts for nothing until it is taken into use."""
    text = new_key()
    public = public_of(private_of(text))
    said = {"public": public.hex(), "mark": _mark(text, public), "until": (clock.now() + LASTS).isoformat()}
    return Shown(text, number_of(public), signing.dumps(said, salt=SALT))


def number_in(carried: str) -> str:
    """The number of the key that the form is about. Raises TooLate."""
    return number_of(bytes.fromhex(_read(carried)["public"]))


def kept_key(carried: str, typed: str) -> bytes:
    """The public half, when the key's last letters were typed; the whole key will do. Raises NotKept and TooLate."""
    said = _read(carried)
    public = bytes.fromhex(said["public"])
    if not constant_time_compare(_mark(typed, public), said["mark"]):
        raise NotKept
    return public


def _read(carried: str) -> dict[str, str]:
    try:
        said: dict[str, str] = signing.loads(carried, salt=SALT)
    except signing.BadSignature:
        raise TooLate from None
    if datetime.fromisoformat(said["until"]) < clock.now():
        raise TooLate
    return said


def _mark(text: str, public: bytes) -> str:
    letters = "".join(sign for sign in text.upper() if sign.isalnum()).translate(LOOKALIKES)
    return salted_hmac(SALT, f"{public.hex()} {letters[-ASKED:]}", algorithm="sha256").hexdigest()
