"""The retention rules: what is offered, what is in force, and what differs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from candor.kernel import instance
from candor.kernel.db.prepared import Prepared
from candor.privacy.models import AdoptedPack
from candor.privacy.packs import offered
from candor.privacy.rules.packs import Difference, Pack, differences, rules_as_json, rules_from_json
from candor.privacy.rules.periods import Rules


@dataclass(frozen=True, slots=True)
class Offer:
    """A country's pack beside what the owner has adopted of it (None before anything was)."""

    pack: Pack
    adopted: AdoptedPack | None
    differences: list[Difference]

    @property
    def stamp(self) -> str:
        """What was seen, for a form that says "adopt this"."""
        return f"{self.pack.version}.{self.adopted.pk if self.adopted else 0}.{self._fingerprint}"

    @property
    def is_news(self) -> bool:
        """Whether adopting it would change anything without a further confirmation, or note a new version."""
        is_other = self.adopted is None or self.adopted.version != self.pack.version
        return is_other or any(one.change != "same" for one in self.differences)

    @property
    def _fingerprint(self) -> str:
        """Two texts of one version, as while somebody writes a pack, are two offers."""
        return hashlib.sha256(json.dumps(rules_as_json(self.pack.rules)).encode()).hexdigest()[:16]


def offers() -> tuple[list[Offer], list[str]]:
    """Every pack that can be adopted, and a sentence for each that cannot be read."""
    packs, problems = offered()
    adopted = _in_force()
    return [_offer(pack, adopted.get(pack.country)) for pack in packs], problems


def offer_of(country: str) -> Offer | None:
    """The pack of one country, None where there is none."""
    return next((offer for offer in offers()[0] if offer.pack.country == country), None)


def rules_in_force() -> Rules:
    """The rules that `decide` goes by: what the owner has adopted last, of every country together."""
    found = [one.rule for row in _in_force().values() for one in rules_from_json(row.rules)]
    return Rules.of(tuple(found), instance.current().time_zone)


def _in_force() -> dict[str, AdoptedPack]:
    """The last adopted row of each country."""
    return {row.country: row for row in _ADOPTED.all()}


_ADOPTED = Prepared(lambda: AdoptedPack.objects.select_related("adopted_by").order_by("id"))


def _offer(pack: Pack, adopted: AdoptedPack | None) -> Offer:
    in_force = rules_from_json(adopted.rules) if adopted else ()
    return Offer(pack, adopted, differences(pack.rules, in_force))
