"""Who may touch which subscription. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.business.models import Subscription
from candor.business.models.subscriptions import WORK
from candor.kernel.access_log import looked_at
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import PreparedByRef
from candor.kernel.http.request import Request
from candor.kernel.registries.restricted import Restricted
from candor.people.public import role_of

WITH = ("person", "organisation", "owner", "edition__product", "licence", "order", "quote")
_ROWS = Subscription.objects.select_related(*WITH).prefetch_related("edition__product__texts")
READABLE, OWN = PreparedByRef(_ROWS.visible_to), PreparedByRef(_ROWS.held_by)


def readable_subscription(actor: Actor, ref: str) -> Subscription:
    """One that the member of staff may read, or 404, which tells of a restriction that hides it."""
    found = READABLE.seen_by(actor, ref)
    if found is not None:
        return found
    if Subscription.objects.restricted_for(actor).filter(ref=ref).exists():
        raise Restricted
    raise Http404


def workable_subscription(actor: Actor, ref: str) -> Subscription:
    """One that the member of staff may renew, change and cancel, or 404."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    return readable_subscription(actor, ref)


def own_subscription(actor: Actor, ref: str) -> Subscription:
    """One of the customer's own or of a company that they speak for, or 404."""
    return OWN.or_404(actor, ref)


def note_look(request: Request, found: Subscription) -> None:
    """Record that the signed-in member of staff was shown what the person buys (mission B10)."""
    if found.person_id is not None:
        looked_at(found.person_id, about=found, by=request.actor, role=role_of(request))
