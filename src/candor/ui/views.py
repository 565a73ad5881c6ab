"""The look's own pages: assets, a person's preferences, and the gallery that shows every component."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.request import Request
from candor.ui import assets, samples
from candor.ui.pages import PREFERENCES, page_in

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def asset(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """A stylesheet, script or sprite from memory.

    A page of the release before may still ask for an old hash: it gets the present file, which then must not be kept.
    """
    try:
        found = assets.asset(name)
    except KeyError:
        raise Http404 from None
    if request.headers.get("If-None-Match") == found.etag:
        return HttpResponseNotModified()
    gzipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.gzipped if gzipped else found.body, content_type=found.content_type)
    if gzipped:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = found.etag
    response["Cache-Control"] = FOR_EVER if digest == found.digest else "no-cache"
    return response


@require_POST
def preference(request: Request) -> HttpResponse:
    """Remember one choice about the look in the session, and go back."""
    name, value = request.POST.get("name", ""), request.POST.get("value", "")
    if value in PREFERENCES.get(name, set()) | {""} and name in PREFERENCES:
        chosen = {**request.session.get("ui", {}), name: value}
        request.session["ui"] = {key: kept for key, kept in chosen.items() if kept}
    response = HttpResponseRedirect(_own_address(request))
    response.status_code = 303
    return response


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return page_in(samples.shell(request, "gallery"), request, "ui/gallery/index.html", **samples.components())


@require_safe
def sample(request: HttpRequest, name: str) -> HttpResponse:
    """A whole page made of the components, with invented content."""
    if name not in samples.PAGES:
        raise Http404
    return page_in(samples.shell(request, name), request, f"ui/gallery/pages/{name}.html", **samples.components())


def _own_address(request: HttpRequest) -> str:
    address = request.POST.get("next", "/")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"
