"""Writing very many rows: as saving each would, with all indexes there again afterwards."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from candor.kernel import audit_chain, clock
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import record
from candor.kernel.db.many_rows import ManyRows, loading
from candor.kernel.models import AuditFact, PendingIndexing

MARKS = ManyRows(PendingIndexing, "id", "kind", "object_id")


def indexes() -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, PendingIndexing._meta.db_table)
    return sorted(name for name, about in found.items() if about["index"])


@pytest.mark.django_db(transaction=True)
def test_rows_hold_what_was_given_and_the_defaults_and_the_next_one_follows() -> None:
    before = indexes()
    with loading(MARKS):
        first = MARKS.next_number()
        with transaction.atomic():
            MARKS.write((first + place, "test.story", 40 + place) for place in range(3))
    MARKS.let_go_on()
    assert list(PendingIndexing.objects.order_by("pk").values_list("object_id", "is_hidden")) == [
        (40, False),
        (41, False),
        (42, False),
    ]
    assert PendingIndexing.objects.create(kind="test.story", object_id=43).pk > first + 2  # others had rows before
    assert before
    assert indexes() == before


@pytest.mark.django_db(transaction=True)
def test_a_load_that_fails_leaves_the_indexes_there() -> None:
    before = indexes()
    with pytest.raises(KeyboardInterrupt), loading(MARKS):
        raise KeyboardInterrupt
    assert indexes() == before


@pytest.mark.django_db
def test_facts_that_are_written_under_seal_stand_in_the_chain_as_others_do() -> None:
    story = PendingIndexing.objects.create(kind="test.story", object_id=1)
    record("test.story.told", story, by=SYSTEM, to=1)
    audit_chain.seal_all()
    before = audit_chain.verify().facts
    at = clock.now()
    happened = ("test.story.read", "test.story", 7, "staff", None, "web", at, {"to": 2, "before": "open"})
    audit_chain.write_under_seal([happened] * (audit_chain.BATCH + 1))
    verdict = audit_chain.verify()
    assert (verdict.is_intact, verdict.facts, verdict.unsealed) == (True, before + audit_chain.BATCH + 1, 0)
    last = AuditFact.objects.latest("id")
    assert (last.at, last.details) == (at, {"to": 2, "before": "open"})
