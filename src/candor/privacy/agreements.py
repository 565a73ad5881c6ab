"""The processing agreements on record, in the words of the decision: for whom we process the data of these people.

An agreement is about personal data and nothing else (Art. 28 GDPR), so it stands in this slice and not with the
organisation, whose page shows it as a panel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from candor.kernel.db.prepared import PreparedOfMany
from candor.privacy.models import ProcessingAgreement
from candor.privacy.rules.deciding import Client

MEMBERS = "organisation__memberships"


def client_of(agreement: ProcessingAgreement) -> Client:
    """The client as it stands while it has said nothing."""
    return Client(until=agreement.last_day, ended_on=agreement.ends_on, organisation=agreement.organisation_id)


def clients_of_people(people: Collection[int]) -> Mapping[int, Sequence[Client]]:
    """The clients to whom these people belonged while an agreement ran, those that have ended too. One query."""
    found: dict[int, list[Client]] = defaultdict(list)
    for agreement in _AGREEMENTS.all(people):
        found[agreement.member].append(client_of(agreement))  # type: ignore[attr-defined] # annotated
    return found


def _of_members(people: Any) -> QuerySet[ProcessingAgreement]:
    meanwhile = Q(**{f"{MEMBERS}__ended_on": None}) | Q(**{f"{MEMBERS}__ended_on__gte": F("begins_on")})
    in_time = Q(ends_on=None) | Q(**{f"{MEMBERS}__since__lte": F("ends_on")})
    theirs = Q(**{f"{MEMBERS}__person__in": people})
    rows = ProcessingAgreement.objects.filter(meanwhile & in_time & theirs)
    return rows.annotate(member=F(f"{MEMBERS}__person")).order_by("pk").distinct()


_AGREEMENTS = PreparedOfMany(_of_members)


def clients_of_organisations(numbers: Collection[int]) -> list[Client]:
    """The same of organisations themselves. One query."""
    found = ProcessingAgreement.objects.filter(organisation__in=numbers)
    return [client_of(agreement) for agreement in found.order_by("pk")]
