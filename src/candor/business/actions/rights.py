"""By which right we approach somebody: recorded for each channel, ended, and asked before a call or a mail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from candor.business.models import ContactRight, Lead, RightChannel, RightGround
from candor.business.rules.leads import GROUNDS_FOR, asked_us, may_approach
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import Identifier, IdentifierKind, Person

TURN = "business.right"
MOST_RIGHTS, MOST_ADDRESSES = 20, 20
KIND_OF = {RightChannel.MAIL: IdentifierKind.EMAIL, RightChannel.PHONE: IdentifierKind.PHONE}


class DoesNotFit(Exception):
    """The law knows no such ground for this channel."""


class Suppressed(Exception):
    """An address of the person is on the list of those to whom nobody advertises: only they can lift that."""


@dataclass(frozen=True, slots=True)
class NewRight:
    """A right to advertise, with what shows it: when and how they consented, what they bought."""

    channel: RightChannel
    ground: RightGround
    given_on: date
    proof: str


@transaction.atomic
def record_right(person: Person, new: NewRight, *, by: Actor) -> ContactRight:
    """Write the right down. Pressing the button twice writes one. Raises DoesNotFit and Suppressed."""
    if new.ground not in GROUNDS_FOR[new.channel]:
        raise DoesNotFit
    if new.channel in suppressed_channels(person.pk):
        raise Suppressed
    one_at_a_time(TURN)
    same = ContactRight.objects.filter(
        person=person, channel=new.channel, ground=new.ground, proof=new.proof, recorded_at__gt=a_moment_ago()
    )
    if (twin := same.first()) is not None:
        return twin
    right = ContactRight.objects.create(
        person=person,
        channel=new.channel,
        ground=new.ground,
        given_on=new.given_on,
        proof=new.proof,
        by_id=by.id,
        recorded_at=clock.now(),
    )
    record("business.right.recorded", right, by=by, channel=str(new.channel), ground=str(new.ground))
    return right


@transaction.atomic
def end_right(right: ContactRight, *, by: Actor) -> None:
    """It counts no more: they objected, or it was written down by mistake. Ending twice changes nothing."""
    if ContactRight.objects.filter(pk=right.pk, ended_at=None).update(ended_at=clock.now()):
        record("business.right.ended", right, by=by, channel=str(right.channel))


@transaction.atomic
def end_rights_by_mail(address: str, by: Actor) -> None:
    """Of what was written down before they said no to all advertising, nothing counts any more, whatever they agree to
    now. Doing it twice changes nothing.
    """
    owners = Identifier.objects.filter(kind=IdentifierKind.EMAIL, value=address).values("person")
    for right in ContactRight.objects.filter(person__in=owners, channel=RightChannel.MAIL, ended_at=None):
        end_right(right, by=by)


def approachable(lead: Lead) -> Collection[RightChannel]:
    """The channels by which we may turn to the person of our own accord."""
    return approachable_by(lead, rights_of(lead))


def rights_of(lead: Lead) -> Sequence[ContactRight]:
    """The standing rights to approach its person, the latest first. One query."""
    return rights_of_person(lead.person_id) if lead.person_id is not None else ()


def rights_of_person(person: int) -> Sequence[ContactRight]:
    """The standing rights to approach somebody, the latest first. One query."""
    rows = ContactRight.objects.filter(person=person, ended_at=None).select_related("by")
    return list(rows.order_by("-id")[:MOST_RIGHTS])


def approachable_by(lead: Lead, standing: Iterable[ContactRight]) -> Collection[RightChannel]:
    """The same, the standing rights being known. Asks the list of objections only where it decides."""
    if lead.person_id is None or asked_us(lead.source):
        return frozenset(RightChannel)
    recorded = {RightChannel(right.channel) for right in standing}
    suppressed = suppressed_channels(lead.person_id) if recorded else frozenset()
    return frozenset(
        channel
        for channel in RightChannel
        if may_approach(channel, source=lead.source, recorded=recorded, suppressed=suppressed)
    )


def suppressed_channels(person: int, among: Collection[RightChannel] = RightChannel) -> Collection[RightChannel]:
    """Of these channels those on which some address or number of theirs must not be advertised to."""
    kinds = [KIND_OF[channel] for channel in among]
    rows = Identifier.objects.filter(person=person, kind__in=kinds).values_list("kind", "value")[:MOST_ADDRESSES]
    refused = {kind for kind, value in rows if not allowed(Ask.ADVERTISE_TO, value)}
    return frozenset(channel for channel, kind in KIND_OF.items() if kind in refused)
