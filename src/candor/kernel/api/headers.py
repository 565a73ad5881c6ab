"""Headers of an answer, told by an operation; and the preconditions that a request brings (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import parse_etags
from pydantic import BaseModel

from candor.kernel.http.problems import Problem


def answer_with(request: HttpRequest, name: str, value: str) -> None:
    """Let the answer to this request have the header."""
    told: Any = request
    told.answer_headers = {**getattr(request, "answer_headers", {}), name: value}


def tell_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    """Put what the operation told onto its answer."""
    for name, value in getattr(request, "answer_headers", {}).items():
        response.headers.setdefault(name, value)


def tagged(request: HttpRequest, version: str) -> None:
    """Let the answer have the ETag of this version."""
    answer_with(request, "ETag", f'"{version}"')


def must_match(request: HttpRequest, version: str) -> None:
    """Raise Problem unless If-Match names the present version: what nobody has read, nobody overwrites."""
    if "If-Match" not in request.headers:
        raise Problem("if-match")
    may_match(request, version)


def may_match(request: HttpRequest, version: str) -> None:
    """Raise Problem when If-Match is there and names another version than the present one."""
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return
    tags = parse_etags(wanted)
    if "*" not in tags and f'"{version}"' not in tags:
        raise Problem("stale")


def version_of(shown: BaseModel) -> str:
    """A version made of all that is shown, for what has no version of its own or shows more than its row."""
    return hashlib.sha256(shown.model_dump_json(exclude_unset=True).encode()).hexdigest()[:24]
