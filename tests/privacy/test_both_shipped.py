"""Duality with both shipped sides: what stands in the archives before and after, and what the eraser says it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from candor.kernel.registries.personal_data import Piece, Subject
from candor.privacy.erasing import freezing
from candor.privacy.rules.periods import Begin, Force, Rule, Rules
from tests.privacy import copies, parties, proofs, world
from tests.privacy.carriers import Cell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

A_DUTY = Rules.of((Rule("case", 72, Begin.YEAR_END, Force.DUTY, ("§ 257 HGB",)),))
NOTHING = ["", "Erased", "erased", "1970-01-01T00:00:00Z"]
"""What stands in the row of somebody who is kept nameless, as an archive shows it."""
OVERLOOKED, FORGOTTEN = "mail_outboxmessage", "people_activity"


@pytest.mark.db(always=True)
def test_what_was_in_the_archive_is_erased_or_kept_and_what_was_kept_is_in_it_still(
    kims: world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A duty keeps the cases and what hangs on them; everything else goes."""
    monkeypatch.setattr(freezing, "rules_in_force", lambda: A_DUTY)
    eraser = parties.Real()
    untold = proofs.untold_by(eraser, copies.exported, kims, says_nothing=NOTHING)
    assert not untold, "\n".join(untold)
    assert {kept["place"] for kept in eraser.erasure.kept} >= {"helpdesk_ticket", "helpdesk_message"}
    assert any(group["doing"] == "delete" for group in eraser.erasure.counts["pieces"])


def test_an_eraser_that_overlooks_a_table_and_an_exporter_that_forgets_one_are_found_out(
    kims: world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = freezing.rows_that_change

    def lazily(subject: Subject) -> Iterator[Piece]:
        return (piece for piece in original(subject) if piece.place != OVERLOOKED)

    def forgetfully(subject: Subject) -> Mapping[Cell, Any]:
        return {cell: value for cell, value in copies.exported(subject).items() if cell[0] != FORGOTTEN}

    monkeypatch.setattr(freezing, "rows_that_change", lazily)
    untold = proofs.untold_by(parties.Real(), forgetfully, kims)
    assert any(told.startswith(f"{OVERLOOKED}.text of ") and "is exported still" in told for told in untold)
    assert any(told.startswith(f"{FORGOTTEN}.text of ") and told.endswith("is in no export") for told in untold)
