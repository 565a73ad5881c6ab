"""Programs read whom we may approach by which channel and why, write a right down, and end one.

The same is demanded as on the pages: a ground that the law knows for the channel, a day, and what shows it. Who asked
not to be approached can take that back by themselves alone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from pydantic import Field

from candor.business import access_customers as access
from candor.business.actions import rights as actions
from candor.business.api.care import PERSON, READ, WRITE
from candor.business.api.operations import CUSTOMERS
from candor.business.api.schemas import Note, named
from candor.business.forms_leads import RightForm
from candor.business.models import ContactRight, Lead, RightChannel
from candor.business.rules.leads import asked_us
from candor.business.rules.segments import About
from candor.kernel.api.forms import cleaned
from candor.kernel.api.schemas import Day, Input, Named, Output, PathRef
from candor.people.public import Person

ChannelName = Literal["mail", "phone"]
GroundName = Literal["consent", "customer", "presumed"]
WhyName = Literal["objection", "right", "no-right"]
ALL = f"{PERSON}/contact-rights"
RIGHT = {
    "channel": "mail",
    "ground": "consent",
    "given_on": "2026-05-04",
    "proof": "Form of the fair in May, folder 12.",
}


class RightIn(Input):
    """A right to approach somebody by one channel. `proof` says what shows it, and where that lies."""

    channel: ChannelName
    ground: GroundName
    given_on: Day
    proof: Note


class RightOut(Output):
    """A right that counts."""

    ref: str
    channel: ChannelName
    ground: GroundName
    given_on: date
    proof: str
    by: Named | None = Field(description="Who of us wrote it down.")
    recorded_at: datetime


class StandingOut(Output):
    """Whether we may advertise to them by this channel, and what decides it."""

    channel: ChannelName
    may_advertise: bool
    why: WhyName = Field(
        description="`right`: one below counts; `objection`: it would, but they asked us not to; `no-right`: none."
    )


class ContactRightsOut(Output):
    """By which channels we may turn to somebody of our own accord. What a contract needs is not in question here."""

    channels: list[StandingOut]
    has_asked: bool = Field(description="They turned to us about an open lead: answering that is no advertising.")
    rights: list[RightOut]


@CUSTOMERS.read(ALL, scope=READ, response=ContactRightsOut, summary="Read whether a person may be approached")
def read_contact_rights(request: HttpRequest, ref: PathRef) -> ContactRightsOut:
    """By mail and by telephone, with why. The look is noted."""
    asking: Any = request
    return _shown(asking, _person(access.seen_customer(asking, About.PEOPLE, ref)))


@CUSTOMERS.write(
    "POST",
    ALL,
    scope=WRITE,
    response=ContactRightsOut,
    status=201,
    summary="Write a right down to approach a person",
    example=RIGHT,
)
def record_contact_right(request: HttpRequest, ref: PathRef, payload: RightIn) -> ContactRightsOut:
    """Refused where the law knows no such ground for the channel, and where they asked not to be approached by it."""
    asking: Any = request
    found = _person(access.workable_customer(asking, About.PEOPLE, ref))
    clean = cleaned(RightForm(payload.model_dump()))
    actions.record_right(found, actions.NewRight(**clean), by=asking.actor)
    return _shown(asking, found)


@CUSTOMERS.write(
    "POST",
    f"{ALL}/{{slug:right}}/end",
    scope=WRITE,
    response=ContactRightsOut,
    summary="End a right to approach a person",
    takes_body=False,
)
def end_contact_right(request: HttpRequest, ref: PathRef, right: PathRef) -> ContactRightsOut:
    """It counts no more: they objected, or it was written down by mistake. Ending twice changes nothing."""
    asking: Any = request
    found = _person(access.workable_customer(asking, About.PEOPLE, ref))
    held = ContactRight.objects.filter(ref=right, person=found).first()
    if held is None:
        raise Http404
    actions.end_right(held, by=asking.actor)
    return _shown(asking, found)


def _person(found: Any) -> Person:
    if not isinstance(found, Person):
        raise Http404
    return found


def _shown(request: Any, person: Person) -> ContactRightsOut:
    standing = actions.rights_of_person(person.pk)
    recorded = {RightChannel(right.channel) for right in standing}
    refused = actions.suppressed_channels(person.pk, recorded) if recorded else ()
    sources = Lead.objects.visible_to(request.actor).open().filter(person=person).values_list("source", flat=True)
    return ContactRightsOut(
        channels=[
            _standing(channel, refused=channel in refused, recorded=channel in recorded) for channel in RightChannel
        ],
        has_asked=any(asked_us(source) for source in sources.order_by().distinct()),
        rights=[_right(right) for right in standing],
    )


def _standing(channel: RightChannel, *, refused: bool, recorded: bool) -> StandingOut:
    why: WhyName = "objection" if refused else "right" if recorded else "no-right"
    return StandingOut(
        channel=channel.value,  # type: ignore[arg-type] # the two channels
        may_advertise=why == "right",
        why=why,
    )


def _right(right: ContactRight) -> RightOut:
    same = ("ref", "channel", "ground", "given_on", "proof", "recorded_at")
    return RightOut(**{name: getattr(right, name) for name in same}, by=named(right.by))
