"""Adopting a version of a country's retention rules: nothing of a pack counts before."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.people.public import Refused
from candor.privacy.models import AdoptedPack
from candor.privacy.queries.rule_packs import Offer, offer_of
from candor.privacy.rules.packs import merged, rules_as_json


def adopt_shipped_rules(country: str, *, by: Actor) -> None:
    """Adopt what is offered for a country, for founding a company. What would end earlier stays."""
    offer = offer_of(country)
    if offer is not None:
        adopt_pack(offer, frozenset(), by=by)


@transaction.atomic
def adopt_pack(seen: Offer, confirmed: frozenset[str], *, by: Actor) -> AdoptedPack | None:
    """Let the offered rules count from now on; None where that changes nothing.

    A period is shortened, or a rule dropped, only where its key is `confirmed`; else the one in force stays. Raises
    Refused when the offer or what is in force is another one by now than the one that was seen.
    """
    one_at_a_time("privacy.rule_packs")
    present = offer_of(seen.pack.country)
    if present is None or present.stamp != seen.stamp:
        raise Refused(_("These rules have changed since the page was opened. Nothing was adopted: read them again."))
    rules = merged(seen.differences, confirmed)
    before = seen.adopted
    if before is not None and before.version == seen.pack.version and before.rules == rules_as_json(rules):
        return None
    adopted = AdoptedPack.objects.create(
        country=seen.pack.country,
        version=seen.pack.version,
        rules=rules_as_json(rules),
        adopted_at=clock.now(),
        adopted_by_id=by.id,
    )
    shortened = sum(one.needs_confirmation and one.key in confirmed for one in seen.differences)
    kept = sum(one.needs_confirmation and one.key not in confirmed for one in seen.differences)
    record(
        "privacy.rule_pack.adopted", adopted, by=by, country=adopted.country, version=adopted.version,
        rules=len(rules), shortened=shortened, kept_longer=kept,
    )  # fmt: skip
    return adopted
