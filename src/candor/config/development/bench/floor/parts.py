"""Small pieces of the floor's pages."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

SHAPES = {
    "new": ("New", "circle-dashed"),
    "open": ("Open", "circle-dot"),
    "waiting-customer": ("Waiting for customer", "hourglass"),
    "waiting-other": ("Waiting for others", "hourglass"),
    "scheduled": ("Scheduled", "alarm-clock"),
    "solved": ("Solved", "circle-check"),
    "closed": ("Closed", "archive"),
}
DAY, HOUR, MINUTE = 86_400, 3_600, 60


def icon(name: str) -> str:
    return (
        '<svg class="icon" width="16" height="16" aria-hidden="true" focusable="false">'
        f'<use href="/static/e6d6d8a25c2e7dd8/icons.svg#{name}"/></svg>'
    )


def status(state: str) -> str:
    words, shape = SHAPES[state]
    return f'<span class="status status-{state}">{icon(shape)}<span>{words}</span></span>'


def avatar(name: str) -> str:
    words = name.split()
    letters = f"{words[0][0]}{words[-1][0]}" if words else ""
    return (
        f'<span class="avatar avatar-{sum(map(ord, name)) % 8 + 1} avatar-small" role="img" aria-label="{escape(name)}"'
        f' title="{escape(name)}">{escape(letters)}</span>'
    )


def option(value: str, words: str, is_chosen: bool) -> str:  # noqa: FBT001 - what the caller knows of the option
    return f'<option value="{value}"{" selected" if is_chosen else ""}>{escape(words)}</option>'


def person_line(ref: str, name: str, email: str | None, place: str | None) -> str:
    return (
        f'<li class="row plain-row">{avatar(name)}<a class="row-link" href="/people/{ref}/" dir="auto">'
        f"{escape(name)}</a>"
        f'<span class="row-sub truncate" dir="auto">{escape(place or "")}</span><span class="row-meta">'
        f"{escape(email or '')}</span></li>"
    )


def due(written: str, now: datetime) -> str:
    at = aware(written)
    late = (now - at).total_seconds()
    words = f"{_span(late)} late" if late > 0 else f"due in {_span(-late)}"
    return (
        f'<span class="due due-{"late" if late > 0 else "later"}" title="{at:%a %d %b %Y, %H:%M} UTC">{icon("clock")}'
        f"<span>{words}</span></span>"
    )


def when(written: str, now: datetime) -> str:
    at = aware(written)
    return (
        f'<time datetime="{at:%Y-%m-%dT%H:%M:%SZ}" title="{at:%a %d %b %Y, %H:%M} UTC" data-relative>'
        f"{_span((now - at).total_seconds())} ago</time>"
    )


def aware(written: str) -> datetime:
    """A moment as the database keeps it."""
    read = datetime.fromisoformat(written)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _span(seconds: float) -> str:
    if seconds >= DAY:
        return f"{seconds // DAY:.0f} days"
    return f"{seconds // HOUR:.0f} h" if seconds >= HOUR else f"{seconds // MINUTE:.0f} min"
