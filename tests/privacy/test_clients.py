"""While a client for whom we process is silent, an erasure changes nothing in a world in which every table has rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from candor.kernel import clock, search
from candor.kernel.actor import SYSTEM
from candor.people.models import Organisation, Person
from candor.privacy import clients
from candor.privacy.clients import register_clients
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, finishing, plan_erasure
from candor.privacy.models import Erasure, ErasureState
from candor.privacy.rules.deciding import Client, Right, Word
from tests.privacy import carriers, proofs, world

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ITS_OWN_BOOKS = (*proofs.OWN_RECORDS, proofs.LEASE)
SILENT, ERASES = Client(organisation=None), Client(Word.ERASE)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    monkeypatch.setattr(clients, "_sources", {})
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(NOW):
        yield


def erased(number: int) -> Erasure:
    erasure = plan_erasure(Person.objects.get(pk=number), Asked(Right.ERASURE, reason="by letter"), by=SYSTEM)
    confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM)
    erasure = carry_on(erasure)
    assert erasure.state == ErasureState.DONE, erasure.trouble
    return erasure


@pytest.mark.parametrize("several", [(SILENT,), (ERASES, SILENT), (SILENT, Client(Word.KEEP, date(2026, 11, 19)))])
def test_nothing_of_theirs_is_destroyed(kims_meanwhile: world.World, several: tuple[Client, ...]) -> None:
    register_clients("test", of=lambda people: dict.fromkeys(people, several))
    before = carriers.snapshot()
    erasure = erased(kims_meanwhile.subject.pk)
    search.rebuild()  # entries are written anew from what stands in the tables
    after = carriers.snapshot()
    gone = {cell for cell in before if before[cell] != after.get(cell)}
    assert {cell for cell in gone if cell[0] not in ITS_OWN_BOOKS} == set()
    assert {kept["ground"] for kept in erasure.kept} == {"client-asked"}


@pytest.mark.once
def test_what_every_client_lets_go_goes(kims_meanwhile: world.World) -> None:
    """The same world: it is not for want of trying that nothing went."""
    register_clients("test", of=lambda people: dict.fromkeys(people, (ERASES, ERASES)))
    erasure = erased(kims_meanwhile.subject.pk)
    assert erasure.kept == []
    assert not Person.objects.filter(pk=kims_meanwhile.subject.pk, erased_at=None).exists()
    assert Organisation.objects.exists()
