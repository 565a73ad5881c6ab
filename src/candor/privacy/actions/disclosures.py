"""Noting that data of people went to a recipient: by hand, and by the work of the house that hands it out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import Refused
from candor.privacy.affected import present_among
from candor.privacy.models import DisclosedPerson, Disclosure, DisclosureGround, DisclosureWay, Recipient
from candor.privacy.taken_out import TakenOut

TURN = "privacy.disclosures"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What went there, in words: for what, by what right, how, from which groups, and when (None is today)."""

    what: str
    purpose: str
    ground: DisclosureGround
    way: DisclosureWay
    groups: tuple[str, ...] = ()
    on: date | None = None


@transaction.atomic
def note_disclosure(
    recipient: Recipient, people: Collection[int], said: Disclosed, *, by: Actor, file: TakenOut | None = None
) -> Disclosure:
    """Note by hand that data of these people went there on a day. Pressing twice notes it once.

    `file` is one that was taken out and then handed on: whoever stands in it belongs to `people` already. Raises
    Refused where it is noted already that it went to the recipient on that day, with other people.
    """
    one_at_a_time(TURN)
    numbers = sorted(set(present_among(list(people)).values()))
    origin = {"about_kind": file.kind, "about_id": file.number} if file is not None else {}
    if file is None:
        twin = _just_now(numbers, recipient=recipient, on=_day(said), what=said.what, noted_by=by.id)
    else:
        twin = Disclosure.objects.filter(recipient=recipient, on=_day(said), **origin).first()
        if twin is not None and _numbers_in(twin) != numbers:
            raise Refused(_("It is noted already that this file went there on that day. Nothing was changed."))
    if twin is not None:
        return twin
    row = _create(recipient, numbers, said, by, origin)
    record("privacy.disclosure.noted", row, by=by, recipient=recipient.pk, people=len(numbers), from_file=bool(file))
    return row


@transaction.atomic
def note_handed_out(
    source: str, people: Iterable[int], said: Disclosed, *, about: models.Model | None = None, by: Actor
) -> Disclosure | None:
    """Note what work of the house handed out just now, in its transaction: one row, with its people by number.

    None where no recipient was chosen for that work, or it holds nobody. The same `about` is noted once; without one,
    the same people a moment ago are the first press of the same button.
    """
    recipient = Recipient.objects.standing().filter(feeds_from=source).first() if source else None
    numbers = sorted({number for number in people if number})
    if recipient is None or not numbers:
        return None
    one_at_a_time(TURN)
    twin = (
        Disclosure.objects.filter(source=source, about_kind=about._meta.label_lower, about_id=about.pk).first()
        if about is not None
        else _just_now(numbers, source=source, recipient=recipient, what=said.what)
    )
    if twin is not None:
        return twin
    origin = {"about_kind": about._meta.label_lower, "about_id": about.pk} if about is not None else {}
    row = _create(recipient, numbers, said, by, {"source": source, **origin})
    record("privacy.disclosure.handed_out", row, by=by, recipient=recipient.pk, people=len(numbers))
    return row


def _just_now(numbers: list[int], **facts: Any) -> Disclosure | None:
    """What was noted of the same people a moment ago: the first press of the same button."""
    recent = Disclosure.objects.filter(**facts, number_of_people=len(numbers), noted_at__gt=a_moment_ago())
    return next((twin for twin in recent if _numbers_in(twin) == numbers), None)


def _numbers_in(disclosure: Disclosure) -> list[int]:
    return sorted(disclosure.people.values_list("subject_number", flat=True))


def _create(
    recipient: Recipient, numbers: Collection[int], said: Disclosed, by: Actor, origin: dict[str, object]
) -> Disclosure:
    row = Disclosure.objects.create(
        recipient=recipient,
        recipient_name=recipient.name,
        on=_day(said),
        groups=list(said.groups or recipient.groups),
        what=said.what,
        purpose=said.purpose or recipient.purpose,
        ground=said.ground,
        way=said.way,
        number_of_people=len(numbers),
        noted_by_id=by.id if by.is_staff else None,
        noted_at=clock.now(),
        **origin,
    )
    people = [DisclosedPerson(disclosure=row, subject_number=number) for number in numbers]
    DisclosedPerson.objects.bulk_create(people, batch_size=BATCH)
    return row


def _day(said: Disclosed) -> date:
    return said.on or clock.today(instance.current().time_zone)
