"""A customer's program reads what the Account Manager shows: groups, kinds of records, items, with the same words."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from ninja import Path
from pydantic import Field

from candor.kernel import instance
from candor.kernel.api.paging import After, Page, cursor_at, place_in
from candor.kernel.api.schemas import Output
from candor.people.public import Person, subject_of
from candor.privacy.account_manager.items import Item, items_of
from candor.privacy.account_manager.overview import GroupLine, KindLine, group_of_person, overview_of
from candor.privacy.api.operations import MY_DATA, MY_DATA_READ
from candor.privacy.exporting.held import held
from candor.privacy.exporting.reading import Tongue
from candor.privacy.queries.account_manager import what_is_shown
from candor.privacy.rules.account_manager import Detail, Shown
from candor.ui.public import locale_of

ALL = "my-data"
GROUP = f"{ALL}/{{slug:group}}"
KIND = f"{GROUP}/{{slug:kind}}"

Told = dict[Detail, dict[str, Any]]
"""What is told of a thing, by the detail of the set-up that shows it."""

GroupKey = Annotated[str, Path(pattern=r"^[a-z-]{1,40}$", description="A group, as `me` or `cases`.")]
KindKey = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,100}$", description="A kind of record, as the group lists it.")]


class MyKind(Output):
    """A kind of record. `number` is counted up to 100; `is_more` says that there are more."""

    key: str
    name: str
    number: int
    is_more: bool


class MyGroup(Output):
    """Records that belong together. `last` is the day of the newest, `why` what they are held for."""

    key: str
    title: str
    text: str
    number: int
    is_more: bool
    last: date | None
    why: str
    kinds: list[MyKind]


class MyData(Output):
    """Everything that the owner of this installation shows on its pages; the copy (Art. 15 GDPR) always has all."""

    groups: list[MyGroup]
    some_hidden: bool = Field(description="Whether there are groups that stand in the copy alone.")


class MyKindOut(Output):
    """Why records of a kind are held, and how long."""

    key: str
    name: str
    sources: list[str] = Field(default=[], description="From whom such records come.")
    purposes: list[str] = Field(default=[], description="What for, and on what basis of Art. 6(1) GDPR.")
    recipients: list[str] = Field(default=[], description="Who else gets them, by category; empty: nobody outside.")
    retention: list[str] = Field(default=[], description="How long they stay, counted from.")


class MyGroupOut(MyGroup):
    """A group, and what there is to know of each kind."""

    held: list[MyKindOut]


class MyLine(Output):
    word: str
    value: str


class MyEnd(Output):
    """What becomes of it: `action` and `ground` for programs, `text` for people, `until` where a day is known."""

    action: str
    ground: str | None
    until: date | None
    text: str


class MyItem(Output):
    """One record. `place` and `key` name it, as in a request to correct it."""

    place: str
    key: str
    head: str = Field(description="What heads it; empty where nothing does.")
    lines: list[MyLine]
    masked: list[str] = Field(description="Words of the values in which other people are masked.")
    only_names: bool = Field(description="The record is not theirs, and names them.")
    note: str = Field(description="What stands in the copy alone.")
    sources: list[str] = Field(default=[], description="From whom it comes.")
    origin: str = Field(default="", description="How it came to us, where that is known.")
    ends: list[MyEnd] = Field(default=[], description="When its values go, the one that stays longest first.")


@MY_DATA.read(ALL, scope=MY_DATA_READ, response=MyData, summary="List what is held about oneself", is_one=False)
def list_my_data(request: HttpRequest) -> MyData:
    """By groups, with how much there is and why. For the customer to whom the token belongs."""
    person, shown = _person(request), what_is_shown()
    lines = overview_of(subject_of(person), _tongue(person).zone, without=shown.hidden_groups)
    kept = [line for line in lines if line.kinds or shown.shows(Detail.EMPTY)]
    return MyData(groups=[MyGroup(**_group(line)) for line in kept], some_hidden=bool(shown.hidden_groups))


@MY_DATA.read(GROUP, scope=MY_DATA_READ, response=MyGroupOut, summary="Read a group of what is held about oneself")
def read_my_data_group(request: HttpRequest, group: GroupKey) -> MyGroupOut:
    """Its kinds of records: what for, on what basis, who else gets them, how long they stay."""
    shown = what_is_shown()
    found = _found(_person(request), shown, group)
    return MyGroupOut(**_group(found), held=[_why(line, shown) for line in found.kinds])


@MY_DATA.read(KIND, scope=MY_DATA_READ, response=Page[MyItem], summary="List the records of a kind")
def list_my_records(request: HttpRequest, group: GroupKey, kind: KindKey, cursor: After = "") -> Any:
    """The newest first, twenty a page. Their ends are those by which the software itself erases."""
    person, shown = _person(request), what_is_shown()
    chosen = next((line for line in _found(person, shown, group).kinds if line.kind.key == kind), None)
    if chosen is None:
        raise Http404
    portion = items_of(subject_of(person), chosen.kind.table, _tongue(person), before=place_in(request, cursor))
    items = [_item(item, shown) for item in portion.items]
    return Page[MyItem](items=items, next=cursor_at(request, portion.older))


def _person(request: Any) -> Person:
    person: Person = request.person
    return person


def _tongue(person: Person) -> Tongue:
    zone = ZoneInfo(person.time_zone or instance.current().time_zone)
    return Tongue(locale_of(get_language() or "en"), zone)


def _found(person: Person, shown: Shown, key: str) -> GroupLine:
    found = group_of_person(subject_of(person), _tongue(person).zone, key) if shown.shows_group(key) else None
    if found is None:
        raise Http404
    return found


def _group(line: GroupLine) -> dict[str, Any]:
    return {
        "key": line.group.key,
        "title": str(line.group.title),
        "text": str(line.group.text),
        "number": line.number,
        "is_more": line.is_more,
        "last": line.last,
        "why": line.why,
        "kinds": [_kind(each) for each in line.kinds],
    }


def _kind(line: KindLine) -> MyKind:
    more = line.is_more or line.at_least
    return MyKind(key=line.kind.key, name=line.kind.name, number=line.number, is_more=more)


def _why(line: KindLine, shown: Shown) -> MyKindOut:
    found = held([line.kind.key])
    told: Told = {
        Detail.SOURCES: {"sources": found.sources},
        Detail.PURPOSES: {"purposes": found.purposes},
        Detail.RECIPIENTS: {"recipients": found.recipients},
        Detail.ENDS: {"retention": found.retention},
    }
    return MyKindOut(key=line.kind.key, name=line.kind.name, **_shown_of(told, shown))


def _item(item: Item, shown: Shown) -> MyItem:
    block = item.block
    lines = block.lines if block is not None else []
    ends = [MyEnd(action=end.action, ground=end.ground, until=end.until, text=end.text) for end in item.ends]
    told: Told = {
        Detail.SOURCES: {"sources": list(item.sources), "origin": item.origin},
        Detail.ENDS: {"ends": ends},
    }
    return MyItem(
        place=item.place,
        key=item.key,
        head=block.head if block is not None else "",
        lines=[MyLine(word=line.word, value=line.value) for line in lines],
        masked=block.masked if block is not None else [],
        only_names=item.only_names,
        note=item.note,
        **_shown_of(told, shown),
    )


def _shown_of(told: Told, shown: Shown) -> dict[str, Any]:
    """What the owner of this installation shows beside things, as on the pages."""
    return {name: value for detail, values in told.items() if shown.shows(detail) for name, value in values.items()}
