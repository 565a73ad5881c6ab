from __future__ import annotations

from datetime import UTC, datetime, timedelta

from candor.helpdesk.rules.due import due_after_customer_message, first_due

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_ticket_is_due_after_its_queues_hours():
    assert first_due(NOON, 24) == NOON + timedelta(days=1)


def test_a_second_message_never_puts_off_what_was_promised():
    promised = NOON + timedelta(hours=3)

    assert due_after_customer_message(NOON, promised, 24) == promised


def test_a_message_to_a_ticket_without_a_date_makes_one():
    assert due_after_customer_message(NOON, None, 8) == NOON + timedelta(hours=8)
