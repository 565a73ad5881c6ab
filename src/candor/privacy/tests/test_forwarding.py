"""A request that a client decides about reaches it on the day of the plan, though nobody presses a button."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client as Browser

from candor.config.schedule import SCHEDULE
from candor.kernel import clock, instance
from candor.kernel.jobs.schedule import ask_for_due
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AuditFact, Instance
from candor.kernel.tests.threads import at_once
from candor.mail.models import OutboxMessage
from candor.people.models import Organisation, Person
from candor.privacy.actions.agreements import Terms, change_agreement, record_agreement
from candor.privacy.actions.client_requests import mail_client
from candor.privacy.actions.forwarding import forward_requests, requests_should_leave
from candor.privacy.erasing import Asked, drop_plan, finishing, plan_erasure
from candor.privacy.models import ClientRequest, Erasure, ProcessingAgreement
from tests.cast import actor, make_customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)  # 12 o'clock in Berlin
EVENING = datetime(2026, 11, 20, 17, tzinfo=UTC)
DAYS_LATER = datetime(2026, 11, 23, 8, tzinfo=UTC)
OFFICE = "/tech/privacy-office/"
CONTACT = "privacy@nordlicht.example"
TERMS = Terms(date(2026, 1, 1), contact_name="Dr. Frost", contact_address=CONTACT, contact_language="de")
NOBODY = Terms(date(2026, 1, 1))


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(NOON):
        yield


@pytest.fixture
def office(paula: Person) -> Browser:
    return signed_in(paula)


@pytest.fixture
def agreement(nordlicht: Organisation, paula: Person) -> ProcessingAgreement:
    return record_agreement(nordlicht, TERMS, by=actor(paula))


def planned(person: Person, by: Person) -> ClientRequest:
    """Of a plan that stands and was not confirmed."""
    erasure = plan_erasure(person, Asked(reason="by letter"), by=actor(by))
    return ClientRequest.objects.get(erasure=erasure)


def at_the_next_look(moment: datetime) -> None:
    """The clock looks, and the worker does what it asks for."""
    with clock.at(moment):
        ask_for_due([entry for entry in SCHEDULE if entry.when is requests_should_leave])
        run_all_due()


def to_clients() -> list[str]:
    mails = OutboxMessage.objects.filter(about_kind="privacy.clientrequest", to_address=CONTACT).order_by("pk")
    return [mail.text for mail in mails]


def to_the_office() -> list[OutboxMessage]:
    mails = OutboxMessage.objects.filter(about_kind="privacy.clientrequest", to_address="paula@lindwurm.example")
    return list(mails.order_by("pk"))


def page_of(office: Browser, row: ClientRequest) -> str:
    shown = office.get(f"{OFFICE}erasures/{row.erasure.ref}/").content.decode()
    return re.sub(r"\s+", " ", shown.replace("&#39;", "'"))


def test_it_goes_to_the_client_in_the_evening_and_the_page_says_so_before_and_afterwards(
    agreement: ProcessingAgreement, kim: Person, paula: Person, office: Browser
) -> None:
    row = planned(kim, paula)
    before = page_of(office, row)
    assert "Goes to the client by itself today at 18:00" in before
    assert "mailed to Dr. Frost then, unless you write before" in before
    at_the_next_look(datetime(2026, 11, 20, 16, 59, 59, tzinfo=UTC))
    assert to_clients() == [], "the day belongs to the office"
    for _look in range(3):
        at_the_next_look(EVENING)
    (told,) = to_clients()
    assert "Kim Jansen" in told
    row.refresh_from_db()
    assert (row.passed_at, row.passed_by, row.went_by_itself) == (EVENING, None, True)
    after = page_of(office, row)
    assert "The client is to answer" in after
    assert "nobody: it went by itself" in after
    assert "20 November 2026, 18:00, By e-mail" in after
    fact = AuditFact.objects.get(name="privacy.client_request.passed_on")
    assert (fact.details, fact.actor_kind) == ({"how": "mail"}, "job")
    assert to_the_office() == []


def test_a_worker_that_stood_still_that_evening_loses_nothing(
    agreement: ProcessingAgreement, kim: Person, paula: Person
) -> None:
    row = planned(kim, paula)
    with clock.at(DAYS_LATER):
        assert "by itself in the next minutes" in page_of(signed_in(paula), row)
    at_the_next_look(DAYS_LATER)
    assert len(to_clients()) == 1


@pytest.mark.once
def test_the_evening_is_the_one_of_where_the_instance_stands(
    agreement: ProcessingAgreement, kim: Person, paula: Person
) -> None:
    """In Auckland the next day begins when it is noon in Berlin."""
    Instance.objects.update_or_create(pk=1, defaults={"time_zone": "Pacific/Auckland"})
    instance.forget()
    planned(kim, paula)
    at_the_next_look(EVENING)
    assert to_clients() == []
    at_the_next_look(datetime(2026, 11, 21, 5, tzinfo=UTC))
    assert len(to_clients()) == 1


def withdrawn(office: Browser, row: ClientRequest) -> None:
    drop_plan(row.erasure, by=actor(Person.objects.get(name="Paula Roth")))


def answered(office: Browser, row: ClientRequest) -> None:
    form = {"word": "keep", "said_by": "Dr. Frost", "said_on": "2026-11-20"}
    assert office.post(f"{OFFICE}client-requests/{row.ref}/answer/", form).status_code == 303


def told_by_telephone(office: Browser, row: ClientRequest) -> None:
    assert office.post(f"{OFFICE}client-requests/{row.ref}/passed/", {"how": "phone"}).status_code == 303


@pytest.mark.once
@pytest.mark.parametrize("meanwhile", [withdrawn, answered, told_by_telephone])
def test_nothing_goes_by_itself_where_the_office_was_quicker(
    agreement: ProcessingAgreement, kim: Person, paula: Person, office: Browser, meanwhile: Any
) -> None:
    meanwhile(office, planned(kim, paula))
    at_the_next_look(EVENING)
    assert to_clients() == []
    assert to_the_office() == []


@pytest.mark.once
def test_whom_the_office_wrote_to_is_not_written_to_again(
    agreement: ProcessingAgreement, kim: Person, paula: Person, office: Browser
) -> None:
    row = planned(kim, paula)
    office.post(f"{OFFICE}client-requests/{row.ref}/mail/")
    at_the_next_look(EVENING)
    assert len(to_clients()) == 1
    row.refresh_from_db()
    assert (row.passed_by, row.went_by_itself) == (paula, False)


@pytest.mark.once
def test_whoever_plans_the_same_request_anew_does_not_write_to_the_client_again(
    agreement: ProcessingAgreement, kim: Person, paula: Person, office: Browser
) -> None:
    """Another case came in meanwhile, say. A request of another day is another one."""
    row = planned(kim, paula)
    at_the_next_look(EVENING)
    with clock.at(DAYS_LATER):
        again = plan_erasure(kim, Asked(received_on=NOON.date()), by=actor(paula))
        run_all_due()
        assert ClientRequest.objects.get().pk == row.pk
        assert ClientRequest.objects.get().erasure == again
        assert {kept["ground"] for kept in again.kept} == {"client-asked"}
        other = plan_erasure(kim, Asked(received_on=DAYS_LATER.date()), by=actor(paula))
        run_all_due()
    assert ClientRequest.objects.get().erasure == other
    at_the_next_look(datetime(2026, 11, 23, 20, tzinfo=UTC))
    assert len(to_clients()) == 2


def test_where_nobody_can_be_written_to_the_office_is_told_once_and_an_address_that_comes_later_is_used(
    nordlicht: Organisation, kim: Person, paula: Person, office: Browser
) -> None:
    agreement = record_agreement(nordlicht, NOBODY, by=actor(paula))
    row = planned(kim, paula)
    assert "If nothing is noted by 18:00 today, the privacy office is reminded by mail." in page_of(office, row)
    for _look in range(3):
        at_the_next_look(EVENING)
    (mail,) = to_the_office()
    assert "Nordlicht GmbH" in mail.subject
    assert f"{OFFICE}erasures/{row.erasure.ref}/" in mail.text
    assert "Kim" not in mail.subject + mail.text, "who it is stands behind the link"
    assert "The privacy office was reminded by mail" in page_of(office, row)
    fact = AuditFact.objects.get(name="privacy.client_request.office_told")
    assert fact.details == {"organisation": nordlicht.pk}
    change_agreement(agreement, 0, TERMS, by=actor(paula))
    at_the_next_look(DAYS_LATER)
    assert len(to_clients()) == 1
    assert len(to_the_office()) == 1


@pytest.mark.once
def test_one_that_cannot_be_written_to_holds_up_no_other(
    agreement: ProcessingAgreement, kim: Person, lee: Person, paula: Person
) -> None:
    silent = Organisation.objects.create(name="Hafen AG", created_at=NOON)
    record_agreement(silent, NOBODY, by=actor(paula))
    planned(make_customer("Otto Alt", "otto@hafen.example", silent), paula)
    planned(kim, paula)
    at_the_next_look(EVENING)
    assert (len(to_the_office()), len(to_clients())) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_and_the_office_at_the_same_moment_one_writes(
    nordlicht: Organisation, kim: Person, paula: Person
) -> None:
    record_agreement(nordlicht, TERMS, by=actor(paula))
    row, officer = planned(kim, paula), actor(paula)

    def act(number: int) -> bool:
        with clock.at(EVENING):
            return mail_client(row, by=officer) if number % 2 else forward_requests() is not None

    assert at_once(4, act).count(True) <= 1, "the office is told that it was it at most once"
    assert len(to_clients()) == 1
    assert AuditFact.objects.filter(name="privacy.client_request.passed_on").count() == 1
    assert Erasure.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_the_same_moment_one_tells_the_office(
    nordlicht: Organisation, kim: Person, paula: Person
) -> None:
    record_agreement(nordlicht, NOBODY, by=actor(paula))
    planned(kim, paula)

    def act(_number: int) -> None:
        with clock.at(EVENING):
            forward_requests()

    at_once(4, act)
    assert len(to_the_office()) == 1
    assert to_clients() == []
