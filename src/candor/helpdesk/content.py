"""Handing out what others sent us: files to be saved, and the HTML of mails inside a sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from candor.helpdesk.models import Attachment, Message
from candor.kernel.clamd import Withheld
from candor.kernel.files import content_for_others, serve
from candor.kernel.http.pictures import as_data
from candor.kernel.http.request import Request
from candor.kernel.models import StoredFile
from candor.mail.public import OwnPicture, Shown, show

LARGEST_INLINE = 2_000_000
MOST_INLINE = 20_000_000
"""Bytes of pictures within one message: a page with more of them would not open on a phone."""

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""Nothing in the frame runs, loads or talks; it stands at an origin of its own."""

STYLE = """
html { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif;
  background: Canvas; color: CanvasText; overflow-wrap: anywhere; }
body { margin: 0; padding: 12px 16px; counter-reset: links; }
img { max-width: 100%; height: auto; }
img:not([src]) { box-sizing: border-box; display: inline-block; min-width: 1em; min-height: 1em;
  max-width: 100%; padding: 2px 6px;
  border: 1px dashed GrayText; border-radius: 4px; color: GrayText; font-size: 13px; }
img[width="0"]:not([src]), img[width="1"]:not([src]), img[height="0"]:not([src]), img[height="1"]:not([src]) {
  display: none; }
table { max-width: 100%; }
pre { white-space: pre-wrap; }
blockquote { margin-inline: 0; }
a[href] { counter-increment: links; cursor: default; }
a[href]::after { content: "\\2060[" counter(links) "]"; font-size: 11px; vertical-align: super; text-decoration: none; }
summary { width: max-content; padding: 0 10px; border-radius: 9px; background: ButtonFace; color: ButtonText;
  font: 700 13px/18px system-ui; list-style: none; cursor: pointer; }
.note { margin: -12px -16px 12px; padding: 6px 16px; border-bottom: 1px solid GrayText; color: GrayText;
  font-size: 13px; }
@media (max-width: 600px) { table, td, div, img { max-width: 100% !important; } }
@media print {
  :root { color-scheme: light !important; }
  body { padding: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { display: none; }
}
"""

FRAME = """<!doctype html>
<html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{}</title><style>:root {{ color-scheme: {}; }}{}</style></head>
<body dir="auto">{}{}</body></html>
"""
"""Language, title, colour scheme, style sheet, note, and the mail as the cleaner has written it."""


def file_response(file: StoredFile) -> FileResponse:
    """The file, to be saved: never shown as a page of ours, whatever it says that it is."""
    return serve(file)


def shown_message(
    message: Message, *, file_url: Callable[[str], str], fetched: Mapping[str, str] | None = None
) -> Shown:
    """The HTML of a mail for its frame; `fetched` are pictures of elsewhere that somebody asked for."""
    return show(message.html, own=_Pictures(message, file_url).own, fetched=lambda url: (fetched or {}).get(url, ""))


def frame_response(request: Request, shown: Shown, note: str = "", status: int = 200) -> HttpResponse:
    """The frame, or a window of its own. What brings colours stands on white paper, in the dark too."""
    chosen: dict[str, Any] = request.session.get("ui", {})
    scheme = "light" if shown.has_colours else chosen.get("scheme", "light dark")
    above = f'<p class="note">{escape(note)}</p>' if note else ""
    words = (get_language() or "en", escape(_("Message as it was sent")), escape(scheme), STYLE, above, shown.html)
    response = HttpResponse(FRAME.format(*words), status=status)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-DNS-Prefetch-Control"] = "off"
    return response


def note_of_pictures(shown: Shown) -> str:
    """What to tell of the pictures that could not be had; "" where all are there."""
    text = ngettext(
        "%(num)d picture could not be shown: it is not there, too large, or there to watch who reads.",
        "%(num)d pictures could not be shown: they are not there, too large, or there to watch who reads.",
        shown.left_out,
    )
    return text % {"num": shown.left_out} if shown.left_out else ""


class _Pictures:
    """The pictures that came with a message. A sandboxed frame sends no cookie and could not fetch them itself."""

    def __init__(self, message: Message, file_url: Callable[[str], str]) -> None:
        held = message.attachments.exclude(content_id="").select_related("file").order_by("id")
        self._held: dict[str, Attachment] = {each.content_id: each for each in held}
        self._file_url = file_url
        self._room = MOST_INLINE
        self._made: dict[str, OwnPicture] = {}

    def own(self, content_id: str) -> OwnPicture | None:
        if content_id not in self._held:
            return None
        if content_id not in self._made:
            self._made[content_id] = self._make(self._held[content_id].file)
        return self._made[content_id]

    def _make(self, file: StoredFile) -> OwnPicture:
        url = self._file_url(file.ref)
        if file.size > min(LARGEST_INLINE, self._room):
            return OwnPicture("", url, file.name)
        self._room -= file.size
        try:
            content = content_for_others(file)
        except Withheld:  # it is named instead, and says why to whoever fetches it
            return OwnPicture("", url, file.name)
        return OwnPicture(as_data(content), url, file.name)
