"""Mails as they were sent, for either face: the frame, its pictures from elsewhere, and where its links lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from candor.helpdesk.content import frame_response, note_of_pictures, shown_message
from candor.helpdesk.models import Message
from candor.kernel.http.limits import allow
from candor.kernel.http.pictures import fetch_pictures
from candor.kernel.http.request import Request
from candor.mail.public import remote_pictures

MOST_ASKED = 60
"""Times in an hour that one person may have pictures fetched: the desk is nobody's means to call other servers."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a mail: `host` is who is behind it, whatever its words said; "" for an address or a number.

    `is_file`: it leads to a picture of the mail itself, too large to stand in it.
    """

    url: str
    host: str
    is_file: bool = False


def frame(request: Request, message: Message) -> HttpResponse:
    """The frame, with the pictures that came with the mail and no others."""
    return frame_response(request, shown_message(message, file_url=_files(request)))


def frame_with_pictures(request: Request, message: Message) -> HttpResponse:
    """The frame with the pictures from elsewhere as well, which we fetch now and do not keep."""
    if not allow(("pictures", request.actor.id or 0), MOST_ASKED, timedelta(hours=1)):
        note = _("Pictures were asked for very often in this hour. The mail is shown without them; try again later.")
        return frame_response(request, shown_message(message, file_url=_files(request)), note, status=429)
    fetched = fetch_pictures(remote_pictures(message.html))
    shown = shown_message(message, file_url=_files(request), fetched=fetched)
    return frame_response(request, shown, note_of_pictures(shown))


def links_in(request: Request, message: Message) -> Sequence[Link]:
    """Where the mail's links lead, in the order of their numbers in the frame."""
    links = shown_message(message, file_url=_files(request)).links
    return [Link(url, _host_of(url), is_file=url.startswith("/")) for url in links]


def _files(request: Request) -> Callable[[str], str]:
    face = request.resolver_match.namespace if request.resolver_match else "customer"
    return lambda ref: reverse(f"{face}:attachment", args=[ref])


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
