"""Programs read and say who looks after people and organisations, the tags on them, and what is to be done."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.business import access_customers as access
from candor.business import queries_customers as queries
from candor.business.actions import customers as actions
from candor.business.actions.lead_work import NewTask
from candor.business.api.operations import CUSTOMERS
from candor.business.api.schemas import TaskIn, TaskOut, named, task_out, typed
from candor.business.forms_customers import CareForm
from candor.business.forms_leads import TaskForm
from candor.business.models import FollowUp
from candor.business.rules.segments import About
from candor.business.rules.tags import LONGEST, MOST
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import must_match, tagged, version_of
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Input, Named, Output, PathRef, Ref
from candor.people.public import Organisation, Person

READ, WRITE = "customers:read", "customers:write"
PERSON, ORGANISATION = "people/{slug:ref}", "organisations/{slug:ref}"
FOLLOW_UP = "follow-ups/{slug:follow_up}"
CARE = {"tags": ["reseller"]}
TASK = {"kind": "meeting", "text": "Show the archive", "due_on": "2037-05-04"}

TagName = Annotated[str, Field(pattern=r"^[^,]*\S[^,]*$", max_length=LONGEST)]


class CareIn(Input):
    """Who looks after them (null: nobody), and exactly the tags that are on them."""

    owner: Ref | None = None
    tags: Annotated[list[TagName], Field(max_length=MOST)]


class CareOut(Output):
    """Who of us looks after them, their tags, and what is still to be done."""

    owner: Named | None
    tags: list[str]
    follow_ups: list[TaskOut]


class FollowUpOut(TaskOut):
    """What is to be done about a person or an organisation: one of the two is set."""

    person: Named | None
    organisation: Named | None


@CUSTOMERS.read(
    f"{ORGANISATION}/care", scope=READ, is_tagged=True, response=CareOut, summary="Read an organisation's care"
)
def read_care_of_organisation(request: HttpRequest, ref: PathRef) -> CareOut:
    """Owner, tags and open follow-ups of an organisation."""
    return _shown(request, About.ORGANISATIONS, ref)


@CUSTOMERS.read(f"{PERSON}/care", scope=READ, is_tagged=True, response=CareOut, summary="Read a person's care")
def read_care_of_person(request: HttpRequest, ref: PathRef) -> CareOut:
    """Owner, tags and open follow-ups of a person. The look is noted for them."""
    return _shown(request, About.PEOPLE, ref)


@CUSTOMERS.write(
    "PUT",
    f"{ORGANISATION}/care",
    scope=WRITE,
    response=CareOut,
    summary="Hand an organisation over",
    match="must",
    example=CARE,
)
def set_care_of_organisation(request: HttpRequest, ref: PathRef, payload: CareIn) -> CareOut:
    """Its owner, and exactly these tags."""
    return _set(request, About.ORGANISATIONS, ref, payload)


@CUSTOMERS.write(
    "PUT", f"{PERSON}/care", scope=WRITE, response=CareOut, summary="Hand a person over", match="must", example=CARE
)
def set_care_of_person(request: HttpRequest, ref: PathRef, payload: CareIn) -> CareOut:
    """Their owner, and exactly these tags."""
    return _set(request, About.PEOPLE, ref, payload)


@CUSTOMERS.write(
    "POST",
    f"{ORGANISATION}/follow-ups",
    scope=WRITE,
    response=FollowUpOut,
    status=201,
    summary="Plan a follow-up of an organisation",
    example=TASK,
)
def plan_follow_up_of_organisation(request: HttpRequest, ref: PathRef, payload: TaskIn) -> FollowUpOut:
    """What is to be done on a day."""
    return _plan(request, About.ORGANISATIONS, ref, payload)


@CUSTOMERS.write(
    "POST",
    f"{PERSON}/follow-ups",
    scope=WRITE,
    response=FollowUpOut,
    status=201,
    summary="Plan a follow-up of a person",
    example=TASK,
)
def plan_follow_up_of_person(request: HttpRequest, ref: PathRef, payload: TaskIn) -> FollowUpOut:
    """What is to be done on a day. Calls and mails to mere leads need a right for that channel."""
    return _plan(request, About.PEOPLE, ref, payload)


@CUSTOMERS.read("follow-ups", scope=READ, response=Page[FollowUpOut], summary="List open follow-ups", is_one=False)
def list_follow_ups(
    request: HttpRequest, whose: Literal["mine", "all"] = "mine", limit: Limit = 50, cursor: After = ""
) -> Any:
    """What is to be done beside leads, the most urgent first."""
    asking: Any = request
    rows = FollowUp.objects.visible_to(asking.actor).open().select_related("person", "organisation", "assignee")
    if whose == "mine":
        rows = rows.filter(assignee=asking.actor.id)
    page, later = page_by(request, rows, ("due_on", "id"), limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[task.person_id for task in page]))
    return Page[FollowUpOut](items=[_follow_up(task) for task in page], next=later)


@CUSTOMERS.write(
    "POST", f"{FOLLOW_UP}/completion", scope=WRITE, response=FollowUpOut, summary="Finish a follow-up", takes_body=False
)
def finish_follow_up(request: HttpRequest, follow_up: PathRef) -> FollowUpOut:
    """It is done. Doing it twice changes nothing."""
    asking: Any = request
    actions.finish_follow_up(access.workable_follow_up(asking, follow_up), by=asking.actor)
    return _follow_up(access.workable_follow_up(asking, follow_up))


@CUSTOMERS.write(
    "POST",
    f"{FOLLOW_UP}/reopening",
    scope=WRITE,
    response=FollowUpOut,
    summary="Open a follow-up again",
    takes_body=False,
)
def reopen_follow_up(request: HttpRequest, follow_up: PathRef) -> FollowUpOut:
    """It is still to be done after all."""
    asking: Any = request
    actions.reopen_follow_up(access.workable_follow_up(asking, follow_up), by=asking.actor)
    return _follow_up(access.workable_follow_up(asking, follow_up))


def _shown(request: Any, about: About, ref: str) -> CareOut:
    out = _care(request, access.seen_customer(request, about, ref))
    tagged(request, version_of(out))
    return out


def _set(request: Any, about: About, ref: str, payload: CareIn) -> CareOut:
    found = access.workable_customer(request, about, ref)
    must_match(request, version_of(_care(request, found)))
    data = {"owner": payload.owner or "", "tags": ", ".join(payload.tags)}
    clean = cleaned(CareForm(data, present=queries.care_of(request.actor, found)))
    actions.look_after(found, clean["owner"], clean["tags"], by=request.actor)
    return _shown(request, about, ref)


def _plan(request: Any, about: About, ref: str, payload: TaskIn) -> FollowUpOut:
    found = access.workable_customer(request, about, ref)
    clean = cleaned(TaskForm(typed(payload.model_dump())))
    task = actions.plan_follow_up(found, NewTask(**clean), by=request.actor)
    return _follow_up(access.workable_follow_up(request, task.ref))


def _care(request: Any, found: Person | Organisation) -> CareOut:
    care = queries.care_of(request.actor, found)
    return CareOut(
        owner=named(care.owner),
        tags=[tag.name for tag in care.tags],
        follow_ups=[task_out(task) for task in care.tasks],
    )


def _follow_up(task: FollowUp) -> FollowUpOut:
    return FollowUpOut(**task_out(task).model_dump(), person=named(task.person), organisation=named(task.organisation))
