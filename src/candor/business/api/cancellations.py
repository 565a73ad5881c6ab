"""Programs read what was cancelled on the website without signing in, and carry out or settle what waits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import Field

from candor.business import access_declarations as access
from candor.business import queries_declarations as queries
from candor.business.actions import declaring
from candor.business.api.operations import SUBSCRIPTIONS
from candor.business.api.schemas import Note, named
from candor.business.api.subscriptions import READ, WRITE
from candor.business.forms_declarations import CarryOutForm, SettleForm
from candor.business.models import Declaration
from candor.kernel.api.forms import cleaned
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Day, Input, Named, Output, PathRef, Ref
from candor.kernel.http.problems import Problem, not_valid
from candor.people.public import Person

ONE = "cancellations/{slug:ref}"
Show = Literal["waiting", "all"]


class CancellationRow(Output):
    """A cancellation as it came. Nothing that its sender wrote is proven."""

    ref: str
    number: str
    kind: Literal["ordinary", "extraordinary"]
    name: str
    email: str
    received_at: datetime
    state: Literal["waits", "cancelled", "settled"]


class WebCancellationOut(CancellationRow):
    """With its words, what became of it, and, while it waits, which subscriptions may be meant."""

    contract: str
    reason: str
    wished_on: date | None
    person: Named | None
    subscription: Named | None
    may_mean: list[Named]
    handled_at: datetime | None
    note: str


class CarryOutIn(Input):
    """Which subscription ends: one of `may_mean`, or any by its number; without a day at the earliest."""

    subscription: Ref | None = None
    number: Annotated[str, Field(max_length=20)] = ""
    ends_on: Day | None = None


class SettlingIn(Input):
    """Why there is nothing to end, or what was done instead."""

    note: Note


@SUBSCRIPTIONS.read(
    "cancellations", scope=READ, response=Page[CancellationRow], summary="List cancellations of the website",
    is_one=False,
)  # fmt: skip
def list_web_cancellations(request: HttpRequest, show: Show = "waiting", limit: Limit = 50, cursor: After = "") -> Any:
    """The latest first. What names its contract exactly was carried out by itself and does not wait."""
    asking: Any = request
    visible = Declaration.objects.visible_to(asking.actor)
    rows = visible.waiting() if show == "waiting" else visible
    page, later = page_by(request, rows, ("-received_at", "-id"), limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[row.person_id for row in page]))
    return Page[CancellationRow](items=[CancellationRow(**_row(row)) for row in page], next=later)


@SUBSCRIPTIONS.read(ONE, scope=READ, response=WebCancellationOut, summary="Read a cancellation of the website")
def read_web_cancellation(request: HttpRequest, ref: PathRef) -> WebCancellationOut:
    """What was declared. The look is noted where it is known for whom it was."""
    asking: Any = request
    return _shown(asking, access.readable_declaration(asking.actor, ref))


@SUBSCRIPTIONS.write(
    "POST",
    f"{ONE}/subscription",
    scope=WRITE,
    response=WebCancellationOut,
    summary="Carry a cancellation out",
    problems=["conflict"],
    example={"number": "S2026-0001"},
)
def carry_web_cancellation_out(request: HttpRequest, ref: PathRef, payload: CarryOutIn) -> WebCancellationOut:
    """Its customer is told by mail. One that is settled, or a subscription that has ended, is a conflict."""
    asking: Any = request
    found = access.workable_declaration(asking.actor, ref)
    rows = queries.may_be_meant(asking.actor, found)
    clean = cleaned(CarryOutForm(rows, {row.ref: row.number for row in rows}, payload.model_dump(exclude_none=True)))
    meant = access.the_one_meant(asking.actor, rows, clean["subscription"], clean["number"])
    if meant is None:
        raise not_valid(("number", _("No subscription has this number.")))
    try:
        declaring.carry_out(found, meant, clean["ends_on"], by=asking.actor)
    except declaring.ChangedMeanwhile:
        raise Problem("conflict", _("It is settled already, or the subscription has ended.")) from None
    return _shown(asking, access.readable_declaration(asking.actor, ref))


@SUBSCRIPTIONS.write(
    "POST",
    f"{ONE}/settling",
    scope=WRITE,
    response=WebCancellationOut,
    summary="Settle a cancellation without ending anything",
    example={"note": "No contract with us; wrote to the sender."},
)
def settle_web_cancellation(request: HttpRequest, ref: PathRef, payload: SettlingIn) -> WebCancellationOut:
    """Settling it again changes nothing."""
    asking: Any = request
    found = access.workable_declaration(asking.actor, ref)
    declaring.settle(found, cleaned(SettleForm(payload.model_dump()))["note"], by=asking.actor)
    return _shown(asking, access.readable_declaration(asking.actor, ref))


def _shown(request: Any, found: Declaration) -> WebCancellationOut:
    access.note_look(request, found)
    meant = queries.may_be_meant(request.actor, found) if found.state == "waits" else []
    same = ("contract", "reason", "wished_on", "handled_at", "note")
    return WebCancellationOut(
        **_row(found),
        **{name: getattr(found, name) for name in same},
        person=named(found.person),
        subscription=_numbered(found.subscription),
        may_mean=[Named(ref=row.ref, name=row.number) for row in meant],
    )


def _row(found: Declaration) -> dict[str, Any]:
    same = ("ref", "number", "kind", "name", "email", "received_at", "state")
    return {name: getattr(found, name) for name in same}


def _numbered(row: Any) -> Named | None:
    return None if row is None else Named(ref=row.ref, name=row.number)
