"""The HTML of what people sent to sales, inside a sandbox."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from candor.business.models import SalesFile, SalesMail
from candor.kernel.clamd import Withheld
from candor.kernel.files import content_for_others
from candor.kernel.http.pictures import as_data
from candor.mail.public import OwnPicture, show

LARGEST_INLINE = 2_000_000
MOST_INLINE = 20_000_000
"""Bytes of pictures within one mail: a page with more of them would not open on a phone."""

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""Nothing in the frame runs, loads or talks; it stands at an origin of its own."""


def frame_response(mail: SalesMail) -> HttpResponse:
    """The sanitised HTML of a mail, for a frame or a window of its own. Pictures of elsewhere are left out."""
    shown = show(mail.html, own=_Pictures(mail).own, fetched=lambda _url: "")
    response = HttpResponse(f"<!doctype html><meta charset=utf-8>{shown.html}")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-DNS-Prefetch-Control"] = "off"
    return response


class _Pictures:
    """The pictures that came with a mail. A sandboxed frame sends no cookie and could not fetch them itself."""

    def __init__(self, mail: SalesMail) -> None:
        held = mail.files.exclude(content_id="").select_related("file").order_by("id")
        self._held: dict[str, SalesFile] = {each.content_id: each for each in held}
        self._room = MOST_INLINE

    def own(self, content_id: str) -> OwnPicture | None:
        if content_id not in self._held:
            return None
        file = self._held[content_id].file
        url = reverse("tech:sales-file", args=[file.ref])
        if file.size > min(LARGEST_INLINE, self._room):
            return OwnPicture("", url, file.name)
        self._room -= file.size
        try:
            content = content_for_others(file)
        except Withheld:  # it is named instead, and says why to whoever fetches it
            return OwnPicture("", url, file.name)
        return OwnPicture(as_data(content), url, file.name)
