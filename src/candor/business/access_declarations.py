"""Who may touch which declaration. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from collections.abc import Sequence

from django.core import signing
from django.http import Http404

from candor.business.actions.declaring import RECEIPT, RECEIPT_LIVES
from candor.business.models import Declaration, Subscription
from candor.business.models.subscriptions import WORK
from candor.kernel import clock
from candor.kernel.access_log import looked_at
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import PreparedByRef
from candor.kernel.http.request import Request
from candor.kernel.registries.restricted import Restricted
from candor.people.public import role_of

READABLE = PreparedByRef(
    Declaration.objects.select_related(
        "person", "subscription__edition__product", "subscription__person", "subscription__organisation", "handled_by"
    ).visible_to
)


def readable_declaration(actor: Actor, ref: str) -> Declaration:
    """One that the member of staff may read, or 404, which tells of a restriction that hides it."""
    found = READABLE.seen_by(actor, ref)
    if found is not None:
        return found
    if Declaration.objects.restricted_for(actor).filter(ref=ref).exists():
        raise Restricted
    raise Http404


def workable_declaration(actor: Actor, ref: str) -> Declaration:
    """One that the member of staff may carry out or settle, or 404."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    return readable_declaration(actor, ref)


def declaration_of_receipt(secret: str) -> Declaration:
    """The one behind the address that was shown to whoever declared it, or 404."""
    try:
        ref = signing.Signer(salt=RECEIPT).unsign(secret)
    except signing.BadSignature:
        raise Http404 from None
    found = Declaration.objects.filter(ref=ref, received_at__gt=clock.now() - RECEIPT_LIVES).first()
    if found is None:
        raise Http404
    return found


def the_one_meant(actor: Actor, offered: Sequence[Subscription], ref: str, number: str) -> Subscription | None:
    """Of those offered the one that was chosen, else the one of that number, if the member of staff may see it."""
    chosen = next((row for row in offered if row.ref == ref), None)
    return chosen or Subscription.objects.visible_to(actor).filter(number=number.strip().upper()).first()


def note_look(request: Request, found: Declaration) -> None:
    """Record that the signed-in member of staff was shown what the person declared (mission B10)."""
    if found.person_id is not None:
        looked_at(found.person_id, about=found, by=request.actor, role=role_of(request))
