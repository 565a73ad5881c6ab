"""What is shipped as the exporter, read back from its archives: complete, without secrets, true to its schema."""

from __future__ import annotations

import pytest

from tests.privacy import copies, parties, proofs, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def test_the_exporter_and_an_eraser_that_follows_the_map_agree(kims: world.World) -> None:
    """Duality, with what really stands in the archives before and after."""
    assert proofs.untold_by(parties.ByTheMap(), copies.exported, kims) == []


def test_smoke(kims: world.World) -> None:
    archive = copies.archive_of(kims.subject)
    print(archive.namelist())
    print(archive.read("index.html").decode())
