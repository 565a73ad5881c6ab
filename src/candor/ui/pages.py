"""How views answer: a template whole (`page`) or as one named block (`fragment`).

After a POST `answer` and `show_again` choose between the two, so every page works with and without JavaScript from the
same template.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template import engines
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from jinja2_fragments import render_block
from markupsafe import Markup

from candor.kernel.actor import ANONYMOUS
from candor.ui.compiling import PageEnvironment
from candor.ui.faces import Shell, face_of, shell_of
from candor.ui.formatting import direction_of
from candor.ui.jinja import Pages
from candor.ui.reading import one_reader

# What a person may choose about how pages look; the empty choice is the default.
PREFERENCES = {"scheme": {"light", "dark"}, "rail": {"narrow"}, "rows": {"compact"}, "keys": {"off"}}
NO_PREFERENCES = dict.fromkeys(PREFERENCES, "")


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """The whole page."""
    return _drawn(_surroundings(request, lambda: shell_of(request)) | context, template, status)


def page_in(shell: Shell, request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """The whole page within a given shell, for pages that must not ask the face for one."""
    return _drawn(_surroundings(request, lambda: shell) | context, template, status)


def fragment(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """One block of a template, named `path/to/page.html#block`; messages that wait are brought along as toasts."""
    template, block = name.split("#")
    surroundings = _surroundings(request, lambda: shell_of(request))
    with one_reader(_zone_of(request)):
        html = render_block(environment(), template, block, **(surroundings | context))
    return _response(html + _toasts(surroundings["messages"], surroundings["csrf_input"]), status)


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
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


@lru_cache(maxsize=1)
def environment() -> PageEnvironment:
    """The template environment that the settings made."""
    for engine in engines.all():
        if isinstance(engine, Pages) and isinstance(engine.env, PageEnvironment):
            return engine.env
    raise LookupError("settings.TEMPLATES names no candor.ui.jinja.Pages")


def _drawn(context: dict[str, Any], template: str, status: int) -> HttpResponse:
    # Asked for once: a case's page has it in eighty forms.
    context["csrf_input"] = Markup(context["csrf_input"])  # noqa: S704 - made by `_csrf_input`
    with one_reader(_zone_of(context["request"])):
        html = environment().get_template(template).render(context)
    return _response(html, status)


def _surroundings(request: HttpRequest, shell_source: Callable[[], Shell]) -> dict[str, Any]:
    """What every layout may use.

    The shell (its counters cost queries) is asked for only when a template reads it, which few fragments do. A visitor
    has no session, so nothing here touches it for one.
    """
    language = get_language() or settings.LANGUAGE_CODE
    shell = SimpleLazyObject(shell_source)
    actor = getattr(request, "actor", ANONYMOUS)
    signed_in = not actor.is_anonymous
    return {
        "request": request,
        "actor": actor,
        "face": face_of(request),
        "shell": shell,
        "brand": SimpleLazyObject(lambda: shell.brand),
        "navigation": SimpleLazyObject(lambda: shell.navigation),
        "person": SimpleLazyObject(lambda: shell.person),
        "languages": SimpleLazyObject(lambda: shell.languages),
        "language": language,
        "direction": direction_of(language),
        "sandbox_until": settings.INSTANCE.sandbox_until,
        "preferences": NO_PREFERENCES | (request.session.get("ui", {}) if signed_in else {}),
        "messages": SimpleLazyObject(lambda: _messages(request)) if signed_in else [],
        "csrf_input": SimpleLazyObject(lambda: _csrf_input(request)) if signed_in else Markup(""),
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }


def _messages(request: HttpRequest) -> list[dict[str, str]]:
    """Waiting messages. The tag `undo:/address/` gives one a button that takes back what it tells of."""
    return [
        {"level": message.level_tag or "info", "text": str(message), "undo_url": _undo_url(message.extra_tags or "")}
        for message in get_messages(request)
    ]


def _undo_url(tags: str) -> str:
    return next((tag.removeprefix("undo:") for tag in tags.split() if tag.startswith("undo:")), "")


def _csrf_input(request: HttpRequest) -> Markup:
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))


def _zone_of(request: HttpRequest) -> str:
    """The zone in which this person reads times: their own, else the instance's."""
    chosen = getattr(request, "time_zone", "") or getattr(getattr(request, "person", None), "time_zone", "")
    return str(chosen or settings.INSTANCE.time_zone)


def _toasts(messages: list[dict[str, str]], csrf_input: Any) -> str:
    if not messages:
        return ""
    return environment().get_template("ui/partials/toasts.html").render(messages=messages, csrf_input=csrf_input)


def _response(html: str, status: int) -> HttpResponse:
    response = HttpResponse(html, status=status)
    # The same address may answer a block or a page.
    response["Vary"] = "HX-Request"
    return response
