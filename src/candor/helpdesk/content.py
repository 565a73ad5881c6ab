"""Handing out what others sent us: files to be saved, and the HTML of mails inside a sandbox."""

from __future__ import annotations

import base64
import re

from django.http import FileResponse, HttpResponse

from candor.helpdesk.models import Attachment, Message
from candor.kernel.files import read_chunks, serve
from candor.kernel.models import StoredFile

INLINE_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
LARGEST_INLINE = 2_000_000

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""Nothing in the frame runs, loads or talks; it stands at an origin of its own."""

_CONTENT_ID = re.compile(r"""src=(["'])cid:([^"']{1,255})\1""")


def file_response(file: StoredFile) -> FileResponse:
    """The file, to be saved: never shown as a page of ours, whatever it says that it is."""
    return serve(file)


def frame_response(message: Message) -> HttpResponse:
    """The sanitised HTML of a mail, for a frame or a window of its own."""
    response = HttpResponse(f"<!doctype html><meta charset=utf-8>{_with_pictures(message)}")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _with_pictures(message: Message) -> str:
    """The HTML with its own small pictures in it: a sandboxed frame sends no cookie and could not fetch them."""
    pictures = {each.content_id: each for each in message.attachments.select_related("file") if each.content_id}
    return _CONTENT_ID.sub(lambda found: f'src="{_as_data(pictures.get(found[2]))}"', message.html)


def _as_data(attachment: Attachment | None) -> str:
    """A picture as a data: address; "" for what is no picture, too large, or not there."""
    if attachment is None or attachment.file.content_type not in INLINE_IMAGES:
        return ""
    if attachment.file.size > LARGEST_INLINE:
        return ""
    content = base64.b64encode(b"".join(read_chunks(attachment.file))).decode()
    return f"data:{attachment.file.content_type};base64,{content}"
