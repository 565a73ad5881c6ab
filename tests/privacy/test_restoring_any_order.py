"""Backups, erasures, holds and restores in any order: nobody who was erased is seen again, and no hold is lost."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from candor.kernel.actor import JOB, SYSTEM
from candor.kernel.backup import gate
from candor.people.models import Identifier, Person
from candor.privacy.actions.holds import Target, lift_hold, set_hold
from candor.privacy.actions.suppressions import suppress
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, plan_erasure
from candor.privacy.models import Hold, HoldReason, Reach, SuppressionReason
from candor.privacy.suppressing import entry_for
from tests.cast import make_person
from tests.privacy.carriers import where_tokens_are
from tests.privacy.restores import an_elsewhere, restore

REVIEW = date(2030, 3, 1)


class AnyOrder(RuleBasedStateMachine):
    """What should be true, kept beside the instance: who was erased, who is held, what each backup holds."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        place = Path(tempfile.mkdtemp())
        self.stack.callback(shutil.rmtree, place)
        self.elsewhere = self.stack.enter_context(an_elsewhere(place))
        self.there, self.erased, self.held, self.silent = set[str](), set[str](), set[str](), set[str]()
        self.backups: list[tuple[Path, frozenset[str]]] = []
        self.restores = self.count = 0
        for _each in range(3):
            self.comes()
        self.is_backed_up()

    def teardown(self) -> None:
        """Whatever happened, the oldest backup is restored in the end."""
        try:
            self.restored(*self.backups[0])
            self.nobody_is_seen_again_and_nothing_held_is_lost()
            self.nothing_of_them_is_left_anywhere()
        finally:
            self.stack.close()
            call_command("flush", verbosity=0, interactive=False)

    @rule()
    def comes(self) -> None:
        self.count += 1
        name = f"marker{id(self) % 9973}x{self.count}"
        make_person(name, f"{name}@any.example")
        self.there.add(name)

    @rule()
    def is_backed_up(self) -> None:
        self.backups.append((self.elsewhere.backup(), frozenset(self.there | self.erased)))

    @precondition(lambda self: self.there - self.held)
    @rule(data=st.data())
    def is_erased(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.there - self.held)))
        erasure = plan_erasure(_person(name), Asked(), by=JOB)
        confirm_erasure(erasure, erasure.plan_hash, by=JOB)
        carry_on(erasure)
        self.there.remove(name)
        self.erased.add(name)

    @precondition(lambda self: self.there - self.held)
    @rule(data=st.data())
    def is_held(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.there - self.held)))
        set_hold(Target(person=_person(name).pk), HoldReason.CLAIM, REVIEW, by=SYSTEM)
        self.held.add(name)

    @precondition(lambda self: self.held & self.there)
    @rule(data=st.data())
    def is_let_go(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.held & self.there)))
        lift_hold(Hold.objects.standing().get(person=_person(name)), by=SYSTEM)
        self.held.remove(name)

    @rule()
    def wants_no_advertising(self) -> None:
        address = f"silent{len(self.silent)}@any.example"
        suppress(address, Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
        self.silent.add(address)

    @precondition(lambda self: self.backups and self.restores < 3)
    @rule(data=st.data())
    def is_restored(self, data: st.DataObject) -> None:
        self.restored(*data.draw(st.sampled_from(self.backups)))

    def restored(self, archive: Path, had: frozenset[str]) -> None:
        restored = restore(archive, self.elsewhere)
        assert restored.matters == ()
        self.there &= had
        self.held &= had
        self.restores += 1

    @invariant()
    def nobody_is_seen_again_and_nothing_held_is_lost(self) -> None:
        assert not gate.is_closed()
        assert set(Person.objects.filter(name__startswith="marker").values_list("name", flat=True)) == self.there
        held = Hold.objects.standing().exclude(person=None).values_list("person__name", flat=True)
        assert set(held) == self.held
        assert all(entry_for(address) for address in self.silent)

    @precondition(lambda self: self.restores and self.erased)
    @invariant()
    def nothing_of_them_is_left_anywhere(self) -> None:
        addresses = {f"{name}@any.example" for name in self.erased}
        assert not Identifier.objects.filter(value__in=addresses).exists()
        assert {token: places for token, places in where_tokens_are(addresses).items() if places} == {}


def _person(name: str) -> Person:
    return Person.objects.get(name=name, erased_at=None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
@pytest.mark.slow(15)
def test_in_any_order_nobody_comes_back() -> None:
    """Fewer orders on PostgreSQL, where every restore makes all tables anew."""
    few = settings(
        max_examples=5 if connection.vendor == "sqlite" else 2,
        stateful_step_count=10,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(AnyOrder, settings=few)
