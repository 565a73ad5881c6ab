"""Programs read by what right we write to somebody: the lines of the ledger of consents, and what stood at a moment.

Nothing is written here: people agree, take back and object by themselves, and so does what sales write down of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import AwareDatetime, Field

from candor.kernel import clock
from candor.kernel.api.looks import note_look
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Output, PathRef
from candor.kernel.http.problems import not_valid
from candor.newsletters import access
from candor.newsletters.api.operations import NEWSLETTERS, READ
from candor.newsletters.forms_rights import NOT_YET, may_be_asked_about
from candor.newsletters.queries_rights import names_of_topics
from candor.privacy.public import ConsentEvent, rights_at, suppressed_among

PERSON = "people/{slug:ref}"
At = Annotated[
    AwareDatetime | None,
    Query(
        None, description="The moment, today at the latest; without one the present.", examples=["2026-05-04T08:00:00Z"]
    ),
]
DeedName = Literal["given", "withdrawn", "sold", "objected", "undone"]
WayName = Literal[
    "form", "account", "link", "one-click", "reply", "spam", "undo", "sale", "download", "invoice", "word"
]


class ConsentOut(Output):
    """A line of the ledger: what somebody agreed to, or was told at a sale, word for word; and how that ended."""

    ref: str
    address: str
    list: str = Field(description="The reference of the newsletter's list, or of the product whose news it is.")
    name: str = Field(description="What that is called today; empty where it is gone.")
    deed: DeedName
    way: WayName
    text: str = Field(description="What stood there; empty where nothing was shown.")
    notice_version: str = Field(description="The privacy notice that was linked then.")
    reference: str = Field(description="The number of the order, invoice or download of a sale.")
    asked_at: datetime | None = Field(description="When they were shown it.")
    at: datetime = Field(description="When it began to count.")


class RightsOut(Output):
    """By what right each address of somebody could be written to at a moment."""

    at: datetime
    rights: list[ConsentOut]
    stopped: list[str] = Field(description="Of these addresses those to which nobody advertises today.")


@NEWSLETTERS.read(
    f"{PERSON}/consents", scope=READ, response=Page[ConsentOut], summary="List what a person agreed to and took back"
)
def list_consents(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """The latest first. The ledger is only added to. The look is noted."""
    asking: Any = request
    person = access.person_for(asking.actor, ref)
    note_look(request, person.pk, person)
    rows = ConsentEvent.objects.visible_to(asking.actor).filter(person=person).select_related("text")
    page, later = page_by(request, rows, ("-at", "-id"), limit, cursor)
    names = names_of_topics({event.topic for event in page})
    return Page[ConsentOut](items=[_line(event, names) for event in page], next=later)


@NEWSLETTERS.read(f"{PERSON}/rights", scope=READ, response=RightsOut, summary="Read by what right we wrote to a person")
def read_rights_at(request: HttpRequest, ref: PathRef, at: At = None) -> RightsOut:
    """The ledger replayed: what stood at that moment, and what proves it. The look is noted."""
    asking: Any = request
    person = access.person_for(asking.actor, ref)
    note_look(request, person.pk, person)
    moment = at or clock.now()
    if not may_be_asked_about(moment):
        raise not_valid(("at", str(NOT_YET)))
    events = list(rights_at(person.pk, moment).values())
    names = names_of_topics({event.topic for event in events})
    stopped = sorted(suppressed_among({event.address for event in events}))
    return RightsOut(at=moment, rights=[_line(event, names) for event in events], stopped=stopped)


def _line(event: ConsentEvent, names: dict[str, str]) -> ConsentOut:
    same = ("ref", "address", "deed", "way", "notice_version", "reference", "asked_at", "at")
    return ConsentOut(
        **{name: getattr(event, name) for name in same},
        list=event.topic.rpartition(".")[2],
        name=names.get(event.topic, ""),
        text=event.text.text if event.text is not None else "",
    )
