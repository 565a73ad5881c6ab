"""Account Manager Setup: which groups and details its pages show, with a preview of a sample or a real customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.kernel.registries.telling import groups
from candor.people.public import role_of
from candor.privacy import access
from candor.privacy.actions.account_manager import SetUpMeanwhile, set_up, settings_to_look_by
from candor.privacy.exporting.held import held
from candor.privacy.forms_account_manager import AccountManagerForm
from candor.privacy.queries.account_manager import sample, sample_item, settings_row
from candor.privacy.queries.previews import customers_like, preview_of
from candor.privacy.queries.registers import today
from candor.privacy.rules.account_manager import Detail, Shown, left_out, shown_without
from candor.privacy.views.going import see
from candor.ui.public import fragment, page

PAGE = "privacy/tech/account_manager.html"
LOOKS = frozenset({"look", "pick", "open", "nobody"})
"""Buttons that look and save nothing."""
NOBODY = {"customer": "", "group": "", "find": ""}
PLACE = "privacy.account-manager.setup"
"""Where other slices say which settings of theirs the Account Manager goes by, too."""


@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: Request) -> HttpResponse:
    """Choose, look, save."""
    row = settings_row()
    saved = shown_without(row.hidden_groups, row.hidden_details)
    form = AccountManagerForm(request.POST or None, initial=_initial(row.version, saved))
    if request.method != "POST":
        return _page(request, form, saved)
    if not form.is_valid():
        return _page(request, form, saved, status=422)
    chosen = shown_without(form.hidden_groups(), form.hidden_details())
    if not LOOKS.isdisjoint(request.POST):
        return _page(request, form, chosen)
    try:
        set_up(
            form.hidden_groups(),
            form.hidden_details(),
            by=request.actor,
            expected_version=form.cleaned_data["version"],
        )
    except SetUpMeanwhile:
        again = request.POST.copy()
        again["version"] = str(row.version)
        form.data = again
        return _page(request, form, chosen, theirs=form.words_for(saved), status=409)
    messages.success(request, _("Saved. The pages of the Account Manager show it from now on."))
    return see("tech:account-manager")


@require_POST
def preview(request: Request) -> HttpResponse:
    """What the choice that is made just now looks like; nothing is saved."""
    form = AccountManagerForm(request.POST)
    chosen = shown_without(form.hidden_groups(), form.hidden_details()) if form.is_valid() else Shown()
    return fragment(request, f"{PAGE}#preview", form=form, **_preview(request, form, chosen))


def _page(
    request: Request,
    form: AccountManagerForm,
    chosen: Shown,
    *,
    theirs: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    settings = panels_at(PLACE, request.actor, None)
    looked = _preview(request, form, chosen)
    return page(request, PAGE, status=status, form=form, theirs=theirs, settings=settings, **looked)


def _preview(request: Request, form: AccountManagerForm, chosen: Shown) -> dict[str, Any]:
    """A sample of nobody, or what the customer who was picked would see: that look is noted for them."""
    may_pick = request.actor.may(access.PREVIEW)
    asked = _asked(request, form) if may_pick else dict(NOBODY)
    is_search = request.headers.get("HX-Target") == "found"
    picked = "" if is_search else asked["customer"]
    person = access.previewed_customer(request.actor, picked) if picked else None
    if person is not None:
        settings = settings_to_look_by()
        looked_at(person.pk, about=settings, by=request.actor, role=role_of(request))
    return {
        **_sample(chosen),
        "may_pick": may_pick,
        "asked": asked,
        "found": customers_like(asked["find"], by=request.actor) if asked["find"] else [],
        "previewed": preview_of(person, chosen, asked["group"]) if person is not None else None,
    }


def _asked(request: Request, form: AccountManagerForm) -> dict[str, str]:
    """Whom to show and what of it: a button that was pressed, else what the form remembers."""
    if not form.is_bound or not form.is_valid():
        return dict(NOBODY)
    clean = form.cleaned_data
    picked, opened = request.POST.get("pick", ""), request.POST.get("open", "")
    if "nobody" in request.POST:
        return dict(NOBODY)
    if picked:
        return {**NOBODY, "customer": picked[:16]}
    return {"customer": clean["customer"], "group": opened[:150] or clean["group"], "find": clean["find"]}


def _sample(chosen: Shown) -> dict[str, Any]:
    lines = [line for line in sample(today()) if chosen.shows_group(line.group.key)]
    kind, item = sample_item(today())
    return {
        "shown": chosen,
        "groups": [line for line in lines if line.kinds or chosen.shows(Detail.EMPTY)],
        "kind": kind,
        "item": item,
        "held": held([kind.key]),
    }


def _initial(version: int, saved: Shown) -> dict[str, Any]:
    keys = [group.key for group in groups()]
    return {
        "version": version,
        "groups": left_out(keys, saved.hidden_groups),
        "details": left_out(map(str, Detail), saved.hidden_details),
    }
