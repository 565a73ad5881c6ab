"""Dates, numbers and plain text as people read them, in their language and zone.

Everything here is a pure question: the moment "now", the language and the zone come in. Babel's formatters cost tens of
microseconds, which a list of fifty rows feels, so their results are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from babel.dates import get_timezone_name
from babel.numbers import format_compact_decimal, format_currency, format_decimal
from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

SOON = timedelta(hours=2)

_URL = re.compile(r"https?://[^\s<>\"'\u0000-\u001f]{1,2000}", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment in words. `tone` is "late", "soon" or "later"."""

    text: str
    tone: str


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Babel's locale of a Django language code such as `de` or `pt-br`. British English where only `en` is said."""
    return Locale.parse("en_GB" if language in {"en", "en-gb"} else language.replace("-", "_"))


def country_name(code: str, locale: Locale) -> str:
    """A country by its ISO 3166 code as the language calls it; the code where it is none."""
    return str(locale.territories.get(code, code))


def direction_of(language: str) -> str:
    """Writing direction of a language, as HTML wants it."""
    return "rtl" if language.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr"


def relative_time(moment: datetime, now: datetime, locale: Locale, zone: tzinfo) -> str:
    """How long ago (or ahead) in few words; a date when more than a week lies between."""
    seconds = (now - moment).total_seconds()
    distance = abs(seconds)
    if distance < 45:
        return gettext("just now")
    if distance < DAY and (distance < 6 * HOUR or _days_between(moment, now, zone) == 0):
        return _ago(distance) if seconds > 0 else _ahead(distance)
    days = _days_between(moment, now, zone)
    if days == 1:
        return gettext("yesterday")
    if days == -1:
        return gettext("tomorrow")
    if 1 < days < 7:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    return short_date(moment.astimezone(zone).date(), now.astimezone(zone).date(), locale)


def due_in_words(moment: datetime, now: datetime, locale: Locale, zone: tzinfo) -> Due:
    """The due moment as a technician weighs it: what is late, what is near, what can wait."""
    ahead = (moment - now).total_seconds()
    days = -_days_between(moment, now, zone)
    if ahead < 0:
        return Due(_late(-ahead), "late")
    if ahead <= SOON.total_seconds():
        return Due(gettext("due in %(time)s") % {"time": _span(ahead)}, "soon")
    if days == 0:
        return Due(gettext("due today %(time)s") % {"time": clock_time(moment, locale, zone)}, "soon")
    if days == 1:
        return Due(gettext("due tomorrow"), "later")
    day = short_date(moment.astimezone(zone).date(), now.astimezone(zone).date(), locale)
    return Due(gettext("due %(date)s") % {"date": day}, "later")


