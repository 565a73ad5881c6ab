"""From the cookie to the actor, and to the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from candor.kernel import instance
from candor.kernel.actor import ANONYMOUS
from candor.kernel.http.problems import is_api
from candor.people import bearer
from candor.people.actors import actor_of
from candor.people.models import Person
from candor.people.sessions import SessionStore


class Sessions(SessionMiddleware):
    """Gives every request its `session`, `actor` and `person`; visitors without a cookie cost no query.

    The API knows no cookies: there the Authorization header says who asks.
    """

    def process_request(self, request: Any) -> None:
        if is_api(request):
            request.session = SessionStore(None)
            bearer.recognise(request)
            return
        request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        request.actor, request.person = ANONYMOUS, None
        if request.session.session_key is None:
            return
        row = request.session.open()
        if row is not None:
            request.actor, request.person = actor_of(row.account), row.account.person
            request.session.seen()

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """As Django's; but the cookie of somebody who is away at an identity provider is set once and left alone.

        A program's request has no cookie, and takes none away from a browser that sends one along.
        """
        if is_api(request):
            return response
        session = request.session
        if not isinstance(session, SessionStore) or not session.arriving:
            return super().process_response(request, response)
        if session.is_departing:
            response.set_cookie(
                settings.SESSION_COOKIE_NAME,
                session.arriving,
                path=settings.SESSION_COOKIE_PATH,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite=settings.SESSION_COOKIE_SAMESITE,
            )
        return response


class Locale:
    """The person's language and time zone, else what the browser asks for, else the installation's. No cookie does.

    A visitor's page asks the database for neither, unless the browser speaks no language of ours: error pages have to
    come when the database does not answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        language = _language_of(request)
        request.time_zone = _zone_of(request.person)
        with translation.override(language), timezone.override(ZoneInfo(request.time_zone)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


def _language_of(request: Any) -> str:
    """Programs say with each request which language they want; a person's choice is for what they say nothing about."""
    is_told = is_api(request) and "Accept-Language" in request.headers
    return (not is_told and request.person and request.person.language) or _asked_for(request)


def _zone_of(person: Person | None) -> str:
    if person is None:
        return str(settings.INSTANCE.time_zone)
    return person.time_zone or instance.current().time_zone


def _asked_for(request: HttpRequest) -> str:
    chosen = request.GET.get("language")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    asked = request.headers.get("Accept-Language", "").lower()
    if not asked:
        return str(settings.LANGUAGE_CODE)
    for wanted, _weight in parse_accept_lang_header(asked):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return instance.current().language
