"""The table of cases: its columns, its sorting, its lines. Used by the built-in lists and by saved views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from candor.helpdesk.queries.lists import CaseRow
from candor.helpdesk.queries.paging import ORDERS, Cursor, Order, Page, Turn
from candor.helpdesk.queries.tags import apart, tag_names_of
from candor.helpdesk.rules.filters import SORTS, USUAL_COLUMNS
from candor.helpdesk.words import CHANNEL_WORDS, KIND_WORDS
from candor.helpdesk.words_lists import COLUMN_WORDS

DOWN, UP = "down", "up"


@dataclass(frozen=True, slots=True)
class Sorting:
    """How a list is sorted; `is_chosen` when the address says so."""

    name: str
    falls: bool
    is_chosen: bool = False

    @property
    def order(self) -> Order:
        return ORDERS[self.name](self.falls)

    @property
    def parameters(self) -> dict[str, str]:
        """What the address of a page carries; nothing for the usual sorting."""
        return {"sort": self.name, "way": DOWN if self.falls else UP} if self.is_chosen else {}


def sorting_from(asked: Mapping[str, str], usual: Sorting) -> Sorting:
    """The sorting that an address carries, else the usual one."""
    name = asked.get("sort", "")
    return Sorting(name, asked.get("way") != UP, is_chosen=True) if name in SORTS else usual


def turn_from(asked: Mapping[str, str]) -> Turn | None:
    """The turn of the page that an address carries."""
    for name, is_back in (("newer", True), ("older", False)):
        cursor = Cursor.read_any(asked.get(name, ""))
        if cursor is not None:
            return Turn(cursor, is_back)
    return None


def table(  # noqa: PLR0913 - what a table shows and the address that it stands at
    page: Page[CaseRow],
    lines: Sequence[dict[str, Any]],
    *,
    address: str,
    sorting: Sorting,
    columns: Sequence[str] = USUAL_COLUMNS,
    extras: Mapping[int, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """What the template of the table is given. `address` is the list's own, with a query or without."""
    names = _tag_names(page.rows)
    here = _with(address, sorting.parameters)
    return {
        "lines": [
            line | _further(row, (extras or {}).get(row.id, {})) | {"tags": names.get(row.id, ())}
            for row, line in zip(page.rows, lines, strict=True)
        ],
        "columns": columns,
        "headings": [_heading(name, sorting, address) for name in columns],
        "newer_url": _with(here, {"newer": str(page.before)}) if page.before else "",
        "older_url": _with(here, {"older": str(page.after)}) if page.after else "",
        "here": here,
    }


def _tag_names(rows: Sequence[CaseRow]) -> Mapping[int, Sequence[str]]:
    """The tags of each row: where the list did not read them, by a query."""
    if any(row.joined_tags is None for row in rows):
        return tag_names_of(row.id for row in rows)
    return {row.id: [tag.name for tag in apart(row.joined_tags)] for row in rows if row.joined_tags}


def _further(row: CaseRow, extra: Mapping[str, Any]) -> dict[str, Any]:
    """Values that the usual line does not hold."""
    return {
        "select": f"{row.ref}.{row.version}",
        "requester": row.requester,
        "organisation": row.organisation or "",
        "queue": extra.get("queue", ""),
        "category": extra.get("category") or "",
        "kind": KIND_WORDS[extra["kind"]] if "kind" in extra else "",
        "channel": CHANNEL_WORDS[extra["channel"]] if "channel" in extra else "",
        "created": row.created_at,
    }


def _heading(name: str, sorting: Sorting, address: str) -> dict[str, str]:
    """A column's words, and where pressing them leads: the other way when the list is sorted by it already."""
    if name not in SORTS:
        return {"name": name, "label": str(COLUMN_WORDS[name]), "url": "", "way": ""}
    is_present = name == sorting.name
    falls = not sorting.falls if is_present else name != "due"
    return {
        "name": name,
        "label": str(COLUMN_WORDS[name]),
        "url": _with(address, {"sort": name, "way": DOWN if falls else UP}),
        "way": ("descending" if sorting.falls else "ascending") if is_present else "",
        "title": _("Sort by this column"),
    }


def _with(address: str, parameters: Mapping[str, str]) -> str:
    if not parameters:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"