def exact_time(moment: datetime, locale: Locale, zone: tzinfo) -> str:
    """The full moment with its zone, for titles and print.

    As Babel's `EEE d MMM yyyy, HH:mm zzz` (German: `EEE, d. MMM yyyy, …`), of parts that are kept: each moment of a
    conversation is another one.
    """
    local = (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(zone)
    named = _zone_name(zone, local.utcoffset(), local.dst(), locale)
    return f"{_day_of_week(local.date(), locale)}, {local.hour:02}:{local.minute:02} {named}"


@lru_cache(maxsize=4096)
def _day_of_week(day: date, locale: Locale) -> str:
    return babel_date(day, "EEE, d. MMM yyyy" if locale.language == "de" else "EEE d MMM yyyy", locale=locale)


@lru_cache(maxsize=256)
def _zone_name(zone: tzinfo, ahead: timedelta | None, summer: timedelta | None, locale: Locale) -> str:
    return get_timezone_name(datetime(2000, 1, 1, tzinfo=_Then(zone, ahead, summer)), width="short", locale=locale)


class _Then(tzinfo):
    """A zone as it stood at some moment: all that its name depends on."""

    def __init__(self, zone: tzinfo, ahead: timedelta | None, summer: timedelta | None) -> None:
        self.key = getattr(zone, "key", None)
        self._zone, self._ahead, self._summer = zone, ahead, summer

    def utcoffset(self, _moment: datetime | None) -> timedelta | None:
        return self._ahead

    def dst(self, _moment: datetime | None) -> timedelta | None:
        return self._summer

    def tzname(self, _moment: datetime | None) -> str | None:
        return self._zone.tzname(None)


@lru_cache(maxsize=4096)
def clock_time(moment: datetime, locale: Locale, zone: tzinfo) -> str:
    """Hours and minutes."""
    return babel_time(moment, "short", tzinfo=zone, locale=locale)


@lru_cache(maxsize=4096)
def long_date(day: date, locale: Locale) -> str:
    """Day, month in words and year."""
    return babel_date(day, "d MMMM yyyy" if locale.language == "en" else "long", locale=locale)


def short_date(day: date, today: date, locale: Locale) -> str:
    """Day and short month; the year only when it is another one."""
    pattern = "d. MMM" if locale.language == "de" else "d MMM"
    return _patterned(day, pattern if day.year == today.year else f"{pattern} yyyy", locale)


@lru_cache(maxsize=4096)
def number(value: int | float | Decimal, locale: Locale) -> str:
    """A figure with the separators of the language."""
    return format_decimal(value, locale=locale)


@lru_cache(maxsize=4096)
def quantity(value: Decimal, locale: Locale) -> str:
    """How many, with the four places that lines of invoices have, and no noughts at the end."""
    return format_decimal(value, "#,##0.####", locale=locale)


@lru_cache(maxsize=4096)
def compact(value: int | Decimal, locale: Locale) -> str:
    """A figure in few characters for the scale of a chart: 12K, 1.5M."""
    return format_compact_decimal(value, locale=locale, fraction_digits=1)


@lru_cache(maxsize=4096)
def month_name(day: date, locale: Locale) -> str:
    """The month of a day and its year: November 2026."""
    return babel_date(day, "LLLL yyyy", locale=locale)


@lru_cache(maxsize=4096)
def short_month(day: date, locale: Locale) -> str:
    """The same below a chart: Nov 26."""
    return babel_date(day, "LLL yy", locale=locale)


def money(amount: Decimal, currency: str, locale: Locale) -> str:
    """An amount with its currency."""
    return format_currency(amount, currency, locale=locale)


def price(amount: Decimal, currency: str, locale: Locale) -> str:
    """The price of one piece, which may say more than the currency's smallest coin: EUR 0.0049."""
    return format_currency(amount.normalize(), currency, locale=locale, decimal_quantization=False)


def file_size(size: int, locale: Locale) -> str:
    """Bytes as people say them: 0 bytes, 640 kB, 1.4 MB."""
    if size < 1000:
        return ngettext("%(n)d byte", "%(n)d bytes", size) % {"n": size}
    value, unit = float(size), "B"
    for unit in ("kB", "MB", "GB", "TB"):  # noqa: B007 the last unit is used after the loop
        value /= 1000
        if value < 999.5:
            break
    digits = "#,##0.#" if value < 10 else "#,##0"
    return f"{format_decimal(value, digits, locale=locale)}\N{NO-BREAK SPACE}{unit}"


def initials(name: str) -> str:
    """One or two letters that stand for a person; what follows a comma is their company. Nobody is a question mark."""
    words = [word for word in re.split(r"[\s@._-]+", name.split(",")[0].strip()) if word[:1].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def shade(name: str) -> int:
    """One of eight avatar shades, always the same for a name."""
    return sum(name.encode()) % 8 + 1


def paragraphs(text: str) -> Markup:
    """Plain text as safe HTML: everything escaped, blank lines make paragraphs, web addresses become links."""
    blocks = _BLANK_LINE.split(text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    drawn = "\n".join(f'<p dir="auto">{_lines(block)}</p>' for block in blocks if block.strip())
    return Markup(drawn)  # noqa: S704 - of lines that are safe


def _lines(block: str) -> str:
    return "<br>\n".join(linked(line) for line in block.split("\n"))


def linked(line: str) -> Markup:
    """One line as safe HTML: everything escaped, web addresses become links."""
    if "://" not in line:
        return escape(line)
    parts: list[Markup] = []
    end = 0
    for match in _URL.finditer(line):
        url = _without_closing(match.group())
        parts += [escape(line[end : match.start()]), _link(url)]
        end = match.start() + len(url)
    parts.append(escape(line[end:]))
    return Markup("").join(parts)


def _link(url: str) -> Markup:
    return Markup('<a href="{0}" rel="noopener nofollow noreferrer" target="_blank">{0}</a>').format(url)


def _without_closing(url: str) -> str:
    """Drop what belongs to the sentence around an address: its full stop, its closing bracket."""
    while url and url[-1] in ".,;:!?)]}>*_":
        if url[-1] == ")" and url.count("(") >= url.count(")"):
            break
        url = url[:-1]
    return url


def _days_between(moment: datetime, now: datetime, zone: tzinfo) -> int:
    return (now.astimezone(zone).date() - moment.astimezone(zone).date()).days


def _ago(seconds: float) -> str:
    return gettext("%(time)s ago") % {"time": _span(seconds)}


def _ahead(seconds: float) -> str:
    return gettext("in %(time)s") % {"time": _span(seconds)}


def _late(seconds: float) -> str:
    return gettext("%(time)s late") % {"time": _span(seconds)}


def _span(seconds: float) -> str:
    """A length of time in its one leading unit."""
    if round(seconds / MINUTE) < 60:
        return gettext("%(n)d min") % {"n": max(1, round(seconds / MINUTE))}
    if seconds < 2 * DAY:
        return gettext("%(n)d h") % {"n": round(seconds / HOUR)}
    days = round(seconds / DAY)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@lru_cache(maxsize=4096)
def _patterned(day: date, pattern: str, locale: Locale) -> str:
    return babel_date(day, pattern, locale=locale)


def as_utc(moment: datetime) -> str:
    """The moment as `datetime` attributes want it, in UTC and to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
