"""The door of the look: how views answer, and how a face tells what surrounds its pages.

A template is rendered whole (`page`) or as one named block (`fragment`); after a POST `answer` and `show_again` choose
between the two, so every page works with and without JavaScript from the same template.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template import engines
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from jinja2 import Environment
from jinja2_fragments import render_block
from markupsafe import Markup

from candor.ui.assets import asset_url
from candor.ui.faces import Brand, Link, NavigationItem, Person, Shell, face_of, register_face, shell_of
from candor.ui.formatting import direction_of
from candor.ui.jinja import Pages

__all__ = [
    "Brand",
    "Link",
    "NavigationItem",
    "Person",
    "Shell",
    "answer",
    "asset_url",
    "fragment",
    "is_htmx",
    "page",
    "register_face",
    "show_again",
]

# Faces whose visitors carry no cookie: a token for their forms would set one.
COOKIELESS = frozenset({"public"})


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """The whole page."""
    html = _environment().get_template(template).render(_surroundings(request) | context)
    return _response(html, status)


def fragment(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """One block of a template, named `path/to/page.html#block`; messages that wait are brought along as toasts."""
    template, block = name.split("#")
    surroundings = _surroundings(request)
    html = render_block(_environment(), template, block, **(surroundings | context))
    return _response(html + _toasts(surroundings["messages"]), status)


def answer(request: HttpRequest, name: str, *, to: str, **context: Any) -> HttpResponse:
    """The answer to a POST that succeeded: the block for HTMX, else "see the page at `to`" (303)."""
    if is_htmx(request):
        return fragment(request, name, **context)
    response = HttpResponseRedirect(to)
    response.status_code = 303
    return response


def show_again(request: HttpRequest, name: str, *, status: int = 422, **context: Any) -> HttpResponse:
    """The answer to a POST that was refused: what was typed, with what is wrong, as block or whole page."""
    if is_htmx(request):
        return fragment(request, name, status=status, **context)
    return page(request, name.split("#")[0], status=status, **context)


def is_htmx(request: HttpRequest) -> bool:
    """Whether HTMX asks, and so wants a block instead of a page."""
    return request.headers.get("HX-Request") == "true"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    for engine in engines.all():
        if isinstance(engine, Pages):
            return engine.env
    raise LookupError("settings.TEMPLATES lacks candor.ui.jinja.Pages")


def _surroundings(request: HttpRequest) -> dict[str, Any]:
    """What every layout may use. Token and messages touch the session only when a template really reads them."""
    language = get_language() or "en"
    face = face_of(request)
    shell = shell_of(request)
    return {
        "request": request,
        "actor": getattr(request, "actor", None),
        "face": face,
        "shell": shell,
        "brand": shell.brand,
        "navigation": shell.navigation,
        "person": shell.person,
        "languages": shell.languages,
        "language": language,
        "direction": direction_of(language),
        "preferences": _preferences(request, face),
        "messages": SimpleLazyObject(lambda: _messages(request)),
        "csrf_input": SimpleLazyObject(lambda: _csrf_input(request, face)),
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }


def _messages(request: HttpRequest) -> list[dict[str, str]]:
    return [{"level": message.level_tag or "info", "text": str(message)} for message in get_messages(request)]


def _csrf_input(request: HttpRequest, face: str) -> Markup:
    if face in COOKIELESS or request.actor.is_anonymous:  # type: ignore[attr-defined] # kernel.http.request.Request
        return Markup("")
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))


def _preferences(request: HttpRequest, face: str) -> dict[str, str]:
    """How the person likes the pages (narrow rail, compact rows, colour scheme); it lives in the session."""
    if face in COOKIELESS or not hasattr(request, "session"):
        return {}
    return dict(request.session.get("ui", {}))


def _toasts(messages: Iterable[dict[str, str]]) -> str:
    waiting = list(messages)
    if not waiting:
        return ""
    return _environment().get_template("ui/partials/toasts.html").render(messages=waiting)


def _response(html: str, status: int) -> HttpResponse:
    response = HttpResponse(html, status=status)
    # The same address may answer a block or a page.
    response["Vary"] = "HX-Request"
    return response
