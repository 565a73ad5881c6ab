"""Programs do with a lead what sales does: move, take, win, lose and reopen it, note and plan what is done about it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from candor.business import access_leads as access
from candor.business.actions import lead_steps, lead_work, notices
from candor.business.actions import leads as actions
from candor.business.api.lead_schemas import LeadNoteIn, LeadOut, LoseIn, StageIn, WinIn
from candor.business.api.leads import ONE, WRITE, lead_out, shown_again
from candor.business.api.operations import LEADS
from candor.business.api.schemas import TaskIn, must_be, typed
from candor.business.forms_leads import LoseForm, NoteForm, StageForm, TaskForm, WinForm
from candor.business.models import EntryKind, Lead, LeadTask, Outcome
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import may_match, version_of
from candor.kernel.api.schemas import PathRef

TASK = f"{ONE}/tasks/{{slug:task}}"
CONFLICT = ["conflict"]


@LEADS.write(
    "POST",
    f"{ONE}/stage",
    scope=WRITE,
    response=LeadOut,
    summary="Move a lead",
    match="may",
    problems=CONFLICT,
    example={"stage": "0f3kq8z1v7n2m5ax"},
)
def move_lead(request: HttpRequest, ref: PathRef, payload: StageIn) -> LeadOut:
    """To another stage of the pipeline. Where it stands already, nothing changes."""
    asking: Any = request
    lead = _workable(asking, ref)
    must_be(so=lead.is_open)
    stage = cleaned(StageForm(payload.model_dump()))["stage"]
    lead_steps.move_lead(lead, stage, by=asking.actor)
    return shown_again(request, ref)


@LEADS.write(
    "POST",
    f"{ONE}/taking",
    scope=WRITE,
    response=LeadOut,
    summary="Take a lead",
    match="may",
    problems=CONFLICT,
    takes_body=False,
)
def take_lead(request: HttpRequest, ref: PathRef) -> LeadOut:
    """The owner of the token sees to it. Refused where a colleague was quicker."""
    asking: Any = request
    must_be(so=actions.take_lead(_workable(asking, ref), by=asking.actor))
    return shown_again(request, ref)


@LEADS.write(
    "POST",
    f"{ONE}/conversion",
    scope=WRITE,
    response=LeadOut,
    summary="Make a customer of a lead",
    match="may",
    problems=CONFLICT,
    example={"organisation": "Sand und Sohn"},
)
def win_lead(request: HttpRequest, ref: PathRef, payload: WinIn) -> LeadOut:
    """The lead is won. Doing it twice changes nothing; one that is lost is opened again first."""
    asking: Any = request
    lead = _workable(asking, ref)
    must_be(so=lead.outcome != Outcome.LOST)
    lead_steps.win_lead(lead, cleaned(WinForm(payload.model_dump()))["organisation"], by=asking.actor)
    return shown_again(request, ref)


@LEADS.write(
    "POST",
    f"{ONE}/loss",
    scope=WRITE,
    response=LeadOut,
    summary="Put a lead down as lost",
    match="may",
    problems=CONFLICT,
    example={"text": "They stay with what they have."},
)
def lose_lead(request: HttpRequest, ref: PathRef, payload: LoseIn) -> LeadOut:
    """The lead is lost. Doing it twice changes nothing; one that is won is opened again first."""
    asking: Any = request
    lead = _workable(asking, ref)
    must_be(so=lead.outcome != Outcome.WON)
    clean = cleaned(LoseForm(typed(payload.model_dump())))
    lead_steps.lose_lead(lead, clean["reason"], clean["text"], by=asking.actor)
    return shown_again(request, ref)


@LEADS.write(
    "POST",
    f"{ONE}/reopening",
    scope=WRITE,
    response=LeadOut,
    summary="Open a lead again",
    match="may",
    takes_body=False,
)
def reopen_lead(request: HttpRequest, ref: PathRef) -> LeadOut:
    """Take winning or losing back. Companies and memberships that came with it stay."""
    asking: Any = request
    lead_steps.reopen_lead(_workable(asking, ref), by=asking.actor)
    return shown_again(request, ref)


@LEADS.write(
    "POST",
    f"{ONE}/notes",
    scope=WRITE,
    response=LeadOut,
    status=201,
    summary="Note what happened with a lead",
    example={"kind": "call", "text": "They decide in May."},
)
def note_on_lead(request: HttpRequest, ref: PathRef, payload: LeadNoteIn) -> LeadOut:
    """A note, a call or a meeting; it stands among the lead's entries."""
    asking: Any = request
    lead = access.workable_lead(asking.actor, ref)
    clean = cleaned(NoteForm(payload.model_dump()))
    lead_work.note(lead, EntryKind(clean["kind"]), clean["text"], by=asking.actor)
    return shown_again(request, ref)


