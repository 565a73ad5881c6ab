"""Programs of the office enter what a request by letter, mail or telephone calls wrong (Art. 16), as its page does.

They find each thing as the office does, among what is held about whoever asks. Each is decided on its page: what is
written anew, and what a person is told, a named person says.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import Field

from candor.kernel import instance
from candor.kernel.api.looks import note_look
from candor.kernel.api.paging import After, Page, cursor_at, place_in
from candor.kernel.api.schemas import Output, PathRef
from candor.kernel.http.problems import Problem, not_valid
from candor.kernel.registries.corrections import corrections_of
from candor.people.public import Person, subject_of
from candor.privacy import access, access_own
from candor.privacy.account_manager.items import Item, items_of
from candor.privacy.account_manager.overview import KindLine, overview_of
from candor.privacy.actions import contests as actions
from candor.privacy.actions.own_requests import Wrong
from candor.privacy.api.contesting import SaidWrong, wrong_by
from candor.privacy.api.my_data import KindKey, MyLine
from candor.privacy.api.operations import REQUESTS
from candor.privacy.correcting import writable
from candor.privacy.exporting.reading import Tongue
from candor.privacy.forms_rights import EnterContestForm
from candor.privacy.models import Contest
from candor.privacy.own_slots import may_be_wrong
from candor.privacy.queries.contests import entered_in
from candor.privacy.queries.items import name_of_item, shared_things
from candor.privacy.queries.requests import RequestRow, with_people
from candor.ui.public import locale_of

READ, WRITE = "requests:read", "requests:write"
ONE = "privacy-requests/{slug:contested}"


class CorrectionOut(Output):
    """One thing that a request calls wrong. `wished` is what its fields should say, `written` what was written."""

    ref: str
    place: str
    key: str
    what: str = Field(description="What the record is called; empty where it is told in words alone.")
    wrong: str
    should: str
    wished: dict[str, str] | None
    outcome: str = Field(description="`open` until somebody of the office decides.")
    answer: str
    written: dict[str, str] | None
    decided_at: datetime | None


class CorrectionIn(SaidWrong):
    """A record by `place` and `key`, as the list of what is held names it; both empty: it is told in words alone."""

    place: Annotated[str, Field(pattern=r"^[a-z0-9_]{0,100}$")] = ""
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,100}$")] = ""


class HeldKind(Output):
    """A kind of record. `number` is counted up to 100; `fields` are those that a correction can write, by name."""

    key: str
    group: str
    name: str
    number: int
    is_more: bool
    fields: dict[str, str]


class SharedOut(Output):
    """A record that is nobody's own and that they may call wrong, as what is written about their organisation."""

    place: str
    key: str
    name: str
    fields: dict[str, str]


class HeldOut(Output):
    """What is held about whoever asks, as far as it can be called wrong."""

    kinds: list[HeldKind]
    shared: list[SharedOut]


class HeldRecord(Output):
    """One record, the newest first. `place` and `key` name it where it is called wrong."""

    place: str
    key: str
    head: str
    lines: list[MyLine]
    only_names: bool = Field(description="The record is about somebody or something else, and names them.")


@REQUESTS.read(
    f"{ONE}/corrections", scope=READ, response=list[CorrectionOut], summary="List what a request calls wrong"
)
def list_corrections(request: HttpRequest, contested: PathRef) -> list[CorrectionOut]:
    """In the order in which it was entered, with what was decided. For the privacy office; the look is noted."""
    asking: Any = request
    return [_out(one) for one in entered_in(asking.actor, _shown(request, contested).request).rows]


@REQUESTS.read(
    f"{ONE}/held", scope=READ, response=HeldOut, summary="List what can be called wrong", problems=["conflict"]
)
def list_held(request: HttpRequest, contested: PathRef) -> HeldOut:
    """Kinds of records that are held about whoever asks for a correction. For the privacy office; the look is noted.

    A conflict for another request, for one that is over, and as long as nobody knows for certain who asks.
    """
    person = _whom(request, _shown(request, contested))
    found = ((line.group.key, one) for line in overview_of(subject_of(person), _zone(person)) for one in line.kinds)
    return HeldOut(
        kinds=[_kind(group, one) for group, one in found if may_be_wrong(one.kind.table)],
        shared=[
            SharedOut(place=one.place, key=one.key, name=one.name, fields=_fields_of(one.place))
            for one in shared_things(person)
        ],
    )


