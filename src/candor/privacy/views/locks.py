"""The register of locks: whose data may only be stored, on what ground."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import locks as actions
from candor.privacy.forms import LockForm, ToldForm
from candor.privacy.models import Lock, LockGround, ToldHow
from candor.privacy.queries import registers
from candor.privacy.views.going import see
from candor.privacy.views.unwritten import UNWRITTEN, words_for
from candor.ui.public import page


@require_safe
def locks(request: Request) -> HttpResponse:
    """Those that stand, or the lifted ones."""
    lifted = "lifted" in request.GET
    found = registers.locks_page(request.actor, after=request.GET.get("after", ""), lifted=lifted)
    return page(request, "privacy/tech/locks.html", found=found, lifted=lifted)


@require_http_methods(["GET", "HEAD", "POST"])
def new_lock(request: Request) -> HttpResponse:
    """Lock somebody's data because they asked for it."""
    form = LockForm(request.POST or None, actor=request.actor, initial={"which": request.GET.get("which", "")})
    if request.method != "POST" or not form.is_valid() or form.person is None:
        status = 422 if request.method == "POST" else 200
        return page(request, "privacy/tech/new_lock.html", status=status, form=form)
    clean = form.cleaned_data
    new = actions.NewLock(LockGround(clean["ground"]), clean["note"])
    try:
        lock = actions.lock_person(form.person, new, by=request.actor)
    except UNWRITTEN as problem:
        form.add_error(None, words_for(problem))
        return page(request, "privacy/tech/new_lock.html", status=503, form=form)
    messages.success(request, _("The lock is entered in the register."))
    return see("tech:privacy-lock", lock.ref)


@require_safe
def lock(request: Request, ref: str) -> HttpResponse:
    """One entry, with what has to happen before it is lifted."""
    return _page(request, access.lock(request.actor, ref))


@require_POST
def told(request: Request, ref: str) -> HttpResponse:
    """The person knows that the lock is about to be lifted."""
    found = access.lock(request.actor, ref)
    form = ToldForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    actions.note_told(found, ToldHow(form.cleaned_data["told_how"]), by=request.actor)
    messages.success(request, _("Noted. The lock can be lifted now."))
    return see("tech:privacy-lock", ref)


@require_POST
def lift(request: Request, ref: str) -> HttpResponse:
    """Let the data be used again."""
    found = access.lock(request.actor, ref)
    try:
        actions.lift_lock(found, by=request.actor)
    except Refused as refusal:
        return _page(request, found, refused=str(refusal.reason), status=409)
    except UNWRITTEN as problem:
        return _page(request, found, refused=words_for(problem), status=503)
    messages.success(request, _("The lock is lifted."))
    return see("tech:privacy-lock", ref)


def _page(request: Request, found: Lock, form: ToldForm | None = None, refused: str = "", **more: Any) -> HttpResponse:
    form = form or ToldForm()
    return page(request, "privacy/tech/lock.html", lock=found, form=form, refused=refused, **more)
