"""Handing out what people sent to sales: files to be saved, and the HTML of mails inside a sandbox."""

from __future__ import annotations

import base64
import re

from django.http import HttpResponse

from candor.business.models import SalesFile, SalesMail
from candor.kernel.files import read_chunks

INLINE_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
LARGEST_INLINE = 2_000_000

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""Nothing in the frame runs, loads or talks; it stands at an origin of its own."""

_CONTENT_ID = re.compile(r"""src=(["'])cid:([^"']{1,255})\1""")


def frame_response(mail: SalesMail) -> HttpResponse:
    """The sanitised HTML of a mail, for a frame or a window of its own."""
    response = HttpResponse(f"<!doctype html><meta charset=utf-8>{_with_pictures(mail)}")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _with_pictures(mail: SalesMail) -> str:
    """The HTML with its own small pictures in it: a sandboxed frame sends no cookie and could not fetch them."""
    pictures = {each.content_id: each for each in mail.files.select_related("file") if each.content_id}
    return _CONTENT_ID.sub(lambda found: f'src="{_as_data(pictures.get(found[2]))}"', mail.html)


def _as_data(held: SalesFile | None) -> str:
    """A picture as a data: address; "" for what is no picture, too large, or not there."""
    if held is None or held.file.content_type not in INLINE_IMAGES or held.file.size > LARGEST_INLINE:
        return ""
    content = base64.b64encode(b"".join(read_chunks(held.file))).decode()
    return f"data:{held.file.content_type};base64,{content}"
