"""Saved views of the Business Center's lists: offered beside a list, kept in order on a page of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.people.actions.list_views import ViewExists, change_list_view, remove_list_view, save_list_view
from candor.people.forms.list_views import ListViewForm
from candor.people.list_places import ListPlace, list_places
from candor.people.models.list_views import SHARE, ListView
from candor.ui.public import page

MOST = 50


def saved_views(request: Request, place: ListPlace, kept: Mapping[str, str]) -> dict[str, Any]:
    """What a list shows of its saved views. `kept` are the filters that count now. One query."""
    rows = ListView.objects.visible_to(request.actor).filter(place=place.name).order_by("name", "id")[:MOST]
    asked = place.asked(kept)
    current = next((row for row in rows if place.asked(row.asked) == asked), None)
    return {
        "saved": {
            "place": place.name,
            "asked": asked,
            "links": [{"label": row.name, "url": place.address(row.asked), "current": row is current} for row in rows],
            "is_current": current is not None,
            "form": ListViewForm(may_share=request.actor.may(SHARE)),
        }
    }


@require_safe
def list_views(request: Request) -> HttpResponse:
    """All views that one is offered, list by list."""
    rows = ListView.objects.visible_to(request.actor).select_related("owner").order_by("name", "id")[: 4 * MOST]
    by_place: dict[str, list[Any]] = {}
    for row in rows:
        place = _place_of(request, row.place)
        if place is not None:
            by_place.setdefault(row.place, []).append((row, place.address(row.asked), _may_change(request, row)))
    places = [(place.title, by_place[name]) for name, place in list_places().items() if name in by_place]
    return page(request, "people/business/list_views.html", places=places)


@require_POST
def save(request: Request, place: str) -> HttpResponse:
    """Save what the list shows under a name; the list follows with its new view."""
    found = _place_of(request, place)
    if found is None:
        raise Http404
    asked = found.asked({name: request.POST.get(name, "") for name in found.filters})
    form = ListViewForm(request.POST, may_share=request.actor.may(SHARE))
    if form.is_valid():
        try:
            save_list_view(found, form.cleaned_data["name"], asked, form.audience, by=request.actor)
        except ViewExists:
            form.add_error("name", _("You have another view of this name here. Choose another name."))
        else:
            messages.success(request, _("The view is saved."))
            return HttpResponseRedirect(found.address(asked), status=303)
    here = reverse("business:view-save", args=[found.name])
    return _form(request, form, place=found, asked=asked, here=here, back=found.address(asked))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, view: str) -> HttpResponse:
    """Name a view anew, or share it."""
    row, place = _changeable(request, view)
    sent = request.POST if request.method == "POST" else None
    form = ListViewForm(sent, may_share=request.actor.may(SHARE), view=row)
    if form.is_valid():
        try:
            change_list_view(row, form.cleaned_data["name"], form.audience, by=request.actor)
        except ViewExists:
            form.add_error("name", _("You have another view of this name here. Choose another name."))
        else:
            messages.success(request, _("The view is changed."))
            return HttpResponseRedirect(reverse("business:views"), status=303)
    here = reverse("business:view-change", args=[row.ref])
    return _form(request, form, place=place, asked={}, here=here, back=reverse("business:views"))


@require_POST
def remove(request: Request, view: str) -> HttpResponse:
    """Forget a view."""
    row, _place = _changeable(request, view)
    remove_list_view(row, by=request.actor)
    messages.success(request, _("The view is removed."))
    return HttpResponseRedirect(reverse("business:views"), status=303)


def _form(request: Request, form: ListViewForm, **shown: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return page(request, "people/business/list_view.html", status=status, form=form, **shown)


def _place_of(request: Request, name: str) -> ListPlace | None:
    """The list, where the member of staff may see it."""
    place = list_places().get(name)
    return place if place is not None and request.actor.may(place.permission) else None


def _changeable(request: Request, ref: str) -> tuple[ListView, ListPlace]:
    row = get_object_or_404(ListView.objects.changeable_by(request.actor), ref=ref)
    place = _place_of(request, row.place)
    if place is None:
        raise Http404
    return row, place


def _may_change(request: Request, row: ListView) -> bool:
    return request.actor.may(SHARE) if row.is_shared else row.owner_id == request.actor.id
