"""In a world in which every table has rows of hers: what is decided of each, and what a narrow right leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.registries.personal_data import DATABASE, keepers, tables
from candor.people.models import Person
from candor.privacy import contracts
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, finishing, plan_erasure
from candor.privacy.erasing.checking import check_erasures
from candor.privacy.facts import circumstances_of, decide_rows, decide_rows_by_period
from candor.privacy.models import ErasureState
from candor.privacy.rules.deciding import Request, Right
from candor.privacy.rules.periods import Begin, Force, Rule, Rules
from tests.privacy import carriers, proofs, world

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEYS = ("case", "customer", "account", "staff", "raw-mail", "outbox", "draft", "request-file", "session", "audit")
RULES = Rules.of(tuple(Rule(key, 24, Begin.EVENT, Force.LIMIT) for key in KEYS))
ITS_OWN_BOOKS = (*proofs.OWN_RECORDS, proofs.LEASE, "privacy_suppression")
"""Where it is written down that advertising ended, and for which addresses."""


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    monkeypatch.setattr(contracts, "_sources", {})
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(NOW):
        yield


@pytest.mark.parametrize("right", [Right.OBJECTION, Right.MARKETING, Right.WITHDRAWAL])
def test_nothing_but_advertising_ends_where_nothing_else_was_asked_for(
    kims_meanwhile: world.World, right: Right
) -> None:
    """No value of hers is another one afterwards."""
    before = carriers.snapshot()
    kim = Person.objects.get(pk=kims_meanwhile.subject.pk)
    erasure = plan_erasure(kim, Asked(right, reason="by letter"), by=SYSTEM)
    confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM)
    erasure = carry_on(erasure)
    assert erasure.state == ErasureState.DONE, erasure.trouble
    after = carriers.snapshot()
    changed = {cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)}
    tombstone = ("people_person", str(erasure.tombstone))
    assert [cell for cell in changed if cell[0] not in ITS_OWN_BOOKS and cell[:2] != tombstone] == []
    assert [one.findings for one in check_erasures(erasure.ref)] == [()]
    assert not allowed(Ask.ADVERTISE_TO, kims_meanwhile.address)
    assert allowed(Ask.WRITE_TO, kims_meanwhile.address)


def test_every_personal_column_of_every_table_is_decided(kims_meanwhile: world.World) -> None:
    """Whatever the keepers find of somebody: each row, each personal column, asked for and by its period."""
    asked = Request(Right.ERASURE, date(2026, 11, 19))
    found: dict[str, list[str]] = {}
    for piece in keepers()[DATABASE].discover(kims_meanwhile.subject):
        if not piece.field:
            found.setdefault(piece.place, []).append(piece.key)
    stands = circumstances_of(kims_meanwhile.subject, asked)
    for place, keys in found.items():
        table = tables()[place]
        personal = {name for name, column in table.columns.items() if column.is_personal}
        for fates in (
            decide_rows(table, keys, stands, NOW, RULES),
            decide_rows_by_period(table, keys, NOW + timedelta(days=9), RULES),
        ):
            assert fates.keys() == set(keys), place
            assert all(columns.keys() == personal for columns in fates.values()), place
    assert len(found) > 40
