"""Who fetched what, for sales: of a release, and beside people and organisations. Each look at a person is logged."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from candor.catalogue import access_releases as access
from candor.catalogue import queries_releases as queries
from candor.catalogue.words_releases import WAYS
from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.people.public import role_of
from candor.ui.public import fragment, is_htmx, page

BESIDE = "catalogue/downloads/beside.html"


@require_safe
def of_release(request: Request, ref: str) -> HttpResponse:
    """Who fetched files of a release, the latest first."""
    found = access.release(request.actor, ref)
    before = request.GET.get("before", "")
    rows, older = queries.downloads_of_release(
        request.actor, found, int(before) if before.isdecimal() and len(before) < 19 else None
    )  # fmt: skip
    here = reverse("business:release-downloads", args=[ref])
    return page(
        request,
        "catalogue/releases/downloads.html",
        found=found,
        name=found.name_in(get_language() or "en"),
        rows=[(row, WAYS[row.way]) for row in rows],
        older=f"{here}?before={older}" if older is not None else "",
        newer=here if before else "",
    )


@require_safe
def of_person(request: Request, ref: str) -> HttpResponse:
    """What a person fetched and asked for: the panel beside them fetches the list."""
    found = access.person(request.actor, ref)
    looked_at(found.pk, about=found, by=request.actor, role=role_of(request))
    downloads = queries.downloads_of_person(request.actor, found.pk)
    requests = queries.requests_of_person(request.actor, found.pk)
    back = reverse("tech:person", args=[ref])
    return _beside(request, found=found, back=back, downloads=downloads, requests=requests, shows_who=False)


@require_safe
def of_organisation(request: Request, ref: str) -> HttpResponse:
    """What the people of an organisation fetched."""
    found = access.organisation(request.actor, ref)
    downloads = queries.downloads_of_organisation(request.actor, found.pk)
    for person in {row.person_id for row in downloads}:
        looked_at(person, about=found, by=request.actor, role=role_of(request))
    back = reverse("tech:organisation", args=[ref])
    return _beside(request, found=found, back=back, downloads=downloads, requests=[], shows_who=True)


def _beside(request: Request, **shown: Any) -> HttpResponse:
    shown["language"] = get_language() or "en"
    return fragment(request, f"{BESIDE}#list", **shown) if is_htmx(request) else page(request, BESIDE, **shown)
