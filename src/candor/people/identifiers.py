"""The normal form of an identifier by its kind, with this installation's country for numbers without one."""

from __future__ import annotations

from django.conf import settings

from candor.kernel.models import Instance
from candor.people.models import IdentifierKind
from candor.people.rules.identifiers import NotAnIdentifier, normalise_email, normalise_phone, region_of

__all__ = ["NotAnIdentifier", "home_region", "normalise", "normalise_or_none"]


def normalise(kind: str, written: str) -> str:
    """The value to store and compare; raises NotAnIdentifier.

    Costs a query only for a telephone number without its country code.
    """
    if kind == IdentifierKind.EMAIL:
        return normalise_email(written)
    return normalise_phone(written, "" if written.strip().startswith("+") else home_region())


def normalise_or_none(kind: str, written: str) -> str | None:
    """As `normalise`, but None where nobody can have such an identifier: for looking up what somebody typed."""
    try:
        return normalise(kind, written)
    except NotAnIdentifier:
        return None


def home_region() -> str:
    """The country of this installation's time zone (ISO 3166)."""
    zone = Instance.objects.values_list("time_zone", flat=True).first()
    return region_of(zone or settings.INSTANCE.time_zone)
