"""The large demo: as many of everything as was asked for, and as consistent as a used instance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F
from django.test import Client

from candor.helpdesk.actions.counting import recorded, recorded_of_queues, recount, recount_queues
from candor.helpdesk.demo import fill, logins
from candor.helpdesk.demo.large import fill_large
from candor.helpdesk.demo.large.words import Vocabulary
from candor.helpdesk.models import AWAITING_US, Message, MessageKind, Status, Tag, Ticket
from candor.kernel import audit_chain, clock, search
from candor.kernel.actor import SYSTEM
from candor.kernel.models import Job, PendingIndexing
from candor.kernel.numbers import next_number
from candor.mail.models import OutboxMessage
from candor.people.models import Identifier, Membership, Organisation, Person, StaffMember

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.slow]

SIZE = 300


def silently(_what: str, _count: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module", autouse=True)
def large(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The large demo, loaded once for all stories here and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill_large(SIZE, 7, silently)
        yield
        transaction.set_rollback(True)


def test_there_is_as_much_of_everything_as_was_asked_for() -> None:
    assert Ticket.objects.count() == SIZE
    assert Message.objects.count() == 5 * SIZE
    assert Person.objects.filter(account=None).count() >= SIZE // 10
    assert Organisation.objects.count() >= 8 + SIZE * 3 // 200
    assert SIZE * 0.15 < Ticket.objects.unfinished().count() < SIZE * 0.25
    assert set(Ticket.objects.values_list("status", flat=True)) == {*Status.values}
    assert Ticket.objects.filter(message_count=20).count() >= SIZE // 20


def test_figures_that_pages_show_agree_with_the_rows() -> None:
    assert recorded() == recount()
    assert recorded_of_queues() == recount_queues()
    wrong = Ticket.objects.annotate(there=Count("messages")).exclude(there=F("message_count"))
    assert not wrong.exists()
    for tag in Tag.objects.annotate(there=Count("taggings")):
        assert tag.use_count == tag.there, tag
    assert next_number("helpdesk.ticket") == SIZE + 1


def test_everything_happened_in_its_order_and_nothing_in_the_future() -> None:
    now = clock.now()
    for ticket in Ticket.objects.prefetch_related("messages"):
        moments = [message.written_at for message in sorted(ticket.messages.all(), key=lambda each: each.pk)]
        assert moments == sorted(moments)
        assert ticket.created_at == moments[0]
        assert moments[-1] <= ticket.changed_at <= now
    assert not Ticket.objects.filter(scheduled_for__lte=now).exists()


def test_the_last_word_is_the_customers_where_the_next_move_is_ours() -> None:
    for ticket in Ticket.objects.filter(status__in=AWAITING_US):
        last = ticket.messages.exclude(kind=MessageKind.INTERNAL).latest("id")
        assert last.kind == MessageKind.FROM_CUSTOMER, ticket
        assert ticket.due_at is not None


def test_a_case_belongs_where_its_requester_belongs() -> None:
    places = dict(Membership.objects.values_list("person", "organisation"))
    for ticket in Ticket.objects.all():
        assert places.get(ticket.requester_id) == ticket.organisation_id
    assert Membership.objects.filter(role=Membership.Role.SUPER).count() >= SIZE * 3 // 200


def test_the_audit_chain_is_whole() -> None:
    verdict = audit_chain.verify()
    assert verdict.is_intact
    assert verdict.unsealed == 0
    assert verdict.facts > 6 * SIZE


def test_cases_people_and_organisations_are_found() -> None:
    message = Message.objects.order_by("id")[SIZE]
    words = " ".join(message.text.split()[:4])
    assert message.ticket in search.matching("helpdesk.ticket", words, Ticket.objects.visible_to(SYSTEM))
    entry = Identifier.objects.filter(kind="email").latest("id")
    assert entry.person in search.matching("people.person", entry.value, Person.objects.visible_to(SYSTEM))
    place = Organisation.objects.latest("id")
    assert place in search.matching("people.organisation", place.name, Organisation.objects.visible_to(SYSTEM))


def test_nothing_is_left_to_do() -> None:
    assert not PendingIndexing.objects.exists()
    assert not OutboxMessage.objects.unsent().exists()
    assert not Job.objects.filter(state="waiting").exists()


def test_technicians_and_the_demos_people_sign_in() -> None:
    assert StaffMember.objects.count() == 6 + 2
    for email in (logins()[0].email, "technician1@demo.example"):
        response = Client().post("/tech/sign-in/", {"email": email, "password": "candor-demo-2026"})
        assert response.status_code == 303, email


def test_words_come_as_often_as_in_languages() -> None:
    counted = Counter(word for text in Message.objects.values_list("text", flat=True) for word in text.lower().split())
    vocabulary = Vocabulary(7)
    first, twentieth = (counted[vocabulary.word(rank)] for rank in (1, 20))
    assert 10 < first / twentieth < 40


def test_it_goes_into_an_empty_instance_alone() -> None:
    before = Person.objects.count(), Ticket.objects.count()
    with pytest.raises(CommandError, match="belongs to an organisation already"):
        call_command("demo", "--size", "20")
    assert not fill()
    assert (Person.objects.count(), Ticket.objects.count()) == before
