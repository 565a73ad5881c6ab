"""Programs read leads, write them down and change what is written about them. Each look is noted for the person."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query

from candor.business import access_leads as access
from candor.business import queries_leads as queries
from candor.business.actions import leads as actions
from candor.business.api.lead_schemas import EntryOut, LeadIn, LeadOut, LeadRow, NewLeadIn
from candor.business.api.naming import known_person
from candor.business.api.operations import LEADS
from candor.business.api.schemas import named, task_out, typed
from candor.business.forms_leads import ChangeLeadForm, NewLeadForm
from candor.business.models import Lead, LostReason, Stage
from candor.catalogue.public import CURRENCIES
from candor.kernel.api.forms import as_typed, cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import REF, Named, PathRef
from candor.kernel.http.problems import ROOT, not_valid
from candor.kernel.ids import new_ref
from candor.people.public import Person

READ, WRITE = "leads:read", "leads:write"
ONE = "leads/{slug:ref}"
EXAMPLE = {"name": "Rolf Sand", "email": "rolf@sand.example", "interest": "Ten seats", "value": "990.00"}

Show = Literal["open", "mine", "nobodys", "untold", "won", "lost"]
StageRef = Annotated[str, Query("", pattern=f"{REF}|^$", description="A stage's reference; empty: any.")]


@LEADS.read("leads", scope=READ, response=Page[LeadRow], summary="List leads", is_one=False)
def list_leads(
    request: HttpRequest, show: Show = "open", stage: StageRef = "", limit: Limit = 50, cursor: After = ""
) -> Any:
    """The latest touched first; with `show=untold` those first who have to be told soonest where their data is from."""
    asking: Any = request
    rows = queries.of_view(Lead.objects.visible_to(asking.actor), show, asking.actor)
    if stage:
        rows = rows.filter(stage__ref=stage)
    order = ("notice_due_on", "id") if show == "untold" else ("-touched_at", "-id")
    page, later = page_by(request, rows.select_related(*queries.SHOWN), order, limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[lead.person_id for lead in page]))
    return Page[LeadRow](items=[LeadRow(**_row(lead)) for lead in page], next=later)


@LEADS.read(ONE, scope=READ, is_tagged=True, response=LeadOut, summary="Read a lead")
def read_lead(request: HttpRequest, ref: PathRef) -> LeadOut:
    """One lead with its open tasks. The look is noted for its person."""
    asking: Any = request
    return shown(request, access.readable_lead(asking.actor, ref))


@LEADS.read(f"{ONE}/entries", scope=READ, response=Page[EntryOut], summary="List what happened with a lead")
def list_lead_entries(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """Notes, calls, meetings and steps, the latest first."""
    asking: Any = request
    lead = access.readable_lead(asking.actor, ref)
    access.note_look(asking, lead)
    page, later = page_by(request, lead.entries.select_related("stage", "by"), ("-at", "-id"), limit, cursor)
    items = [
        EntryOut(
            ref=entry.ref,
            kind=entry.kind,  # type: ignore[arg-type] # a column with these choices
            text=entry.text,
            stage=named(entry.stage),
            by=named(entry.by),
            at=entry.at,
        )
        for entry in page
    ]
    return Page[EntryOut](items=items, next=later)


@LEADS.read("lead-stages", scope=READ, response=Page[Named], summary="List the stages", is_one=False)
def list_lead_stages(request: HttpRequest) -> Any:
    """The steps of the pipeline in their order. Won and lost are no stages."""
    return Page[Named](items=[Named(ref=row.ref, name=row.name) for row in Stage.objects.all()], next=None)


@LEADS.read("lead-lost-reasons", scope=READ, response=Page[Named], summary="List reasons of losing", is_one=False)
def list_lost_reasons(request: HttpRequest) -> Any:
    """Why leads are lost, to choose from."""
    return Page[Named](items=[Named(ref=row.ref, name=row.name) for row in LostReason.objects.all()], next=None)


@LEADS.write(
    "POST",
    "leads",
    scope=WRITE,
    response=LeadOut,
    status=201,
    summary="Write a lead down",
    is_one=False,
    problems=["conflict"],
    example=EXAMPLE,
)
def write_lead_down(request: HttpRequest, payload: NewLeadIn) -> LeadOut:
    """Of somebody known, or of somebody new; who is known by their address is not written down twice."""
    asking: Any = request
    someone_new = (payload.name, payload.email, payload.phone, payload.organisation)
    person = known_person(asking, payload.person, someone_new)
    data = typed(payload.model_dump()) | {"key": new_ref(), "value": as_typed(payload.value)}
    clean = cleaned(NewLeadForm({**data, "currency": _currency(payload.currency)}, known=person))
    new = actions.NewLead(
        person, clean["interest"], owner=clean["owner"], value=clean["value"], currency=clean["currency"]
    )
    if person is not None:
        lead = actions.make_lead(new, by=asking.actor)
    else:
        stranger = actions.Stranger(clean["name"], clean["email"], clean["phone"], clean["organisation"])
        lead = actions.write_down(stranger, new, by=asking.actor)
    answer_with(request, "Location", f"{ROOT}leads/{lead.ref}")
    return shown_again(request, lead.ref)


@LEADS.write(
    "PATCH", ONE, scope=WRITE, response=LeadOut, summary="Change a lead", match="must", example={"value": "1200.00"}
)
def change_lead(request: HttpRequest, ref: PathRef, payload: LeadIn) -> LeadOut:
    """Change what is sent; the rest stays."""
    asking: Any = request
    lead = access.workable_lead(asking.actor, ref)
    must_match(request, version_of(lead_out(lead)))
    sent = payload.model_dump(exclude_unset=True)
    if sent.get("interest", "-") is None or sent.get("currency", "-") is None:
        raise not_valid(("", _("Only owner and value can be taken away.")))
    present: dict[str, Any] = {
        "interest": lead.interest,
        "owner": lead.owner.ref if lead.owner else "",
        "value": None if lead.value is None else str(lead.value),
        "currency": lead.currency or CURRENCIES[0],
    }
    wanted = present | sent
    data = typed(wanted) | {"version": lead.version, "value": as_typed(wanted["value"])}
    clean = cleaned(ChangeLeadForm(lead, {**data, "currency": _currency(wanted["currency"])}))
    details = actions.LeadDetails(clean["interest"], clean["owner"], clean["value"], clean["currency"])
    actions.change_lead(lead, lead.version, details, by=asking.actor)
    return shown_again(request, ref)


def shown(request: Any, lead: Lead) -> LeadOut:
    """The lead with its ETag; the look is noted."""
    out = lead_out(lead)
    tagged(request, version_of(out))
    access.note_look(request, lead)
    return out


def shown_again(request: Any, ref: str) -> LeadOut:
    """The lead after a change, read anew with all that it points to."""
    return shown(request, access.readable_lead(request.actor, ref))


def lead_out(lead: Lead) -> LeadOut:
    return LeadOut(
        **_row(lead),
        interest=lead.interest,
        source=lead.source,  # type: ignore[arg-type] # a column with these choices
        lost_reason=named(lead.lost_reason),
        decided_at=lead.decided_at,
        decided_by=named(lead.decided_by),
        notice_due_on=lead.notice_due_on,
        noticed_at=lead.noticed_at,
        created_at=lead.created_at,
        tasks=[task_out(task) for task in queries.tasks_of(lead)],
        version=lead.version,
    )


def _row(lead: Lead) -> dict[str, Any]:
    return {
        "ref": lead.ref,
        "person": named(lead.person),
        "organisation": named(lead.organisation),
        "stage": named(lead.stage),
        "outcome": lead.outcome,
        "owner": named(lead.owner),
        "value": lead.value,
        "currency": lead.currency,
        "follow_up_on": lead.follow_up_on,
        "touched_at": lead.touched_at,
    }


def _currency(code: str | None) -> str:
    """Raises Problem for one in which leads are not valued."""
    if code is not None and code not in CURRENCIES:
        raise not_valid(("currency", _("Choose one of these: %(known)s.") % {"known": ", ".join(CURRENCIES)}))
    return code or CURRENCIES[0]
