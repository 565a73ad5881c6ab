"""From the cookie to the actor, and to the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from candor.kernel.actor import ANONYMOUS
from candor.people.actors import actor_of
from candor.people.sessions import SessionStore


class Sessions(SessionMiddleware):
    """Gives every request its `session`, `actor` and `person`; visitors without a cookie cost no query."""

    def process_request(self, request: Any) -> None:
        request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        request.actor, request.person = ANONYMOUS, None
        if request.session.session_key is None:
            return
        row = request.session.open()
        if row is not None:
            request.actor, request.person = actor_of(row.account), row.account.person
            request.session.seen()


class Locale:
    """The person's language, else what the browser asks for, else the instance's. No cookie remembers it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        language = (request.person and request.person.language) or _asked_for(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


def _asked_for(request: HttpRequest) -> str:
    chosen = request.GET.get("language")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return translation.get_language_from_request(request)
