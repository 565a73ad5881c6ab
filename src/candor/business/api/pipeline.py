"""Programs set up the pipeline: its stages in their order, and the reasons why leads are lost."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from pydantic import Field

from candor.business.actions import pipeline as actions
from candor.business.api.operations import LEADS
from candor.business.forms_leads import NameForm
from candor.business.models import LostReason, Stage
from candor.kernel.api.forms import cleaned
from candor.kernel.api.schemas import Input, Named, PathRef
from candor.kernel.http.problems import Problem

CONFIGURE = "leads:configure"
STAGES, REASONS = "lead-stages", "lead-lost-reasons"


class NameIn(Input):
    """What it is called."""

    name: Annotated[str, Field(pattern=r"\S", max_length=40)]


class PipelineStageIn(Input):
    """Another name, or another place: 1 is the first."""

    name: Annotated[str, Field(pattern=r"\S", max_length=40)] | None = None
    position: Annotated[int, Field(ge=1, le=actions.MOST_STAGES)] | None = None


@LEADS.write(
    "POST", STAGES, scope=CONFIGURE, response=Named, status=201, summary="Add a stage", is_one=False,
    problems=["conflict"], example={"name": "Trial runs"},
)  # fmt: skip
def add_lead_stage(request: HttpRequest, payload: NameIn) -> Named:
    """At the end. One of that name is left as it is."""
    asking: Any = request
    return _added(actions.add_stage, _name(payload.name), asking)


@LEADS.write(
    "PATCH", f"{STAGES}/{{slug:one}}", scope=CONFIGURE, response=Named, summary="Rename or move a stage",
    example={"name": "Trial runs", "position": 2},
)  # fmt: skip
def change_lead_stage(request: HttpRequest, one: PathRef, payload: PipelineStageIn) -> Named:
    """Leads that stand there go along."""
    asking: Any = request
    row = get_object_or_404(Stage, ref=one)
    if payload.name is not None:
        row.name = _name(payload.name)
        actions.rename(row, row.name, by=asking.actor)
    if payload.position is not None:
        actions.move_to(row, payload.position - 1, by=asking.actor)
    return Named(ref=row.ref, name=row.name)


@LEADS.write(
    "DELETE", f"{STAGES}/{{slug:one}}", scope=CONFIGURE, status=204, summary="Take a stage away",
    problems=["conflict"], takes_body=False,
)  # fmt: skip
def remove_lead_stage(request: HttpRequest, one: PathRef) -> None:
    """Its leads go to the stage before it, those of the first to the next. The last stage stays."""
    asking: Any = request
    try:
        actions.remove_stage(get_object_or_404(Stage, ref=one), by=asking.actor)
    except actions.StillNeeded:
        raise Problem("conflict", _("The last stage stays: leads need one to stand in.")) from None


@LEADS.write(
    "POST", REASONS, scope=CONFIGURE, response=Named, status=201, summary="Add a reason of losing", is_one=False,
    problems=["conflict"], example={"name": "No budget"},
)  # fmt: skip
def add_lost_reason(request: HttpRequest, payload: NameIn) -> Named:
    """At the end. One of that name is left as it is."""
    asking: Any = request
    return _added(actions.add_reason, _name(payload.name), asking)


@LEADS.write(
    "PATCH", f"{REASONS}/{{slug:one}}", scope=CONFIGURE, response=Named, summary="Rename a reason of losing",
    example={"name": "No budget this year"},
)  # fmt: skip
def rename_lost_reason(request: HttpRequest, one: PathRef, payload: NameIn) -> Named:
    """Leads that were lost so show the new name."""
    asking: Any = request
    row = get_object_or_404(LostReason, ref=one)
    row.name = _name(payload.name)
    actions.rename(row, row.name, by=asking.actor)
    return Named(ref=row.ref, name=row.name)


@LEADS.write(
    "DELETE", f"{REASONS}/{{slug:one}}", scope=CONFIGURE, status=204, summary="Take a reason of losing away",
    takes_body=False,
)  # fmt: skip
def remove_lost_reason(request: HttpRequest, one: PathRef) -> None:
    """Leads that were lost so stay lost, without one."""
    asking: Any = request
    actions.remove_reason(get_object_or_404(LostReason, ref=one), by=asking.actor)


def _added(add: Any, name: str, request: Any) -> Named:
    try:
        row = add(name, by=request.actor)
    except actions.TooMany as error:
        words = _("There is room for %(most)s. Take one away first.") % {"most": error.most}
        raise Problem("conflict", words) from None
    return Named(ref=row.ref, name=row.name)


def _name(name: str) -> str:
    return str(cleaned(NameForm({"name": name}))["name"])
