"""What people may touch of what they asked for themselves: their own, whoever they are. All else does not exist."""

from __future__ import annotations

from django.http import Http404

from candor.kernel.actor import Actor
from candor.privacy.models import Contest, Copy, Erasure, ErasureState, SubjectRequest
from candor.privacy.queries.own_requests import own


def request_of(actor: Actor, ref: str) -> SubjectRequest:
    """A request of one's own, or 404."""
    found = own(actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def copy_of(actor: Actor, ref: str) -> Copy:
    """A copy that one asked for of one's own data, or 404."""
    found = Copy.objects.own_of(actor).select_related("file", "person").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def done_for(request: SubjectRequest, ref: str) -> Erasure | None:
    """What was done for a request and is proved by a certificate: the one that is named, else the last."""
    rows = Erasure.objects.filter(request=request, state=ErasureState.DONE).order_by("-pk")
    return rows.filter(ref=ref).first() if ref else rows.first()


def contest(actor: Actor, ref: str) -> Contest:
    """Something contested, for the office, or 404."""
    found = Contest.objects.visible_to(actor).select_related("request", "decided_by").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found
