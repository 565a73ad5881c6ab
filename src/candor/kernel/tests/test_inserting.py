"""Inserting by a statement of ours writes and gives what saving does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from candor.helpdesk.models import Queue, Ticket, TicketCount
from candor.kernel.db.inserting import insert, insert_unless_there
from candor.kernel.db.prepared import PreparedChange
from candor.kernel.models import AuditFact
from candor.people.models import Person, PersonName

pytestmark = [pytest.mark.django_db, pytest.mark.db]

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def ticket(number: int, requester: Person, queue: Queue) -> Ticket:
    return Ticket(
        number=number, subject="Ü", channel="mail", requester=requester, queue=queue, created_at=AT, changed_at=AT
    )


def kept(row: Ticket, key: int | None = None) -> dict[str, object]:
    """Its columns, but for those that differ in any two tickets."""
    own = {"id", "ref", "number", "_state"}
    return {name: value for name, value in vars(row).items() if name not in own and not name.startswith("_")}


def test_it_is_as_saved_with_what_the_database_makes(kim: Person) -> None:
    queue = Queue.objects.create(name="Support")
    saved, inserted = ticket(801, kim, queue), ticket(802, kim, queue)
    saved.save(force_insert=True)
    insert(inserted)
    assert inserted.pk
    assert not inserted._state.adding
    assert kept(inserted) == kept(saved), "with stage and is_unfinished, which the database works out"
    assert kept(Ticket.objects.get(pk=inserted.pk)) == kept(Ticket.objects.get(pk=saved.pk))


def test_a_column_of_json_and_an_empty_one_are_written_as_they_are() -> None:
    fact = AuditFact(
        name="a.b.c", object_kind="x.y", object_id=1, actor_kind="job", channel="job", at=AT, details={"ä": [1, None]}
    )
    insert(fact)
    found = AuditFact.objects.get(pk=fact.pk)
    assert (found.details, found.actor_id, found.at) == ({"ä": [1, None]}, None, AT)


def test_a_row_that_is_there_is_told_and_the_transaction_stays_whole(kim: Person) -> None:
    queue = Queue.objects.create(name="Support")
    with transaction.atomic():
        assert insert_unless_there(ticket(803, kim, queue))
        assert not insert_unless_there(ticket(803, kim, queue))
        insert(PersonName(person=kim, kind=PersonName.Kind.PRESENT, text="Still writing"))
    assert Ticket.objects.filter(number=803).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(ticket(803, kim, queue))


def test_a_prepared_change_reads_what_is_there_each_time(kim: Person) -> None:
    row = TicketCount.objects.create(queue=Queue.objects.create(name="Q"), assignee_id=0, status="new", count=1)
    twice = PreparedChange(lambda: (TicketCount.objects.filter(status="new"), {"count": F("count") * 2}))
    assert (twice.made(), twice.made()) == (1, 1)
    row.refresh_from_db()
    assert row.count == 4
    assert connection.in_atomic_block, "one of the test's own: nothing here leaves it"
