"""The API's errors: problem documents (RFC 9457), in the language of the request.

Every error below `/api/` has this shape, those that meet no operation included. The page at `/api/v1/` lists the kinds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PREFIX = "/api/"
ROOT = "/api/v1/"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its status, its title, and what to do about it."""

    status: int
    title: Promise
    detail: Promise


KINDS: Mapping[str, Kind] = {
    "bad-request": Kind(
        400, _("The request cannot be read"), _("Nothing was changed. Check that its body is JSON (RFC 8259).")
    ),
    "bad-address": Kind(400, _("The address cannot be read"), _("It is too long or holds characters of no address.")),
    "no-token": Kind(
        401,
        _("A token is needed"),
        _("Send “Authorization: Bearer” and a token that counts. Cookies and tokens in addresses do not."),
    ),
    "token-ended": Kind(
        401,
        _("This token no longer counts"),
        _("It was revoked, has expired, or its owner's role changed. Make another."),
    ),
    "cross-site": Kind(
        403, _("The request came from a page of another site"), _("Nothing was changed. The API is for programs.")
    ),
    "scope": Kind(
        403, _("The token may not do this"), _("Nothing was changed. It needs a scope that this token does not have.")
    ),
    "infected": Kind(
        403,
        _("The file is kept back: it carries harmful software"),
        _("Nobody can fetch it. Ask whoever sent it for a clean one."),
    ),
    "not-checkable": Kind(
        403,
        _("The file is too large to be checked"),
        _("Files are handed out only after a check for harmful software, and this one is too large for it."),
    ),
    "not-found": Kind(
        404,
        _("There is nothing at this address"),
        _("It was removed, never was, or is not for the owner of this token."),
    ),
    "method": Kind(405, _("The address does not know this method"), _("The header Allow lists those that it knows.")),
    "conflict": Kind(409, _("This is not possible as things stand"), _("Nothing was changed. Read it again first.")),
    "in-progress": Kind(
        409,
        _("The first request with this key is still running"),
        _("Send it again in a moment: the answer of the first will be repeated."),
    ),
    "stale": Kind(
        412,
        _("It was changed in the meantime"),
        _("Nothing was changed. Read it again, and send your change with the new ETag."),
    ),
    "too-large": Kind(413, _("That is too large to send"), _("Nothing was changed. Send smaller files or texts.")),
    "media-type": Kind(
        415,
        _("This kind of content is not taken here"),
        _("Nothing was changed. Send the content as application/json."),
    ),
    "not-valid": Kind(
        422, _("Something in it is not valid"), _("Nothing was changed. The list of errors says what, field by field.")
    ),
    "key-reused": Kind(
        422,
        _("This key belongs to another request"),
        _("Nothing was changed. An Idempotency-Key stands for one request; take a new key for a new one."),
    ),
    "if-match": Kind(
        428,
        _("The header If-Match is needed"),
        _("Nothing was changed. Read it first, and send its ETag along, so that nobody's change is lost."),
    ),
    "too-many": Kind(429, _("Too many requests"), _("Nothing was changed. Wait as long as Retry-After says.")),
    "failed": Kind(
        500,
        _("Something went wrong on our side"),
        _("Nothing was changed. If it happens again, tell whoever runs this site the time."),
    ),
    "busy": Kind(
        503,
        _("The database is busy or full"),
        _("Nothing was changed. Send it again after the seconds in Retry-After."),
    ),
    "upgrading": Kind(
        503,
        _("We are bringing in a new version"),
        _("Nothing was changed. Send it again after the seconds in Retry-After."),
    ),
    "not-looked-at": Kind(
        503,
        _("The file has not been checked"),
        _("Files are handed out only after a check for harmful software, and it does not answer at present."),
    ),
}

CHALLENGES = {
    "no-token": 'Bearer realm="candor"',
    "token-ended": 'Bearer realm="candor", error="invalid_token"',
    "scope": 'Bearer realm="candor", error="insufficient_scope"',
}
"""RFC 6750, section 3."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one value: the name of its field ("" for the whole), and a sentence."""

    field: str
    detail: str


class Problem(Exception):
    """What the API answers instead of an effect. `detail` is a finished sentence; "" takes the kind's own."""

    def __init__(
        self,
        kind: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.errors, self.headers = kind, detail, tuple(errors), dict(headers or {})


def not_valid(*errors: tuple[str, str]) -> Problem:
    """The problem of values that are not valid: pairs of field and sentence."""
    return Problem("not-valid", errors=[FieldError(field, detail) for field, detail in errors])


def kind_of(name: str, status: int) -> str:
    """The kind for an error of the pages: of the same name where there is one, else the first of its status."""
    return name if name in KINDS else next((key for key, kind in KINDS.items() if kind.status == status), "failed")


def is_api(request: HttpRequest) -> bool:
    """Whether the request is for the API, which answers programs and not browsers."""
    return request.path_info.startswith(PREFIX)


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as a document. Its `instance` is the address without its query, which may hold what nobody logs."""
    kind = KINDS[problem.kind]
    document: dict[str, object] = {
        "type": f"{settings.INSTANCE.base_url}{ROOT}#{problem.kind}",
        "title": str(kind.title),
        "status": kind.status,
        "detail": problem.detail or str(kind.detail),
        "instance": request.path,
    }
    if problem.errors:
        document["errors"] = [{"field": error.field, "detail": error.detail} for error in problem.errors]
    response = HttpResponse(
        json.dumps(document), status=kind.status, headers={"Content-Type": MEDIA_TYPE, **problem.headers}
    )
    if problem.kind in CHALLENGES:
        response.headers["WWW-Authenticate"] = CHALLENGES[problem.kind]
    return response
