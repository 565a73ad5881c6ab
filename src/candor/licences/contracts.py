"""Which contracts licences are, for the decision about what stays of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import DateField, QuerySet

from candor.kernel.db.prepared import Given, PreparedOfMany
from candor.kernel.registries.personal_data import Purpose
from candor.licences.models import Licence, Restoration
from candor.licences.queries import today
from candor.licences.rules.licences import last_day_of
from candor.privacy.public import Contract, Standing

NEEDED_OF_A_HOLDER = frozenset({Purpose.CONTRACT})
NEEDED_TO_RESTORE = frozenset({Purpose.RESTORATION})


def contracts_of_holders(people: Collection[int]) -> Mapping[int, Sequence[Contract]]:
    """Maintenance and use that have an end, until that end; and what was kept to restore a licence by. Two queries.

    The holder is the party to their own licence; for a company's its contact stands in.
    """
    found: dict[int, list[Contract]] = defaultdict(list)
    for licence in _LICENCES.all(people):
        ends_on = last_day_of(licence)
        if licence.person_id is not None and ends_on is not None:
            standing = Standing.PARTY if licence.organisation_id is None else Standing.CONTACT
            contract = Contract(standing, NEEDED_OF_A_HOLDER, ends_on, company=licence.organisation_id)
            found[licence.person_id].append(contract)
    for row in _RESTORATIONS.all(people, day=today()):
        if row.person_id is not None:
            found[row.person_id].append(Contract(Standing.PARTY, NEEDED_TO_RESTORE, row.until))
    return found


def _restorations_of(people: Any) -> QuerySet[Restoration]:
    day: Any = Given("day", DateField())
    return Restoration.objects.keeping(day).filter(person__in=people)


_LICENCES = PreparedOfMany(lambda people: Licence.objects.filter(person__in=people, revoked_at=None))
_RESTORATIONS = PreparedOfMany(_restorations_of)
