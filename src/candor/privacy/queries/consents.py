"""The ledger of consents, replayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from candor.kernel.actor import Actor
from candor.privacy.models import Announcement, ConsentDeed, ConsentEvent

MOST_SHOWN = 200


RIGHTS = frozenset({ConsentDeed.GIVEN.value, ConsentDeed.SOLD.value})


def consents_at(person: int, moment: datetime) -> Mapping[tuple[str, str], ConsentEvent]:
    """What the person had agreed to at that moment, by address and topic. Two queries."""
    rights = rights_at(person, moment)
    return {key: event for key, event in rights.items() if event.deed == ConsentDeed.GIVEN}


def rights_at(person: int, moment: datetime) -> Mapping[tuple[str, str], ConsentEvent]:
    """By what we might advertise to the person at that moment, consent or sale, by address and topic. Two queries.

    A consent from before an announcement that asked for all of them anew counts from that moment on no more.
    """
    standing: dict[tuple[str, str], ConsentEvent] = {}
    for event in ConsentEvent.objects.filter(person=person, at__lte=moment).select_related("text").order_by("at", "id"):
        if event.deed in RIGHTS:
            standing[event.address, event.topic] = event
        else:
            standing.pop((event.address, event.topic), None)
    asked = asked_anew_before(moment)
    return {
        key: event
        for key, event in standing.items()
        if asked is None or event.deed != ConsentDeed.GIVEN or event.at >= asked
    }


def asked_anew_before(moment: datetime) -> datetime | None:
    """Since when only fresh consents count, as it was at that moment. One query."""
    anew = Announcement.objects.filter(asks_anew=True, begun_at__lte=moment).order_by("-begun_at")
    return anew.values_list("begun_at", flat=True).first()


def consents_of(person: int, *, by: Actor) -> Sequence[ConsentEvent]:
    """The ledger's lines of a person, the latest first. One query."""
    rows = ConsentEvent.objects.visible_to(by).filter(person=person).select_related("text")
    return list(rows.order_by("-at", "-id")[:MOST_SHOWN])
