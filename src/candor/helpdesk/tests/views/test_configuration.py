"""Queues and categories."""

from __future__ import annotations

import pytest

from candor.helpdesk.models import Category, Queue
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel.audit import facts_about
from tests.cast import signed_in

pytestmark = pytest.mark.db

QUEUES, CATEGORIES = "/tech/configuration/queues/", "/tech/configuration/categories/"


def details(**changes: object) -> dict[str, object]:
    return {"name": "Security", "is_open_to_all": "no", "follow_up_hours": "8", "reopens_for_days": "30", **changes}


def test_mara_makes_a_queue_and_closes_it_to_all_but_boris(mara, boris, anna):
    browser = signed_in(mara)
    browser.post(QUEUES, {"name": " Security "})
    queue = Queue.objects.get(name="Security")

    answer = browser.post(f"{QUEUES}{queue.ref}/", details(members=[boris.ref], default_assignee=boris.ref))

    queue.refresh_from_db()
    assert answer.status_code == 303
    assert (queue.is_open_to_all, queue.default_assignee, queue.follow_up_hours) == (False, boris, 8)
    assert [member.person for member in queue.members.all()] == [boris]
    assert [fact.name for fact in facts_about(queue)] == ["helpdesk.queue.created", "helpdesk.queue.changed"]


def test_one_queue_is_the_default_and_cannot_be_archived(mara, kim):
    first = ticket_of(kim).queue
    other = Queue.objects.create(name="Billing")
    browser = signed_in(mara)

    browser.post(f"{QUEUES}{first.ref}/archive/")
    first.refresh_from_db()
    assert first.archived_at is None
    browser.post(f"{QUEUES}{other.ref}/", details(name="Billing", is_open_to_all="yes", is_default="on"))

    assert list(Queue.objects.filter(is_default=True)) == [other]


def test_a_queue_with_unfinished_cases_is_not_archived(mara, boris, kim):
    queue = security_queue(boris)
    ticket = ticket_of(kim, queue=queue)
    browser = signed_in(mara)

    browser.post(f"{QUEUES}{queue.ref}/archive/")
    queue.refresh_from_db()
    assert queue.archived_at is None
    browser.post(f"/tech/cases/{ticket.ref}/closure/")
    browser.post(f"{QUEUES}{queue.ref}/archive/")
    queue.refresh_from_db()
    assert queue.archived_at is not None
    browser.post(f"{QUEUES}{queue.ref}/restore/")

    queue.refresh_from_db()
    assert queue.archived_at is None


@pytest.mark.parametrize("typed", [{"name": ""}, {"name": "support"}, {"name": "x" * 81}])
def test_a_queue_needs_a_name_of_its_own(mara, kim, typed):
    ticket_of(kim)  # makes the queue Support

    assert signed_in(mara).post(QUEUES, typed).status_code == 422
    assert Queue.objects.count() == 1


def test_a_category_brings_cases_to_a_queue_until_it_is_archived(mara):
    billing = Queue.objects.create(name="Billing")
    browser = signed_in(mara)
    browser.post(CATEGORIES, {"name": "Invoices"})
    category = Category.objects.get()

    browser.post(f"{CATEGORIES}{category.ref}/", {"name": "Invoices", "queue": billing.ref})
    category.refresh_from_db()
    assert (category.queue, category.is_offered_to_customers) == (billing, False)
    browser.post(f"{CATEGORIES}{category.ref}/archive/")
    browser.post(f"{CATEGORIES}{category.ref}/archive/")

    assert [fact.name.rsplit(".")[-1] for fact in facts_about(category)] == ["created", "changed", "archived"]


@pytest.mark.parametrize("path", [QUEUES, CATEGORIES])
def test_technicians_set_nothing_up(anna, path):
    assert signed_in(anna).get(path).status_code == 404
    assert signed_in(anna).post(path, {"name": "Mine"}).status_code == 404
    assert not Queue.objects.filter(name="Mine").exists()
    assert not Category.objects.exists()


@pytest.mark.parametrize("path", [QUEUES, CATEGORIES])
def test_a_page_without_a_row_is_not_found(mara, path):
    assert signed_in(mara).get(f"{path}nothing/").status_code == 404
    assert signed_in(mara).get(path).status_code == 200
