"""Addresses as text: the one form they are compared in, and what a local part tells."""

from __future__ import annotations

import re

from candor.kernel.ids import ALPHABET
from candor.people.public import IdentifierKind, NotAnIdentifier, normalise

_MACHINE = re.compile(
    r"^(?:(?:do[-_.]?)?(?:no|not)[-_.]?reply|donotreply|mailer[-_.]?daemon|postmaster|notifications?|notify|alerts?|"
    r"bounces?|automated|robot|security|account(?:s|[-_.]?(?:security|update|verification))?|verify|verification|"
    r"confirm(?:ation)?|signup|login|auth|nicht[-_.]?antworten|keine[-_.]?antwort)(?:[-_.+].*)?$",
    re.IGNORECASE,
)
TOKEN_LENGTH = 26
_TOKEN = re.compile(rf"^[{ALPHABET}]{{{TOKEN_LENGTH}}}$")


def normal(address: str) -> str:
    """The address in the form in which people's are compared; "" where nobody can have it."""
    try:
        return normalise(IdentifierKind.EMAIL, address)
    except NotAnIdentifier:
        return ""


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def is_machine_name(address: str) -> bool:
    """Does the local part say that no person reads replies: no-reply, notifications, mailer-daemon?"""
    return bool(_MACHINE.match(address.rpartition("@")[0]))


def without_plus_part(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def with_plus_part(address: str, token: str) -> str:
    local, _at, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def token_in_address(address: str) -> str | None:
    """The reply token in the plus part of an address of ours, or None."""
    local = address.rpartition("@")[0]
    return _as_token(local.rpartition("+")[2]) if "+" in local else None


def token_in_message_id(message_id: str) -> str | None:
    """The reply token at the head of a Message-ID of ours, or None."""
    return _as_token(message_id.partition(".")[0])


def _as_token(text: str) -> str | None:
    lower = text.lower()
    return lower if _TOKEN.match(lower) else None
