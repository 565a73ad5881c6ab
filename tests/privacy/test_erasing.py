"""The eraser of the product passes the proofs: nothing is left, nobody else is touched, all is told."""

from __future__ import annotations

import pytest

from tests.privacy import parties, proofs, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db(always=True)]


def test_nothing_is_left(kims: world.World) -> None:
    assert proofs.left_by(parties.Real(), kims) == []


def test_nobody_else_is_touched(kims: world.World) -> None:
    assert proofs.unexplained_after(parties.Real(), kims) == []


def test_what_is_erased_was_exported_and_what_is_kept_still_is(kims: world.World) -> None:
    assert proofs.untold_by(parties.Real(), parties.export_by_the_map, kims) == []
