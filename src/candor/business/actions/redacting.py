"""Taking a span or a file away from a correspondence and from all that hangs on it: a password, a scan of an ID."""

from __future__ import annotations

from candor.business.models import SalesMail
from candor.kernel.actor import Actor
from candor.privacy.public import (
    Removal,
    Spot,
    Variants,
    held_organisations,
    held_people,
    redact_everywhere,
    remove_everywhere,
)

KIND = "business.correspondence"


class IsHeld(Exception):
    """A legal hold covers the person or organisation."""


def redact_around(mail: SalesMail, variants: Variants, *, by: Actor) -> None:
    """Take it away everywhere it stands in the correspondence. It cannot be taken back.

    Raises IsHeld, and what `redact_everywhere` raises.
    """
    redact_everywhere(variants, spot_of(mail), by=by)


def remove_file_around(mail: SalesMail, removal: Removal, *, by: Actor) -> None:
    """Remove a file of the mail and all its copies in the correspondence. It cannot be taken back.

    Raises IsHeld, and what `remove_everywhere` raises.
    """
    remove_everywhere(removal, spot_of(mail), by=by)


def spot_of(mail: SalesMail) -> Spot:
    """The mail and its correspondence. Raises IsHeld."""
    found = mail.correspondence
    of_company = held_organisations().filter(organisation=found.organisation_id)
    if held_people().filter(person=found.person_id).exists() or of_company.exists():
        raise IsHeld
    return Spot(mail, mail.ref, {KIND: [found.pk]})
