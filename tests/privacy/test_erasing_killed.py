"""Kill it anywhere: an erasure that is taken up again comes to the same end, and never says "done" early."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.db import connection

from candor.kernel import files
from candor.kernel.actor import JOB
from candor.kernel.registries.personal_data import keepers
from candor.kernel.tests.threads import at_once
from candor.people.models import Person
from candor.privacy import ledger
from candor.privacy.erasing import Asked, InOtherHands, carry_on, leasing, plan_erasure
from candor.privacy.erasing.checking import check_erasures
from candor.privacy.ledger import State
from candor.privacy.ledger.files import Writer
from candor.privacy.models import Erasure, ErasurePiece, ErasureState
from tests.privacy import parties, proofs, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT", "PRAGMA wal_checkpoint", "VACUUM")


class Killed(BaseException):
    """What nobody catches: the process is gone."""


class Deaths:
    """Lets so many changes happen, of whatever kind, and then the process is gone in front of the next one."""

    def __init__(self) -> None:
        self.left = 0
        self.places: list[str] = []

    def in_front_of(self, place: str) -> None:
        if self.left == 0:
            self.places.append(place)
            raise Killed(place)
        self.left -= 1

    @contextmanager
    def after(self, changes: int) -> Iterator[None]:
        self.left = changes
        with (
            connection.execute_wrapper(self._sql),
            self._guarding(files, "remove_bytes"),
            self._guarding(Writer, "append"),
            self._guarding(type(keepers()["search-index"]), "erase_many"),
        ):
            yield

    def _sql(self, execute: Callable[..., Any], sql: str, *further: Any) -> Any:
        if sql.lstrip().startswith(WRITES):
            self.in_front_of(" ".join(sql.split()[:3]))
        return execute(sql, *further)

    @contextmanager
    def _guarding(self, owner: Any, name: str) -> Iterator[None]:
        original = getattr(owner, name)

        def guarded(*arguments: Any, **named: Any) -> Any:
            self.in_front_of(name)
            return original(*arguments, **named)

        with mock.patch.object(owner, name, guarded):
            yield


def lives_until_done(erasure: Erasure, deaths: Deaths, changes: int, more: int) -> Erasure:
    """Run it again and again, each life a little longer than the one before."""
    while True:
        assert len(deaths.places) < 500, f"no way forward: {deaths.places[-3:]}"
        try:
            with deaths.after(changes):
                return carry_on(erasure)
        except Killed:
            assert_not_done_early(erasure)
            changes += more


def assert_not_done_early(erasure: Erasure) -> None:
    """Whoever is not told that it is done finds the ledger's entry open, or nothing left to be done but to say so."""
    erasure.refresh_from_db()
    entries = [entry for entry in ledger.our_files().lines() if erasure.ref.encode() in entry]
    states = [ledger.read_line(line).state for line in entries]
    if erasure.state == ErasureState.CONFIRMED:
        assert Person.objects.filter(pk=erasure.subject_number, erased_at=None).exists()
    if State.DONE in states:
        assert erasure.state in {ErasureState.COMPACTING, ErasureState.DONE}
        assert not erasure.pieces.exists()
    if erasure.state not in {ErasureState.CONFIRMED, ErasureState.DONE}:
        assert states[:1] == [State.BEGUN]


@pytest.mark.parametrize(("first", "more"), [(0, 2), pytest.param(25, 9, marks=pytest.mark.db(always=True))])
def test_killed_at_every_boundary_it_comes_to_the_same_end(kims: world.World, first: int, more: int) -> None:
    """Nothing is left of the person, nobody else is touched, and the ledger has one beginning and one end."""
    deaths = Deaths()
    eraser = parties.Real(lambda erasure: lives_until_done(erasure, deaths, first, more))
    assert proofs.unexplained_after(eraser, kims) == []
    assert proofs.left_by(lambda _subject: [], kims) == []
    assert len(deaths.places) > 5, "it was hardly ever killed"
    assert len(set(deaths.places)) > 3
    assert not ErasurePiece.objects.filter(erasure=eraser.erasure).exists()
    assert eraser.erasure.sought is None
    assert [found.findings for found in check_erasures(eraser.erasure.ref)] == [()]


def test_two_jobs_of_one_worker_are_never_at_the_same_erasure(kim: Person) -> None:
    erasure = plan_erasure(kim, Asked(), by=JOB)

    def takes(_number: int) -> bool:
        try:
            leasing.take(erasure)
        except InOtherHands:
            return False
        return True

    assert sorted(at_once(2, takes)) == [False, True]
