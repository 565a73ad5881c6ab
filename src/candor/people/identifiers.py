"""The normal form of an identifier by its kind, with this installation's country for numbers without one."""

from __future__ import annotations

from candor.kernel import instance
from candor.people.models import IdentifierKind
from candor.people.rules.identifiers import NotAnIdentifier, normalise_email, normalise_phone, region_of

__all__ = ["NotAnIdentifier", "home_region", "normalise", "normalise_or_none"]


def normalise(kind: str, written: str) -> str:
    """The value to store and compare; raises NotAnIdentifier."""
    if kind == IdentifierKind.EMAIL:
        return normalise_email(written)
    return normalise_phone(written, home_region())


def normalise_or_none(kind: str, written: str) -> str | None:
    """As `normalise`, but None where nobody can have such an identifier: for looking up what somebody typed."""
    try:
        return normalise(kind, written)
    except NotAnIdentifier:
        return None


def home_region() -> str:
    """The country of this installation's time zone (ISO 3166)."""
    return region_of(instance.current().time_zone)
