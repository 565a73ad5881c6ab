"""What licences say about releases: whose maintenance reached the day of one, and who holds something of a product."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from candor.kernel.actor import Actor
from candor.licences.models import Licence
from candor.licences.models.licences import LicenceQuerySet
from candor.licences.queries import today


def maintained(actor: Actor) -> Exists:
    """On releases: the actor holds a licence of the product whose maintenance reached the release's day."""
    theirs = _usable(actor).filter(edition__product=OuterRef("product"))
    return Exists(theirs.filter(maintenance_until__gte=OuterRef("released_on")))


def held(actor: Actor) -> Exists:
    """On products: the actor holds a licence of one of the editions."""
    return Exists(_usable(actor).filter(edition__product=OuterRef("pk")))


def _usable(actor: Actor) -> LicenceQuerySet:
    """Those that count today: neither revoked nor over."""
    ends_later = Q(expires_on=None) | Q(expires_on__gte=today())
    return Licence.objects.held_by(actor).filter(ends_later, revoked_at=None)
