"""Answers that are not sent twice: the ETag of what is shown, and 304 for who has it already (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponseNotModified
from django.utils.http import parse_etags


def etag_of(*parts: object) -> str:
    """The tag of an answer that these parts decide, in its quotes. Two parts with the same `repr` are the same."""
    return f'"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


def has_it(request: HttpRequest, etag: str) -> bool:
    """Whether the request is a read that names this tag, or any: then the answer is 304.

    Compared weakly, as section 13.1.2 has it: a proxy that compresses makes the tag a weak one.
    """
    asked = request.headers.get("If-None-Match")
    if asked is None or request.method not in {"GET", "HEAD"}:
        return False
    tags = {tag.removeprefix("W/") for tag in parse_etags(asked)}
    return "*" in tags or etag.removeprefix("W/") in tags


def not_modified(etag: str) -> HttpResponseNotModified:
    """304: what the asker has is still right."""
    response = HttpResponseNotModified()
    response["ETag"] = etag
    return response
