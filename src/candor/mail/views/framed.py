"""The HTML of a mail of ours as an answer of its own, for a frame on our page (ADR 0017)."""

from __future__ import annotations

from django.http import HttpResponse

FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""Nothing in the frame runs, loads or leads anywhere; pictures stand in its own text."""


def in_sandbox(html: str) -> HttpResponse:
    """The page, at an origin of its own, shown by nobody but ourselves."""
    response = HttpResponse(html)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-DNS-Prefetch-Control"] = "off"
    return response
