"""Programs make a link to a release's files for somebody known: as the form of the public site does it for visitors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from pydantic import Field

from candor.catalogue import access_releases as access
from candor.catalogue.actions import downloading as actions
from candor.catalogue.api.operations import RELEASES, RELEASES_WRITE
from candor.catalogue.api.releases import ONE
from candor.kernel.api.looks import note_look
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import Input, Output, PathRef, Ref
from candor.people.public import Person


class NewLinkIn(Input):
    """Whom the link is for."""

    person: Ref
    by_mail: bool = Field(True, description="Whether it is mailed to their first address at once.")


class LinkOut(Output):
    """The link. Whoever has it gets the files; what is fetched by it is noted for the person."""

    link: str
    ends_at: datetime
    mailed_to: str = Field(description="The address; empty where it was not mailed.")


@RELEASES.write(
    "POST",
    f"{ONE}/links",
    scope=RELEASES_WRITE,
    response=LinkOut,
    status=201,
    summary="Make a link to the files of a release",
    problems=["conflict"],
    example={"person": "1v7n2m5ax0f3kq8z"},
)
def make_download_link(request: HttpRequest, ref: PathRef, payload: NewLinkIn) -> LinkOut:
    """For somebody known, whoever may fetch the release else. A conflict while it is not offered."""
    asking: Any = request
    found = access.release(asking.actor, ref)
    person = Person.objects.visible_to(asking.actor).filter(ref=payload.person, erased_at=None).first()
    if person is None:
        raise no_such("person")
    note_look(request, person.pk, found)
    made = actions.make_link(found, person, by_mail=payload.by_mail, by=asking.actor)
    return LinkOut(link=made.link, ends_at=made.ends_at, mailed_to=made.request.email if payload.by_mail else "")