@REQUESTS.read(
    f"{ONE}/held/{{slug:kind}}",
    scope=READ,
    response=Page[HeldRecord],
    summary="List the records of a kind that can be called wrong",
    problems=["conflict"],
)
def list_held_records(request: HttpRequest, contested: PathRef, kind: KindKey, cursor: After = "") -> Any:
    """The newest first, twenty a page. For the privacy office; the look is noted. A conflict as above."""
    person = _whom(request, _shown(request, contested))
    kinds = (one.kind for line in overview_of(subject_of(person), _zone(person)) for one in line.kinds)
    table = next((one.table for one in kinds if one.key == kind and may_be_wrong(one.table)), None)
    if table is None:
        raise Http404
    tongue = Tongue(locale_of(get_language() or "en"), _zone(person))
    portion = items_of(subject_of(person), table, tongue, before=place_in(request, cursor))
    items = [_record(item) for item in portion.items]
    return Page[HeldRecord](items=items, next=cursor_at(request, portion.older))


@REQUESTS.write(
    "POST",
    f"{ONE}/corrections",
    scope=WRITE,
    response=CorrectionOut,
    status=201,
    summary="Enter what a request calls wrong",
    problems=["conflict"],
    example={"wrong": "I never cancelled.", "should": "I asked how to cancel."},
)
def enter_correction(request: HttpRequest, contested: PathRef, payload: CorrectionIn) -> CorrectionOut:
    """One thing, for the privacy office. The same record stands in a request once, however often it is entered.

    A conflict for a request that asks for something else or is over, and as long as nobody knows who asks.
    """
    asking: Any = request
    shown = _shown(request, contested)
    person = _whom(request, shown)
    with translation.override(shown.request.language or None):  # its names stand in the answer
        wrong = _wrong(person, payload)
    return _out(actions.enter(shown.request, wrong, by=asking.actor))


@REQUESTS.write(
    "DELETE",
    "privacy-corrections/{slug:ref}",
    scope=WRITE,
    status=204,
    summary="Take off what was entered by mistake",
    takes_body=False,
    problems=["conflict"],
)
def take_correction_off(request: HttpRequest, ref: PathRef) -> None:
    """As long as nobody has decided it, for the privacy office. What the person entered themselves stays."""
    asking: Any = request
    if asking.actor.is_customer:
        raise Http404
    if not actions.take_off(access_own.contest(asking.actor, ref), by=asking.actor):
        raise Problem("conflict", _("This is decided already. Nothing was changed."))


def _shown(request: HttpRequest, ref: str) -> RequestRow:
    """The request with its person, for the office alone; the look is noted."""
    asking: Any = request
    row = access.subject_request(asking.actor, ref)
    if asking.actor.is_customer:
        raise Http404
    found = with_people(asking.actor, [row])[0]
    note_look(request, found.person.pk if found.person is not None else None, row)
    return found


def _whom(request: HttpRequest, shown: RequestRow) -> Person:
    """Whose data it is for certain. Raises Problem where that is not known, or nothing can be entered any more."""
    asking: Any = request
    if shown.person is None or not entered_in(asking.actor, shown.request).may_enter:
        raise Problem("conflict", str(actions.NOBODY_YET))
    return shown.person


def _wrong(person: Person, said: CorrectionIn) -> Wrong:
    what = name_of_item(person, said.place, said.key) if said.place else ""
    if not what and (said.place or said.key):
        raise not_valid(("place", _("There is none of this reference.")))
    held = writable(person, said.place, said.key) if what else None
    wrong = wrong_by(EnterContestForm, held, said)
    return Wrong(**wrong, place=said.place, key=said.key, what=what)


def _zone(person: Person) -> ZoneInfo:
    return ZoneInfo(person.time_zone or instance.current().time_zone)


def _kind(group: str, line: KindLine) -> HeldKind:
    key, more = line.kind.key, line.is_more or line.at_least
    return HeldKind(key=key, group=group, name=line.kind.name, number=line.number, is_more=more, fields=_fields_of(key))


def _fields_of(place: str) -> dict[str, str]:
    """By name, what each is called. A record that cannot be written so has none of them."""
    return {name: str(field.label) for one in corrections_of(place) for name, field in one.fields.items()}


def _record(item: Item) -> HeldRecord:
    block = item.block
    lines = [MyLine(word=line.word, value=line.value) for line in block.lines] if block is not None else []
    head = block.head if block is not None else ""
    return HeldRecord(place=item.place, key=item.key, head=head, lines=lines, only_names=item.only_names)


def _out(one: Contest) -> CorrectionOut:
    return CorrectionOut(**{name: getattr(one, name) for name in CorrectionOut.model_fields})
