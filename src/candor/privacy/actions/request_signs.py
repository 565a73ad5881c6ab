"""What somebody wrote and what looks like a request: suggested once, made one, or said to be none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.people.public import Person
from candor.privacy.actions.requests import NewRequest, receive
from candor.privacy.models import RequestChannel, RequestKind, RequestSign, SubjectRequest
from candor.privacy.recognising import recognise

LONGEST_WAY = timedelta(days=7)
"""A mail that says that it is older has a wrong clock, or lies."""


@dataclass(frozen=True, slots=True)
class Written:
    """Words that reached us: in which thing of an upper floor, from whom, and when. `text` is without quotes."""

    thing: models.Model
    person: Person
    subject: str
    text: str
    written_at: datetime
    """As the sender has it, which may be anything, but not after now."""


def look_for_request(written: Written) -> None:
    """Suggest a request where the words read like one. Part of the transaction that stores them.

    Nothing is suggested again of a thing about which the same was settled, and nothing beside an open suggestion.
    """
    found = recognise(written.subject, written.text)
    if found is None:
        return
    kind, number = written.thing._meta.label_lower, written.thing.pk
    if RequestSign.objects.about(kind, number).filter(kind=found.kind).exists():
        return
    sign = RequestSign(
        about_kind=kind, about_id=number, person=written.person, kind=found.kind,
        arrived_at=max(written.written_at, clock.now() - LONGEST_WAY),
    )  # fmt: skip
    RequestSign.objects.bulk_create([sign], ignore_conflicts=True)


@dataclass(frozen=True, slots=True)
class Marked:
    """What staff say that a thing asks for, and where the answer goes."""

    kind: RequestKind
    received_at: datetime
    channel: RequestChannel
    address: str = ""
    said: str = ""


@transaction.atomic
def make_request(thing: models.Model, person: Person, marked: Marked, *, by: Actor) -> SubjectRequest:
    """Make a request of a thing that `person` wrote. The same kind of the same thing is made once.

    Who wrote it is not proven by that: a mail's sender can be anybody's name. Identity is asked for as of any other.
    """
    one_at_a_time("privacy.request-sign")
    about, number = thing._meta.label_lower, thing.pk
    signs = RequestSign.objects.about(about, number)
    made = signs.filter(request__kind=marked.kind).select_related("request").first()
    if made is not None and made.request is not None:
        return made.request
    request = receive(
        NewRequest(
            kind=marked.kind,
            channel=marked.channel,
            name=person.name,
            address=marked.address,
            said=marked.said,
            language=person.language,
            received_at=marked.received_at,
            origin=thing,
        ),
        by=by,
    )
    if not signs.open().update(request=request, settled_by=by.id):
        RequestSign.objects.create(
            about_kind=about, about_id=number, person=person, kind=marked.kind, arrived_at=marked.received_at,
            request=request, settled_by_id=by.id,
        )  # fmt: skip
    return request


@transaction.atomic
def dismiss_sign(thing: models.Model, ref: str, *, by: Actor) -> bool:
    """Note that it is no request. False where that, or the opposite, was noted before."""
    about = RequestSign.objects.about(thing._meta.label_lower, thing.pk).open().filter(ref=ref)
    sign = about.first()
    if sign is None or not about.update(dismissed_at=clock.now(), settled_by=by.id):
        return False
    record("privacy.request_sign.dismissed", sign, by=by, kind=sign.kind)
    return True
