"""Who may change something: requests that come from our own pages.

Django's token check guards signed-in people. Public forms carry no cookie, so there is no session for a token to live
in and nothing a forged request could borrow; they are guarded by Sec-Fetch-Site and Origin alone. A form that is made
to stand on other sites has a policy that says so, and its view acts as nobody.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from candor.kernel.http.middleware import error_page

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class CrossSiteGuard(CsrfViewMiddleware):
    """Refuses unsafe requests from elsewhere with 403, before any view."""

    def process_view(self, request: Any, callback: Any, callback_args: Any, callback_kwargs: Any) -> Any:
        if request.method in SAFE or getattr(callback, "csrf_exempt", False):
            return None
        if callback.policy.takes_from_elsewhere:
            return None
        if not comes_from_us(request):
            return error_page(request, 403, "cross-site")
        if request.actor.is_anonymous or not callback.policy.carries_token:
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)


def comes_from_us(request: HttpRequest) -> bool:
    """True when the browser says that the request was made by a page of this site.

    Sec-Fetch-Site is set by every current browser and cannot be set by a page; older ones send Origin. A client that
    sends neither is no browser, so it carries nobody's cookie by accident.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return origin == settings.INSTANCE.base_url or _is_this_host(origin, request)


def _is_this_host(origin: str, request: HttpRequest) -> bool:
    parts = urlsplit(origin)
    return parts.scheme == request.scheme and parts.netloc == request.get_host()


def refused(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Django's CSRF failure view: the token was missing or of another session."""
    return error_page(request, 403, "stale-form")
