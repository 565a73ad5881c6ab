"""Which contracts subscriptions are, for the decision about what stays of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from candor.business.models import Subscription
from candor.business.rules.terms import DAY
from candor.kernel.db.prepared import PreparedOfMany
from candor.kernel.registries.personal_data import Purpose
from candor.privacy.public import Contract, Standing

NEEDED_OF_A_SUBSCRIBER = frozenset({Purpose.CONTRACT})


def contracts_of_subscribers(people: Collection[int]) -> Mapping[int, Sequence[Contract]]:
    """Until the last day; what renews by itself has none while nobody has cancelled it. One query.

    The person is the party to their own subscription; for a company's its contact stands in.
    """
    found: dict[int, list[Contract]] = defaultdict(list)
    for row in _SUBSCRIPTIONS.all(people):
        agreed = None if row.renews_itself else row.renews_on - DAY
        ends_on = row.ends_on or agreed
        standing = Standing.PARTY if row.organisation_id is None else Standing.CONTACT
        if row.person_id is not None:
            contract = Contract(standing, NEEDED_OF_A_SUBSCRIBER, ends_on, company=row.organisation_id)
            found[row.person_id].append(contract)
    return found


_SUBSCRIPTIONS = PreparedOfMany(lambda people: Subscription.objects.filter(person__in=people))
