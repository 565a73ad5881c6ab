"""Several messages at once: what one costs, and what is left when something goes wrong among them."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.models import Message, Ticket
from candor.kernel import files
from candor.kernel.actor import SYSTEM
from candor.mail.actions import batches, intake
from candor.mail.actions.batches import take_in_fetched
from candor.mail.actions.intake import Place
from candor.mail.actions.mailboxes import MailboxDetails, add_mailbox
from candor.mail.models import MailboxCursor, OutboxMessage, RawMessage, RawState
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter

MOST_STATEMENTS, MOST_STATEMENTS_WHEN_ACKNOWLEDGED = 27, 43
"""Of one small mail from somebody new, with its BEGIN and COMMIT. Each costs 0.06 ms and more."""


@pytest.fixture
def place(db: None) -> Place:
    details = MailboxDetails("Support", "support@lindwurm.example", "127.0.0.1", "support", "secret")
    return Place(add_mailbox(details, by=SYSTEM), "INBOX", 7, 0)


def mails(first: int, count: int, *, precedence: str = "bulk") -> dict[int, bytes]:
    """By UID, each from a sender of its own; `bulk` is not answered."""
    return {
        number: letter(f"Message {number}.", sender=f"person{number}@elsewhere.example", precedence=precedence)
        for number in range(first, first + count)
    }


def statements_of(contents: dict[int, bytes], place: Place) -> int:
    with CaptureQueriesContext(connection) as captured:
        take_in_fetched(contents, place, lambda: False)
    return len(captured)


@pytest.mark.parametrize(
    ("precedence", "most"), [("bulk", MOST_STATEMENTS), ("normal", MOST_STATEMENTS_WHEN_ACKNOWLEDGED)]
)
def test_a_mail_costs_so_many_statements_and_no_more(place: Place, precedence: str, most: int) -> None:
    take_in_fetched(mails(1, 2, precedence=precedence), place, lambda: False)  # the queue is made with the first
    of_five = statements_of(mails(10, 5, precedence=precedence), place)
    of_ten = statements_of(mails(20, 10, precedence=precedence), place)
    assert Ticket.objects.count() == 17
    assert OutboxMessage.objects.count() == (17 if precedence == "normal" else 0)
    assert (of_ten - of_five) / 5 <= most


def test_the_cursor_passes_a_batch_with_the_transaction_that_stores_it(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_args: object) -> None:
        raise DatabaseError

    before = set(files._root().glob("*/*"))
    with monkeypatch.context() as patch:
        patch.setattr(batches, "move_cursor", busy)
        with pytest.raises(DatabaseError):
            take_in_fetched(mails(1, 3), place, lambda: False)
    assert not RawMessage.objects.exists()
    assert not MailboxCursor.objects.exists()
    assert set(files._root().glob("*/*")) == before, "bytes that no row names are taken back"

    assert take_in_fetched(mails(1, 3), place, lambda: False) == 3
    assert MailboxCursor.objects.get().uid == 3
    assert [mail.raw.uid for mail in reader.mails] == [1, 2, 3], "settled in their order"


def test_of_a_batch_that_was_fetched_in_part_the_rest_comes_in(place: Place, reader: Reader) -> None:
    contents = mails(1, 4)
    take_in_fetched({uid: contents[uid] for uid in (1, 3)}, place, lambda: False)
    take_in_fetched(contents, place, lambda: False)
    assert sorted(mail.raw.uid for mail in reader.mails) == [1, 2, 3, 4]
    assert RawMessage.objects.count() == 4


def test_told_to_stop_it_leaves_the_rest_to_be_taken_up(
    place: Place, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    stop.set()
    take_in_fetched(mails(1, 5), place, stop.is_set)
    assert len(reader.mails) == 1
    assert RawMessage.objects.filter(state=RawState.STORED).count() == 4
    monkeypatch.setattr(intake, "PATIENCE", intake.PATIENCE * 0)
    assert intake.resume() == 4
    assert [mail.raw.uid for mail in reader.mails] == [1, 2, 3, 4, 5]


def test_one_that_breaks_its_handler_costs_only_itself(place: Place, reader: Reader) -> None:
    takes = reader.does

    def breaks_at_two(mail: object) -> object:
        if mail.raw.uid == 2:
            raise RuntimeError("never seen before")
        return takes(mail)

    reader.does = breaks_at_two
    take_in_fetched(mails(1, 3), place, lambda: False)
    assert list(RawMessage.objects.order_by("uid").values_list("state", flat=True)) == [
        RawState.HANDLED,
        RawState.QUARANTINED,
        RawState.HANDLED,
    ]
    assert not Message.objects.exists()