@LEADS.write(
    "POST",
    f"{ONE}/tasks",
    scope=WRITE,
    response=LeadOut,
    status=201,
    summary="Plan a task about a lead",
    example={"kind": "meeting", "text": "Show the archive", "due_on": "2037-05-04"},
)
def plan_lead_task(request: HttpRequest, ref: PathRef, payload: TaskIn) -> LeadOut:
    """Calls and mails of our own accord need a right that somebody wrote down for that channel."""
    asking: Any = request
    lead = access.workable_lead(asking.actor, ref)
    clean = cleaned(TaskForm(typed(payload.model_dump())))
    lead_work.plan_task(lead, lead_work.NewTask(**clean), by=asking.actor)
    return shown_again(request, ref)


@LEADS.write(
    "POST", f"{TASK}/completion", scope=WRITE, response=LeadOut, summary="Finish a task of a lead", takes_body=False
)
def finish_lead_task(request: HttpRequest, ref: PathRef, task: PathRef) -> LeadOut:
    """It is done. Doing it twice changes nothing."""
    asking: Any = request
    lead_work.finish_task(_task(asking, ref, task), by=asking.actor)
    return shown_again(request, ref)


@LEADS.write(
    "POST", f"{TASK}/reopening", scope=WRITE, response=LeadOut, summary="Open a task of a lead again", takes_body=False
)
def reopen_lead_task(request: HttpRequest, ref: PathRef, task: PathRef) -> LeadOut:
    """It is still to be done after all."""
    asking: Any = request
    lead_work.unfinish_task(_task(asking, ref, task), by=asking.actor)
    return shown_again(request, ref)


@LEADS.write(
    "POST",
    f"{ONE}/source-notice",
    scope=WRITE,
    response=LeadOut,
    summary="Tell a person where their data is from",
    problems=CONFLICT,
    takes_body=False,
)
def tell_of_source(request: HttpRequest, ref: PathRef) -> LeadOut:
    """By mail, as Art. 14 GDPR asks for. A conflict without an address; doing it twice tells them once."""
    asking: Any = request
    notices.send_notice(access.workable_lead(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


@LEADS.write(
    "POST",
    f"{ONE}/source-notice/otherwise",
    scope=WRITE,
    response=LeadOut,
    summary="Note that a person was told where their data is from",
    takes_body=False,
)
def note_told_of_source(request: HttpRequest, ref: PathRef) -> LeadOut:
    """By letter, or on the telephone. Doing it twice changes nothing."""
    asking: Any = request
    notices.told_otherwise(access.workable_lead(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


def _workable(request: Any, ref: str) -> Lead:
    """The lead, as the program has read it where it says so."""
    lead = access.workable_lead(request.actor, ref)
    may_match(request, version_of(lead_out(lead)))
    return lead


def _task(request: Any, ref: str, task: str) -> LeadTask:
    """A task of this lead, or 404."""
    found = access.workable_task(request.actor, task)
    if found.lead.ref != ref:
        raise Http404
    return found
