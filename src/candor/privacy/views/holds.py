"""Legal holds: what must not be destroyed, why, and when to look again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.privacy import access
from candor.privacy.actions import holds as actions
from candor.privacy.forms import HoldForm, ReviewForm
from candor.privacy.models import Hold, HoldReason
from candor.privacy.queries import registers
from candor.privacy.views.going import see
from candor.privacy.views.unwritten import UNWRITTEN, words_for
from candor.ui.public import page


@require_safe
def holds(request: Request) -> HttpResponse:
    """The standing ones, the next to be looked at on top; or the lifted ones."""
    lifted = "lifted" in request.GET
    read = registers.lifted_holds_page if lifted else registers.holds_page
    found = read(request.actor, after=request.GET.get("after", ""))
    return page(request, "privacy/tech/holds.html", found=found, lifted=lifted)


@require_http_methods(["GET", "HEAD", "POST"])
def new_hold(request: Request) -> HttpResponse:
    """Set a hold on a person, an organisation or a case."""
    initial = {"kind": request.GET.get("kind", "person"), "which": request.GET.get("which", "")}
    form = HoldForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method != "POST" or not form.is_valid() or form.target is None:
        return page(request, "privacy/tech/new_hold.html", status=_status(request), form=form)
    clean = form.cleaned_data
    try:
        hold = actions.set_hold(
            form.target, HoldReason(clean["reason"]), clean["review_on"], by=request.actor, note=clean["note"]
        )
    except UNWRITTEN as problem:
        form.add_error(None, words_for(problem))
        return page(request, "privacy/tech/new_hold.html", status=503, form=form)
    messages.success(request, _("The hold is set. Nothing it covers is destroyed until it is lifted."))
    return see("tech:privacy-hold", hold.ref)


@require_safe
def hold(request: Request, ref: str) -> HttpResponse:
    """One hold, with who set it and what can be done."""
    return _page(request, access.hold(request.actor, ref))


@require_POST
def review(request: Request, ref: str) -> HttpResponse:
    """It is still needed: look again on another day."""
    found = access.hold(request.actor, ref)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    actions.review_hold(found, form.cleaned_data["review_on"], by=request.actor)
    messages.success(request, _("Noted: the hold is still needed."))
    return see("tech:privacy-hold", ref)


@require_POST
def lift(request: Request, ref: str) -> HttpResponse:
    """Let the ordinary rules count again."""
    found = access.hold(request.actor, ref)
    try:
        actions.lift_hold(found, by=request.actor)
    except UNWRITTEN as problem:
        return _page(request, found, refused=words_for(problem), status=503)
    messages.success(request, _("The hold is lifted. The ordinary rules count again."))
    return see("tech:privacy-hold", ref)


def _page(request: Request, found: Hold, form: ReviewForm | None = None, **more: Any) -> HttpResponse:
    form = form or ReviewForm(initial={"review_on": None})
    row = registers.hold_row(request.actor, found)
    back = reverse("tech:privacy-holds")
    context = {"refused": "", **more}
    return page(request, "privacy/tech/hold.html", row=row, form=form, back=back, **context)


def _status(request: Request) -> int:
    return 422 if request.method == "POST" else 200
