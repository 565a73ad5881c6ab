"""The demo company: believable, consistent, loaded once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from candor.helpdesk.demo import fill, logins
from candor.helpdesk.models import (
    Attachment,
    CallBack,
    Message,
    MessageKind,
    Notification,
    Participant,
    QueueCount,
    Standing,
    Status,
    Ticket,
    TicketCount,
)
from candor.kernel import clock, instance
from candor.kernel.models import AuditFact
from candor.mail.models import OutboxMessage
from candor.people.models import Membership, Organisation, Person, StaffMember

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo, loaded once for all stories here and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert fill()
        yield
        transaction.set_rollback(True)


def test_a_company_with_its_customers_and_sixty_cases_in_every_state() -> None:
    assert instance.current().organisation_name == "Lindwurm Software"
    assert StaffMember.objects.count() == 6
    assert Organisation.objects.count() == 11
    assert Membership.objects.count() == 24
    states = Counter(Ticket.objects.filter(binned_at=None).values_list("status", flat=True))
    assert sum(states.values()) == 60
    assert min(states[status] for status in Status) >= 3
    assert Message.objects.filter(kind=MessageKind.INTERNAL).count() >= 10
    assert Attachment.objects.count() >= 15


def test_people_write_in_two_languages() -> None:
    languages = Counter(Ticket.objects.values_list("requester__language", flat=True))
    assert languages["de"] > 25
    assert languages["en"] + languages[""] > 25


def test_nothing_happens_in_the_future_and_every_case_in_its_order() -> None:
    now = clock.now()
    assert not Ticket.objects.filter(changed_at__gt=now).exists()
    assert not Message.objects.filter(written_at__gt=now).exists()
    assert Ticket.objects.exclude(merged_into=None).count() == 1
    for ticket in Ticket.objects.filter(merged_into=None).prefetch_related("messages"):
        moments = [message.written_at for message in ticket.messages.order_by("id")]
        assert moments == sorted(moments)
        assert ticket.created_at == moments[0]
        assert ticket.message_count == len(moments)
    numbers = list(Ticket.objects.order_by("created_at").values_list("number", flat=True))
    assert numbers == list(range(1, 62))


def test_facts_stand_in_the_order_of_their_time() -> None:
    facts = AuditFact.objects.exclude(name="privacy.notice.published").order_by("id")
    moments = list(facts.values_list("at", flat=True))
    assert moments == sorted(moments)


def test_the_counters_agree_with_the_cases() -> None:
    counted: Counter[tuple[int, int, str]] = Counter()
    in_queues: Counter[tuple[int, str]] = Counter()
    for queue, assignee, status in Ticket.objects.filter(binned_at=None).values_list("queue", "assignee", "status"):
        counted[queue, assignee or 0, status] += 1
        in_queues[queue, status] += 1
    kept = TicketCount.objects.exclude(count=0).values_list("queue", "assignee_id", "status", "count")
    assert {(queue, assignee, status): count for queue, assignee, status, count in kept} == counted
    of_queues = QueueCount.objects.exclude(count=0).values_list("queue", "status", "count")
    assert {(queue, status): count for queue, status, count in of_queues} == in_queues


def test_what_we_answered_has_long_been_sent() -> None:
    assert not OutboxMessage.objects.unsent().exists()
    assert not OutboxMessage.objects.filter(settled_at__gt=clock.now()).exists()
    answers = Message.objects.filter(kind=MessageKind.FROM_US)
    assert set(answers.values_list("delivery", flat=True)) == {"sent"}


def test_loading_again_changes_nothing() -> None:
    before = AuditFact.objects.count(), Person.objects.count(), Ticket.objects.count()
    assert not fill()
    assert (AuditFact.objects.count(), Person.objects.count(), Ticket.objects.count()) == before


def test_the_log_ins_are_printed_as_promised() -> None:
    out = StringIO()
    call_command("demo_logins", "--json", stdout=out)
    told = [json.loads(line) for line in out.getvalue().splitlines()]
    names = {login["email"].split("@")[0] for login in told}
    assert names >= {"admin", "tech", "sales", "manager", "privacy", "customer", "super"}
    assert {login["password"] for login in told} == {"candor-demo-2026"}
    words = StringIO()
    call_command("demo_logins", stdout=words)
    assert "super@demo.example" in words.getvalue()


def test_everybody_on_the_list_can_sign_in() -> None:
    for login in logins():
        form = {"email": login.email, "password": "candor-demo-2026"}
        response = Client().post(f"{login.center}sign-in/", form)
        assert response.status_code == 303, login.email
        assert response.cookies, login.email


def test_the_staff_work_together() -> None:
    """Everything that working together knows is there to be seen."""
    assert Participant.objects.followers().count() == 2
    assert Participant.objects.copied().count() == 1
    assert Participant.objects.filter(standing=Standing.SUGGESTED).exists()
    assert Ticket.objects.filter(binned_at__isnull=False).count() == 1
    assert CallBack.objects.open().count() == 2
    jonas = StaffMember.objects.get(account__person__name="Jonas Weber")
    lines = Notification.objects.unread().filter(person=jonas.account.person)
    assert any("mentioned" in line.tally for line in lines)
    assert 1 <= jonas.unread_notifications == lines.count() <= 15
