"""Who stands in for a company: the members of an organisation who are noted as the contact for its contract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from candor.kernel.db.prepared import PreparedOfMany
from candor.kernel.registries.personal_data import Purpose
from candor.people.public import Membership
from candor.privacy.rules.deciding import Contract, Standing

NEEDED_OF_A_CONTACT = frozenset({Purpose.SUPPORT, Purpose.CONTRACT, Purpose.ACCOUNT})
"""What a company's contract needs its contact for: none of it is a contract of their own.

Its end is not known here: it ends with the company's word.
"""


def contact_for(organisation: int, ends_on: date | None = None) -> Contract:
    """The contract of an organisation as it stands about its contact."""
    return Contract(Standing.CONTACT, NEEDED_OF_A_CONTACT, ends_on, company=organisation)


def contracts_of_contacts(people: Collection[int]) -> Mapping[int, Sequence[Contract]]:
    """For whom these people stand in, until the day on which they left. One query."""
    found: dict[int, list[Contract]] = defaultdict(list)
    for person, organisation, ended_on in _CONTACTS.rows(people):
        found[person].append(contact_for(organisation, ended_on))
    return found


def _contacts(people: Any) -> QuerySet[Any, Any]:
    contacts = Membership.objects.filter(person__in=people, contact_since__isnull=False)
    return contacts.values_list("person", "organisation", "ended_on")


_CONTACTS: PreparedOfMany[Any] = PreparedOfMany(_contacts)
