"""New e-mail addresses in the office: which wait, and what becomes of one whose old mailbox is lost (ADR 0039)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.people.public import AddressChange, Refused, address_changes, open_changes, role_of
from candor.privacy import access
from candor.privacy.forms_addresses import PROOFS, DecisionForm
from candor.privacy.views.going import see
from candor.ui.public import page


@require_safe
def changes(request: Request) -> HttpResponse:
    """All that wait: those whose old mailbox is lost first."""
    return page(request, "privacy/tech/new_addresses.html", waiting=open_changes())


@require_safe
def one(request: Request, ref: str) -> HttpResponse:
    """Who agreed when, and what there is to decide."""
    return _page(request, access.address_change(request.actor, ref))


@require_POST
def decide(request: Request, ref: str) -> HttpResponse:
    """It is certain who asks: it counts after the wait, unless the old mailbox stops it."""
    change, form = access.address_change(request.actor, ref), DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, change, status=422, form=form)
    try:
        address_changes.let_pass(change, form.cleaned_data["proof"], by=request.actor)
    except Refused as refusal:
        return _page(request, change, status=409, refused=str(refusal.reason))
    messages.success(request, _("Both mailboxes are told from when the address counts."))
    return see("tech:privacy-new-address", ref)


@require_POST
def stop(request: Request, ref: str) -> HttpResponse:
    """Nothing comes of it."""
    change = access.address_change(request.actor, ref)
    if address_changes.stop(change, by=request.actor):
        messages.success(request, _("The new address does not count, and its links have ended."))
    return see("tech:privacy-new-address", ref)


def _page(
    request: Request, change: AddressChange, *, status: int = 200, refused: str = "", form: DecisionForm | None = None
) -> HttpResponse:
    looked_at(change.person_id, about=change, by=request.actor, role=role_of(request))
    shown: dict[str, Any] = {
        "is_open": change.done_at is None and change.stopped_at is None,
        "proof": dict(PROOFS).get(change.proof, ""),
        "form": form or DecisionForm(),
        "refused": refused,
    }
    return page(request, "privacy/tech/new_address.html", status=status, change=change, **shown)
