"""Small marks that a list draws hundreds of times: icons, states, times. Drawn in Python and kept, because a macro call
costs ten times a look-up and the case list is our hottest page (a row: 120 µs as macros, 35 µs so).

A state is told by a shape and a word, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from markupsafe import Markup

from candor.kernel import clock
from candor.ui import formatting
from candor.ui.assets import asset_url, icon_names
from candor.ui.reading import reader

STATUS_SHAPES = {
    "new": "circle-dashed",
    "open": "circle-dot",
    "waiting": "circle-pause",
    "hold": "hourglass",
    "scheduled": "alarm-clock",
    "solved": "circle-check",
    "closed": "archive",
    "active": "circle-check",
    "draft": "pencil",
    "failed": "circle-x",
}
PRIORITY_SHAPES = {"low": "arrow-down", "normal": "minus", "high": "arrow-up", "urgent": "chevrons-up"}
DUE_SHAPES = {"late": "clock-alert", "soon": "clock", "later": "clock"}

NOTHING = Markup("")

MOST_MOMENTS = 1024
"""Of each kind: a few lists of fifty rows. What was said a quarter of a minute ago is never asked for again."""


@lru_cache(maxsize=1024)
def icon(name: str, size: int = 16, label: str = "") -> Markup:
    """An icon of the sprite; decoration unless it has a label. Raises KeyError for a name the sprite lacks."""
    if name not in icon_names():
        raise KeyError(f"no icon {name!r} in the sprite")
    told = (
        Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true" focusable="false"')
    )
    return Markup('<svg class="icon" width="{0}" height="{0}" {1}><use href="{2}#{3}"/></svg>').format(
        size, told, asset_url("icons.svg"), name
    )


@lru_cache(maxsize=1024)
def status(shape: str, text: str) -> Markup:
    """A state. Raises KeyError for a shape we do not have."""
    return _mark("status", shape, STATUS_SHAPES[shape], text)


@lru_cache(maxsize=256)
def priority(level: str, text: str) -> Markup:
    """A priority. Raises KeyError for a level we do not have."""
    return _mark("priority", level, PRIORITY_SHAPES[level], text)


# ruff: noqa: FBT001, FBT002 - templates say done=… by name
def due(moment: datetime | None, done: bool = False) -> Markup:
    """When something is due, in words; nothing for None or when it is done."""
    if moment is None or done:
        return NOTHING
    for_whom = reader()
    return _due(moment, for_whom.recently, for_whom.language, for_whom.zone)


def when(moment: datetime | date | None, style: str = "relative") -> Markup:
    """A `<time>` in the person's language and zone; nothing for None. Styles: relative, date, exact, time."""
    if moment is None:
        return NOTHING
    if not isinstance(moment, datetime):
        return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), day(moment))
    for_whom = reader()
    if style == "relative":
        return _relative(moment, for_whom.recently, for_whom.language, for_whom.zone)
    return _time(moment, _STYLES[style](moment), for_whom.language, for_whom.zone)


@lru_cache(maxsize=256)
def avatar(name: str, size: str = "", title: str = "") -> Markup:
    """Initials that stand for a person; decoration beside the name unless it has a title."""
    look = Markup("avatar-{}").format(formatting.shade(name)) + (Markup(" avatar-{}").format(size) if size else "")
    told = Markup('role="img" aria-label="{0}" title="{0}"').format(title) if title else Markup('aria-hidden="true"')
    return Markup('<span class="avatar {}" {}>{}</span>').format(look, told, formatting.initials(name))


def due_in_words(moment: datetime) -> formatting.Due:
    """The due moment as text and tone."""
    return formatting.due_in_words(moment, clock.now(), *_reader())


def relative_time(moment: datetime) -> str:
    return formatting.relative_time(moment, clock.now(), *_reader())


def exact_time(moment: datetime) -> str:
    return formatting.exact_time(moment, *_reader())


def clock_time(moment: datetime) -> str:
    return formatting.clock_time(moment, *_reader())


def day(moment: datetime | date) -> str:
    """The long date, of a moment the one in the person's zone."""
    locale, zone = _reader()
    return formatting.long_date(moment.astimezone(zone).date() if isinstance(moment, datetime) else moment, locale)


def country(code: str) -> str:
    return formatting.country_name(code, _reader()[0])


def number(value: int | float | Decimal) -> str:
    return formatting.number(value, _reader()[0])


def quantity(value: Decimal) -> str:
    return formatting.quantity(value, _reader()[0])


def money(amount: Decimal, currency: str) -> str:
    return formatting.money(amount, currency, _reader()[0])


def price(amount: Decimal, currency: str) -> str:
    return formatting.price(amount, currency, _reader()[0])


def file_size(size: int) -> str:
    return formatting.file_size(size, _reader()[0])


def _mark(kind: str, tone: str, shape: str, text: str, title: str = "") -> Markup:
    more = Markup(' title="{}"').format(title) if title else NOTHING
    return Markup('<span class="{0} {0}-{1}"{2}>{3}<span>{4}</span></span>').format(kind, tone, more, icon(shape), text)


@lru_cache(maxsize=MOST_MOMENTS)
def _due(moment: datetime, now: datetime, language: str, zone: tzinfo) -> Markup:
    locale = formatting.locale_of(language)
    words = formatting.due_in_words(moment, now, locale, zone)
    return _mark("due", words.tone, DUE_SHAPES[words.tone], words.text, formatting.exact_time(moment, locale, zone))


@lru_cache(maxsize=MOST_MOMENTS)
def _relative(moment: datetime, now: datetime, language: str, zone: tzinfo) -> Markup:
    locale = formatting.locale_of(language)
    exact, text = formatting.exact_time(moment, locale, zone), formatting.relative_time(moment, now, locale, zone)
    return Markup('<time datetime="%s" title="%s" data-relative>%s</time>') % (formatting.as_utc(moment), exact, text)


@lru_cache(maxsize=MOST_MOMENTS)
def _time(moment: datetime, text: str, language: str, zone: tzinfo) -> Markup:
    locale = formatting.locale_of(language)
    exact = formatting.exact_time(moment, locale, zone)
    return Markup('<time datetime="%s" title="%s">%s</time>') % (formatting.as_utc(moment), exact, text)


def _reader() -> tuple[Locale, tzinfo]:
    """Language and zone of the person who reads."""
    for_whom = reader()
    return for_whom.locale, for_whom.zone


_STYLES: dict[str, Callable[[datetime], str]] = {"date": day, "exact": exact_time, "time": clock_time}
