"""Whether anybody has written meanwhile."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from candor.kernel.db.others import last_write
from candor.kernel.models import NumberSeries
from candor.kernel.tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def test_it_is_another_one_as_soon_as_anybody_has_written_and_else_the_same() -> None:
    if connection.vendor != "sqlite":
        assert last_write() is None
        return
    before = last_write()
    assert NumberSeries.objects.count() == 0
    assert last_write() == before, "reading is no writing"
    NumberSeries.objects.create(name="ours")
    ours = last_write()
    assert ours != before
    at_once(1, lambda _number: NumberSeries.objects.create(name="theirs"))
    with transaction.atomic():
        assert last_write() != ours, "nobody else writes from here on"
