"""What every request passes: a guard at the gate, the security headers, and the route's policy."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from candor.kernel.backup import gate
from candor.kernel.clamd import Withheld
from candor.kernel.http import problems
from candor.kernel.http.routes import Policy
from candor.kernel.logs import log
from candor.kernel.upgrading import house, journal
from candor.kernel.upgrading.page import RETRY_AFTER, language_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def error_page(request: HttpRequest, status: int, kind: str, *, found: str = "") -> HttpResponseBase:
    """The page for an error, drawn by the view that `settings.ERROR_VIEW` names; `found` is what a scanner found."""
    view: Callable[..., HttpResponseBase] = import_string(settings.ERROR_VIEW)
    return view(request, status=status, kind=kind, found=found)


class RequestGuard:
    """Answers what must never reach a view, and what no view can help: a busy or full database, a body too large."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or len(request.get_full_path()) > 8_000:
            return error_page(request, 400, "bad-address")
        if _body_length(request) > largest_body():
            return error_page(request, 413, "too-large")
        if journal.stands() and not (_is_let_through(request.path) or house.is_alone()):
            return upgrading(request)
        closed = gate.standing()
        if closed is not None and not (_is_let_through(request.path) or closed.phase is gate.Phase.OPEN_MATTERS):
            return restoring(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, RequestDataTooBig):
            return error_page(request, 413, "too-large")
        if isinstance(error, OperationalError):
            return unavailable(request, error)
        if isinstance(error, Withheld):
            return withheld(request, error)
        return None


def _is_let_through(path: str) -> bool:
    """Probes say why nobody is served, and the page that says so has its look."""
    return path in {"/livez", "/readyz"} or path.startswith("/static/")


def restoring(request: HttpRequest) -> HttpResponseBase:
    """The house is restored and not open yet."""
    response = error_page(request, 503, "restoring")
    response.headers["Retry-After"] = "60"
    return response


def upgrading(request: HttpRequest) -> HttpResponseBase:
    """Another version is about to take over; `kernel.upgrading.page` answers as soon as this process has ended."""
    with translation.override(language_of(request.headers.get("Accept-Language", ""))):
        response = error_page(request, 503, "upgrading")
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def unavailable(request: HttpRequest, error: OperationalError) -> HttpResponseBase:
    """The database is busy, full or down. Nothing was half done: the transaction was rolled back."""
    log.warning("database unavailable", error=type(error).__name__, method=request.method)
    response = error_page(request, 503, "busy")
    response.headers["Retry-After"] = "5"
    return response


def withheld(request: HttpRequest, error: Withheld) -> HttpResponseBase:
    """A file that is not handed out, or not now."""
    response = error_page(request, error.status, error.kind, found=error.name)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "60"
    return response


def failed(request: HttpRequest) -> HttpResponseBase:
    """Django's handler of what nobody caught; a database that failed before any view was reached comes here too."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if isinstance(error, OperationalError) else error_page(request, 500, "failed")


def largest_body() -> int:
    """Bytes of one request: a form takes several files, together up to twice the largest one, and its texts."""
    return int(settings.INSTANCE.upload_mb) * 2_000_000 + 2_000_000


def _body_length(request: HttpRequest) -> int:
    """What the request says its body holds. Django reads no further, and nothing where it says nothing."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class SecurityHeaders:
    """A content security policy with a nonce per response, and the other headers of security.md."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined] # kernel.http.request.Request declares it
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", content_security_policy(nonce))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        if settings.SECURE_HSTS_SECONDS:
            headers.setdefault("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}")
        if settings.INSTANCE.sandbox_until:
            headers["X-Robots-Tag"] = "noindex, nofollow"
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "private, no-store"
        return response


def content_security_policy(nonce: str) -> str:
    return (
        "default-src 'none'; "
        f"script-src 'nonce-{nonce}' 'strict-dynamic'; "
        "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    )


class Policies:
    """Asks the route's policy before its view. A stranger is sent to sign in; everybody else sees "not found"."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        policy: Policy = view.policy
        if gate.is_closed() and not _may_enter_restored(request, policy):
            return restoring(request)
        if not policy.allows(request.actor):
            return self._turn_away(request, policy)
        return ask_again(request, policy.face) if policy.fresh_sign_in else None

    def _turn_away(self, request: Any, policy: Policy) -> HttpResponseBase:
        if policy.face == "api":
            is_known = not request.actor.is_anonymous
            return problems.answer(request, problems.Problem("scope") if is_known else request.why_unknown)
        if request.actor.is_anonymous and policy.face:
            if request.headers.get("HX-Request") == "true":
                return error_page(request, 401, "signed-out")
            return _sign_in_first(request, policy.face, "sign-in")
        raise Http404


def _may_enter_restored(request: Any, policy: Policy) -> bool:
    """While matters of a restore are open: who settles them, and whoever signs in to do so."""
    if _is_let_through(request.path) or any(request.actor.may(permission) for permission in gate.KEEPERS):
        return True
    return request.actor.is_anonymous and policy.face in {"", "tech"} and request.path.startswith("/tech/")


def ask_again(request: Any, face: str) -> HttpResponseBase | None:
    """What stands before something dangerous: a proof that it is you, from who signed in a while ago; else None.

    In a public sandbox it is closed. For views of which only some cases are dangerous; a policy says it of all.
    """
    if settings.INSTANCE.sandbox_until:
        return error_page(request, 403, "closed-in-sandbox")
    return None if request.session.is_fresh else _sign_in_first(request, face, "confirm-password")


def _sign_in_first(request: HttpRequest, face: str, place: str) -> HttpResponseBase:
    """Send somebody to a page of the face's door and back here; what a form carried is kept, not dropped."""
    if request.method not in {"GET", "HEAD"}:
        keep_what_was_typed: Callable[..., HttpResponseBase] = import_string(settings.SIGN_IN_AGAIN_VIEW)
        return keep_what_was_typed(request, face, place)
    back = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse(f'{face}:{place}')}?{back}")
