"""`do_to` does to each piece what the map says: nothing is left, nobody else is touched, twice is once."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from candor.kernel.registries.personal_data import DATABASE, Subject, keepers
from candor.people.public import add_tombstone
from candor.privacy.erasing import Step, Whom, do_to, step_of, step_of_store
from tests.privacy import parties, proofs, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def erase_all(subject: Subject) -> list[proofs.Deed]:
    """Everything that is discovered, in one go, as if nothing were kept."""
    steps = list(steps_for(subject))
    do_to(steps, Whom(subject, add_tombstone().pk))
    for keeper in keepers().values():
        assert keeper.compact(())
    return [deed for step in steps for deed in parties.deeds_of(step)]


def steps_for(subject: Subject) -> Iterable[Step]:
    for name, keeper in keepers().items():
        for piece in keeper.discover(subject):
            step = step_of(piece, {}) if name == DATABASE else step_of_store(piece)
            if step is not None:
                yield step


def test_nothing_is_left(kims: world.World) -> None:
    assert proofs.left_by(erase_all, kims) == []


def test_nobody_else_is_touched(kims: world.World) -> None:
    assert proofs.unexplained_after(erase_all, kims) == []
