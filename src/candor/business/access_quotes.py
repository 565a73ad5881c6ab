"""Who may touch which quote and order. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.business.models import Order, Quote, QuoteVersion
from candor.business.models.quotes import WORK
from candor.kernel.access_log import looked_at
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import PreparedByRef
from candor.kernel.http.request import Request
from candor.kernel.models import StoredFile
from candor.kernel.registries.restricted import Restricted
from candor.people.public import role_of

READABLE = PreparedByRef(
    Quote.objects.select_related("person", "organisation", "owner", "decided_by", "offered", "order").visible_to
)
OFFERED = PreparedByRef(Quote.objects.select_related("person", "organisation", "offered").offered_to)
ORDER = PreparedByRef(
    Order.objects.select_related(
        "quote__person", "quote__organisation", "quote__decided_version", "cancelled_by"
    ).visible_to
)


def readable_quote(actor: Actor, ref: str) -> Quote:
    """One that the member of staff may read, or 404, which tells of a restriction that hides it."""
    found = READABLE.seen_by(actor, ref)
    if found is not None:
        return found
    if Quote.objects.restricted_for(actor).filter(ref=ref).exists():
        raise Restricted
    raise Http404


def workable_quote(actor: Actor, ref: str) -> Quote:
    """One that the member of staff may write, send and take back, or 404."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    return readable_quote(actor, ref)


def offered_quote(actor: Actor, ref: str) -> Quote:
    """One that was sent to the customer or to a company that they speak for, or 404."""
    return OFFERED.or_404(actor, ref)


def paper_of(version: QuoteVersion | None) -> StoredFile:
    """The PDF of a version that was sent, or 404; the caller has asked who may see the version."""
    if version is None or version.pdf is None:
        raise Http404
    return version.pdf


def readable_order(actor: Actor, ref: str) -> Order:
    """One that the member of staff may read, or 404, which tells of a restriction that hides it."""
    found = ORDER.seen_by(actor, ref)
    if found is not None:
        return found
    if Order.objects.restricted_for(actor).filter(ref=ref).exists():
        raise Restricted
    raise Http404


def workable_order(actor: Actor, ref: str) -> Order:
    """One that the member of staff may cancel, or 404."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    return readable_order(actor, ref)


def note_look(request: Request, found: Quote | Order) -> None:
    """Record that the signed-in member of staff was shown what the person was offered (mission B10)."""
    quote = found if isinstance(found, Quote) else found.quote
    looked_at(quote.person_id, about=found, by=request.actor, role=role_of(request))
