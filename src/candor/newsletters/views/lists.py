"""Setting up lists, for whoever manages newsletters."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.newsletters import access
from candor.newsletters.actions import lists as actions
from candor.newsletters.forms import ListForm
from candor.newsletters.models import CONFIGURE, OWN
from candor.newsletters.queries import lists_with_counts
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
STALE = gettext_lazy(
    "Somebody else changed this list meanwhile. Your words are still here; what stands there now is shown below."
)
FORM = "newsletters/business/list.html"


@require_safe
def lists(request: Request) -> HttpResponse:
    """All of them, with how many get each."""
    return page(
        request,
        "newsletters/business/lists.html",
        lists=lists_with_counts(request.actor),
        may_change=request.actor.may(CONFIGURE),
        owns=request.actor.may(OWN),
    )


@get_or_post
def new_list(request: Request) -> HttpResponse:
    """A new one."""
    form = ListForm(request.POST if request.method == "POST" else None, initial={"is_public": True})
    if not form.is_valid():
        return page(request, FORM, status=422 if form.is_bound else 200, form=form, found=None)
    actions.add_list(form.details(), by=request.actor)
    messages.success(request, _("The list is made. People can choose it from now on."))
    return _to_lists()


@get_or_post
def change_list(request: Request, ref: str) -> HttpResponse:
    """What it is called and what it is for."""
    found = access.list_for(request.actor, ref)
    now = {name: getattr(found, name) for name in ListForm.base_fields}
    form = ListForm(request.POST if request.method == "POST" else None, initial=now)
    if not form.is_valid():
        return page(request, FORM, status=422 if form.is_bound else 200, form=form, found=found)
    try:
        version = form.cleaned_data["version"] or 0
        actions.change_list(found, form.details(), by=request.actor, expected_version=version)
    except actions.StaleList:
        form.add_error(None, STALE)
        return page(request, FORM, status=409, form=form, found=found, current=access.list_for(request.actor, ref))
    messages.success(request, _("The list is saved. Who agreed before keeps the words of that day."))
    return _to_lists()


def _verb(act: Callable[..., None]) -> Callable[..., HttpResponse]:
    def view(request: Request, ref: str) -> HttpResponse:
        act(access.list_for(request.actor, ref), by=request.actor)
        return _to_lists()

    view.__name__, view.__doc__ = act.__name__, act.__doc__
    return require_POST(view)


retire_list = _verb(actions.retire_list)
bring_back = _verb(actions.bring_back)


def _to_lists() -> HttpResponse:
    return HttpResponseRedirect(reverse("business:newsletter-lists"), status=303)
