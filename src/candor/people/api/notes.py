"""Programs read and write what we note about organisations as such: calls, meetings, notes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.kernel import clock
from candor.kernel.api.forms import cleaned
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Input, Named, Output, PathRef
from candor.people import access
from candor.people.actions import activities
from candor.people.api.operations import ORGANISATIONS
from candor.people.api.organisations import READ, WRITE
from candor.people.forms.activities import ActivityForm
from candor.people.models import Activity

NOTES = "organisations/{slug:ref}/notes"
KindName = Literal["call", "meeting", "note"]


class OrganisationNoteIn(Input):
    """What happened just now. What concerns one of its people belongs to them."""

    kind: KindName = "note"
    text: Annotated[str, Field(pattern=r"\S", max_length=5_000)]


class OrganisationNoteOut(Output):
    """What somebody of us noted."""

    ref: str
    kind: KindName
    text: str
    happened_at: datetime
    by: Named | None


@ORGANISATIONS.read(NOTES, scope=READ, response=Page[OrganisationNoteOut], summary="List the notes")
def list_notes(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """What was noted about the organisation as such, the latest first."""
    asking: Any = request
    organisation = access.visible_organisation(asking.actor, ref)
    rows = Activity.objects.filter(organisation=organisation).select_related("by")
    page, later = page_by(request, rows, ("-happened_at", "-id"), limit, cursor)
    return Page[OrganisationNoteOut](items=[_out(row) for row in page], next=later)


@ORGANISATIONS.write(
    "POST",
    NOTES,
    scope=WRITE,
    response=OrganisationNoteOut,
    status=201,
    summary="Write a note about an organisation",
    example={"kind": "call", "text": "They move to Kiel in May."},
)
def add_note(request: HttpRequest, ref: PathRef, payload: OrganisationNoteIn) -> OrganisationNoteOut:
    """A call, a meeting or a note, as of now."""
    asking: Any = request
    organisation = access.changeable_organisation(asking.actor, ref)
    clean = cleaned(ActivityForm(payload.model_dump()))
    write = activities.note_about_organisation
    return _out(write(organisation, clean["kind"], clean["text"], at=clock.now(), by=asking.actor))


def _out(row: Activity) -> OrganisationNoteOut:
    return OrganisationNoteOut(
        ref=row.ref,
        kind=row.kind,  # type: ignore[arg-type] # a column with these choices
        text=row.text,
        happened_at=row.happened_at,
        by=Named(ref=row.by.ref, name=row.by.name) if row.by else None,
    )
