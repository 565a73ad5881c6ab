"""What a page needs to show a mail as it was sent: the addresses of its frame, and how much room it wants."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from candor.helpdesk.models import Message
from candor.mail.public import remote_pictures

SHORT, MEDIUM = 8, 24
"""Lines up to which a message gets a low or a middling frame; any frame can be drawn larger."""

WIDTH = 90
PICTURE = 6
"""Lines that a picture takes: most are logos."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A mail's frame. `remote` is how many pictures it would take from elsewhere; `size` is short, medium or long."""

    ref: str
    url: str
    page_url: str
    pictures_url: str
    remote: int
    size: str


def layout_of(message: Message, *, face: str) -> Layout | None:
    """None for a message that has no layout of its own, which most have not."""
    if not message.html:
        return None
    return Layout(
        ref=message.ref,
        url=reverse(f"{face}:message-html", args=[message.ref]),
        page_url=reverse(f"{face}:message-sent", args=[message.ref]),
        pictures_url=reverse(f"{face}:message-pictures", args=[message.ref]),
        remote=len(remote_pictures(message.html)) if '="http' in message.html else 0,
        size=_size(message),
    )


def _size(message: Message) -> str:
    lines = sum(1 + len(line) // WIDTH for line in message.text.splitlines())
    lines += PICTURE * message.html.count("<img ")
    if lines > MEDIUM:
        return "long"
    return "medium" if lines > SHORT else "short"
