"""Whether a copy of somebody's data may leave: where we process it for clients, each of them has the say.

Nothing is made before they have answered, because an archive is held for a day and an answer may take weeks.
"""

from __future__ import annotations

import enum
from datetime import date

from candor.kernel import clock, instance
from candor.privacy.clients import clients_of
from candor.privacy.models import ClientRequest, ClientWord, Copy


class Verdict(enum.Enum):
    """What the clients have said together. Where there is none, nobody has to be asked."""

    OPEN = "open"
    HAND_OUT = "hand-out"
    WITHHOLD = "withhold"


def organisations_that_decide(person: int) -> set[int]:
    """For whom we process the person's data, until it goes by the agreement's terms. One query."""
    today = clock.today(instance.current().time_zone)
    held_for = (client for client in clients_of([person]).get(person, ()) if not client.until or client.until >= today)
    return {client.organisation for client in held_for if client.organisation is not None}


def verdict_on(person: int, received_on: date | None) -> Verdict:
    """Of the request of that day. One that was asked once has the say also when its agreement is gone. Two queries."""
    same = ClientRequest.objects.of_the_copy(Copy(person_id=person, received_on=received_on))
    words = dict(same.values_list("organisation", "word"))
    said = {words.get(one, ClientWord.NOTHING_YET) for one in organisations_that_decide(person) | words.keys()}
    if ClientWord.WITHHOLD in said:
        return Verdict.WITHHOLD
    return Verdict.HAND_OUT if said <= {ClientWord.HAND_OUT} else Verdict.OPEN


def enter_clients(row: Copy) -> None:
    """Note who is to be told of it and asked. Those that the request knows of already are not asked twice."""
    _take_over(row)
    known = ClientRequest.objects.of_the_copy(row)
    asked = set(known.values_list("organisation", flat=True))
    known.update(copy=row)
    for organisation in sorted(organisations_that_decide(row.person_id) - asked):
        ClientRequest.objects.create(
            copy=row, subject_number=row.person_id, organisation_id=organisation, begun_at=clock.now()
        )


def _take_over(row: Copy) -> None:
    """Whom the tracked request was passed on to already, and what they said, counts for the copy."""
    if row.request_id is not None:
        alone = ClientRequest.objects.filter(request=row.request_id, erasure=None, copy=None)
        alone.update(copy=row)
