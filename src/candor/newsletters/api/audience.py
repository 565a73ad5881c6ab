"""Programs choose whom an issue is for, and read in numbers who gets it and why the others do not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import Field

from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import Input, Output, PathRef, Ref
from candor.kernel.http.problems import Problem
from candor.newsletters import access
from candor.newsletters.actions.audiences import choose_audience
from candor.newsletters.actions.writing import StaleIssue
from candor.newsletters.api.issues import ONE
from candor.newsletters.api.operations import NEWSLETTERS, READ, WRITE
from candor.newsletters.audience import is_broken, numbers_of
from candor.newsletters.forms_settings import AudienceForm


class AudienceNumbers(Output):
    """How many people an audience has at this moment, and what becomes of them: each one is counted once."""

    people: int
    may: int = Field(description="Who gets it.")
    no_address: int
    no_right: int = Field(description="No consent, and no sale that allows it.")
    objected: int
    returned: int = Field(description="Mail to their address came back.")
    restricted: int


class AudienceOut(Output):
    """Whom an issue is for. `segment` is what the segment was called when it was chosen; empty: the whole list."""

    segment: str
    is_broken: bool = Field(description="The segment asks for what is gone: nobody gets it. Choose another one.")
    numbers: AudienceNumbers


class AudienceIn(Input):
    """A segment, whose conditions are kept as they are now; null is everybody on the list."""

    segment: Ref | None


@NEWSLETTERS.read(f"{ONE}/audience", scope=READ, response=AudienceOut, summary="Read whom an issue is for")
def read_newsletter_audience(request: HttpRequest, ref: PathRef) -> AudienceOut:
    """A segment gives nobody a right: it only leaves people out."""
    return _shown(request, ref)


@NEWSLETTERS.write(
    "PUT",
    f"{ONE}/audience",
    scope=WRITE,
    response=AudienceOut,
    summary="Choose whom an issue is for",
    problems=["conflict"],
    example={"segment": "0f3kq8z1v7n2m5ax"},
)
def choose_newsletter_audience(request: HttpRequest, ref: PathRef, payload: AudienceIn) -> AudienceOut:
    """Of a draft. A conflict once it is scheduled or on its way."""
    asking: Any = request
    found = access.issue_for(asking.actor, ref)
    form = AudienceForm(asking.actor, {"segment": payload.segment or ""})
    if not form.is_valid():
        raise no_such("segment")
    try:
        choose_audience(found, form.chosen, by=asking.actor)
    except StaleIssue:
        raise Problem("conflict", _("It is no draft any more: whom it is for cannot be changed.")) from None
    return _shown(request, ref)


def _shown(request: Any, ref: str) -> AudienceOut:
    found = access.issue_for(request.actor, ref)
    numbers = numbers_of(found)
    told = {name: getattr(numbers, name) for name in AudienceNumbers.model_fields}
    return AudienceOut(segment=found.audience_name, is_broken=is_broken(found), numbers=AudienceNumbers(**told))
