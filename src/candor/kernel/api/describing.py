"""What the OpenAPI document says of an operation beside its schemas: scope, headers, problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from candor.kernel.http.problems import KINDS, MEDIA_TYPE

SECURITY = "token"

ALWAYS = ("no-token", "scope", "too-many", "busy")
WRITES = ("in-progress", "key-reused", "not-valid")
CONTENT = ("bad-request", "too-large", "media-type")

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "The same key with the same request has one effect, for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag that was read. The change is refused when somebody else changed it since.",
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
}
IF_NONE_MATCH = {
    **IF_MATCH,
    "name": "If-None-Match",
    "required": False,
    "description": "The ETag that was read. What has not changed since is not sent again.",
}
IF_MATCH_OPTIONAL = {**IF_MATCH, "required": False}

PROBLEM = {"$ref": "#/components/schemas/Problem"}

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "Why there was no effect (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "The kind of problem, as an address of this page."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened and what to do, in the language asked for."},
        "instance": {"type": "string", "description": "The address that was asked."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


NOT_MODIFIED: dict[int, Any] = {304: {"description": "Not modified: what If-None-Match names is still right."}}


def extras_of(  # noqa: PLR0913 - the traits of an operation, each named where it is declared
    scope: str,
    *,
    is_write: bool = False,
    has_content: bool = False,
    is_one: bool = True,
    is_tagged: bool = False,
    match: str = "",
    problems: Sequence[str] = (),
    example: Any = None,
    answers: Mapping[int, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The additions to the document. `match` is "" (no If-Match), "must" or "may"; `is_one`: a 404 is possible."""
    headers = [IDEMPOTENCY_KEY] if is_write else [IF_NONE_MATCH] if is_tagged else []
    headers += {"must": [IF_MATCH], "may": [IF_MATCH_OPTIONAL], "": []}[match]
    kinds = [*ALWAYS, *problems, *(["not-found"] if is_one else [])]
    kinds += WRITES if is_write else ["not-valid"]
    kinds += CONTENT if has_content else []
    kinds += {"must": ["stale", "if-match"], "may": ["stale"], "": []}[match]
    extra: dict[str, Any] = {
        "security": [{SECURITY: []}],
        "x-scope": scope,
        "responses": {**_responses(kinds), **(answers or {}), **(NOT_MODIFIED if is_tagged else {})},
        **more,
    }
    if headers:
        extra["parameters"] = headers
    if example is not None:
        extra["requestBody"] = {"content": {"application/json": {"example": example}}}
    return extra


def _responses(kinds: Sequence[str]) -> dict[int, Any]:
    by_status: dict[int, list[str]] = {}
    for kind in kinds:
        by_status.setdefault(KINDS[kind].status, []).append(kind)
    return {
        status: {
            "description": ", ".join(sorted(set(names))),
            "content": {MEDIA_TYPE: {"schema": PROBLEM}},
        }
        for status, names in sorted(by_status.items())
    }
