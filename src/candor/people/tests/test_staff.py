"""Becoming staff, changing roles, leaving: one audited action each, and no other way in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from candor.kernel import audit, clock, instance, tokens
from candor.kernel.actor import SYSTEM
from candor.kernel.models import AuditFact, Instance
from candor.kernel.tasks import clear_expired_sessions
from candor.people import notices, passwords
from candor.people.actions import staff
from candor.people.actions.identifiers import Refused, add_identifier
from candor.people.actions.staff import Invitation
from candor.people.actors import actor_of
from candor.people.models import Account, Identifier, Person, Session, StaffInvitation, StaffMember
from candor.people.roles import Role
from candor.people.tasks import end_contracts
from candor.people.tests.conftest import LetterBox
from tests.cast import actor, give_account, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NEW = "sieben gelbe lampen brennen"


def invited(browser: Client, letter_box: LetterBox, **more: str) -> str:
    """Invite Nele as an administrator does; the path of her link."""
    answer = browser.post(
        "/tech/configuration/staff/invite/",
        {"name": "Nele Lund", "email": "nele@lindwurm.example", "role": "technician", **more},
    )
    assert answer.status_code == 303, answer.content
    return str(letter_box.letters[-1]["context"]["link"].removeprefix("http://localhost:8000"))


def test_an_invitation_is_accepted_with_a_password_of_ones_own(adam: Person, letter_box: LetterBox) -> None:
    link, nele = invited(signed_in(adam), letter_box), Client()
    assert "Nele Lund" in nele.get(link).content.decode()
    assert nele.post(link, {"password": "short"}).status_code == 422
    answer = nele.post(link, {"password": NEW})
    assert nele.get(answer["Location"])["Location"] == "/tech/"
    member = StaffMember.objects.get(account__person__name="Nele Lund")
    assert member.role == "technician"
    assert Identifier.objects.get(value="nele@lindwurm.example").verified_at is not None
    assert [fact.name for fact in audit.facts_about(member)] == ["people.staff.joined"]
    assert Client().get(link).status_code == 410


def test_a_link_that_was_taken_back_or_is_too_old_opens_nothing(adam: Person, letter_box: LetterBox) -> None:
    browser = signed_in(adam)
    first = invited(browser, letter_box)
    with clock.later(minutes=1):
        second = invited(browser, letter_box)
    assert Client().get(first).status_code == 410
    with clock.later(days=8):
        assert Client().get(second).status_code == 410
    offer = StaffInvitation.objects.get(settled_at=None)
    browser.post(f"/tech/configuration/staff/invitations/{offer.ref}/withdrawal/")
    assert Client().post(second, {"password": NEW}).status_code == 410


def test_a_customer_who_is_invited_keeps_their_record(adam: Person, kim: Person, letter_box: LetterBox) -> None:
    link = invited(signed_in(adam), letter_box, email="kim@nordlicht.example")
    old = signed_in(kim)
    Client().post(link, {"password": NEW})
    assert StaffMember.objects.get(account=kim.account).role == "technician"
    assert old.get("/customer/me/").status_code == 302


def test_somebody_who_works_here_is_not_invited_again(adam: Person, anna: Person, letter_box: LetterBox) -> None:
    answer = signed_in(adam).post(
        "/tech/configuration/staff/invite/",
        {"name": "Anna", "email": "anna@lindwurm.example", "role": "administrator"},
    )
    assert "member of staff already" in answer.content.decode()


@pytest.mark.parametrize("who", ["anna", "mara", "kim", "mallory"])
def test_nobody_but_an_administrator_makes_staff(who: str, request: pytest.FixtureRequest, anna: Person) -> None:
    browser = signed_in(request.getfixturevalue(who))
    data = {"name": "M", "email": "m@elsewhere.example", "role": "administrator"}
    assert browser.post("/tech/configuration/staff/invite/", data).status_code == 404
    assert browser.post(f"/tech/configuration/staff/{anna.ref}/role/", {"role": "administrator"}).status_code == 404
    assert not StaffInvitation.objects.exists()


def test_changing_who_may_do_what_asks_for_the_password_again(adam: Person, anna: Person) -> None:
    browser = signed_in(adam)
    with clock.later(minutes=11):
        page = f"/tech/configuration/staff/{anna.ref}/role/"
        assert browser.get(page)["Location"].startswith("/tech/confirm-password/?next=")
        answer = browser.post(page, {"role": "sales"})
        assert answer.status_code == 403
        assert StaffMember.objects.get(account=anna.account).role == "technician"


def test_a_new_role_counts_at_once_and_ends_the_old_sessions(adam: Person, anna: Person) -> None:
    old = signed_in(anna)
    signed_in(adam).post(f"/tech/configuration/staff/{anna.ref}/role/", {"role": "sales"})
    assert old.get("/tech/people/").status_code == 302
    assert not actor(Person.objects.get(pk=anna.pk)).may("helpdesk.ticket.view")


def test_who_leaves_is_a_stranger_in_the_tech_center_at_once(adam: Person, anna: Person) -> None:
    old = signed_in(anna)
    signed_in(adam).post(f"/tech/configuration/staff/{anna.ref}/departure/")
    assert old.get("/tech/people/").status_code == 302
    anna = Person.objects.get(pk=anna.pk)
    assert signed_in(anna).get("/tech/people/").status_code == 404
    assert signed_in(anna).get("/customer/me/").status_code == 200


def test_the_last_administrator_stays(adam: Person) -> None:
    browser = signed_in(adam)
    browser.post(f"/tech/configuration/staff/{adam.ref}/departure/")
    answer = browser.post(f"/tech/configuration/staff/{adam.ref}/role/", {"role": "sales"})
    assert "last administrator" in answer.content.decode()
    assert StaffMember.objects.get(account=adam.account).role == "administrator"


def test_a_contractor_is_out_after_the_last_day_and_let_go_by_night(adam: Person, boris: Person) -> None:
    today = clock.now().date()
    answer = signed_in(adam).post(f"/tech/configuration/staff/{boris.ref}/last-day/", {"ends_on": today.isoformat()})
    assert answer.status_code == 303
    assert signed_in(boris).get("/tech/people/").status_code == 200
    with clock.later(days=1):
        assert signed_in(boris).get("/tech/people/").status_code == 404
        end_contracts()
        end_contracts()
        member = StaffMember.objects.get(account=boris.account)
        assert member.left_at is not None
        assert AuditFact.objects.filter(name="people.staff.left").count() == 1


def test_a_last_day_lies_ahead(adam: Person, boris: Person) -> None:
    yesterday = (clock.now().date() - timedelta(days=1)).isoformat()
    page = f"/tech/configuration/staff/{boris.ref}/last-day/"
    assert signed_in(adam).post(page, {"ends_on": yesterday}).status_code == 422
    assert signed_in(adam).post(page, {"ends_on": "tomorrow"}).status_code == 422


def test_a_technician_cannot_become_administrator_by_an_address(anna: Person, adam: Person) -> None:
    browser = signed_in(anna)
    page = f"/tech/people/{adam.ref}/e-mails/new/"
    assert browser.post(page, {"email": "anna@elsewhere.example"}).status_code == 404
    with pytest.raises(Refused, match="colleagues"):
        add_identifier(adam, "email", "anna@elsewhere.example", by=actor(anna))
    assert browser.post(f"/tech/people/{adam.ref}/lock/").status_code == 404


def test_expired_sessions_are_cleared_and_live_ones_stay(anna: Person, boris: Person) -> None:
    signed_in(anna)
    with clock.later(hours=20):
        signed_in(boris)
        clear_expired_sessions()
        clear_expired_sessions()
    assert [session.account for session in Session.objects.all()] == [boris.account]


def test_set_up_makes_the_first_administrator_once(letter_box: LetterBox, client: Client) -> None:
    address = instance.new_set_up_address().removeprefix("http://localhost:8000")
    asked = {
        "organisation_name": "Lindwurm",
        "language": "de",
        "time_zone": "Europe/Berlin",
        "name": "Adam Kern",
        "email": "adam@lindwurm.example",
        "password": NEW,
    }
    assert client.get(address).status_code == 200
    assert client.post(address, {**asked, "password": "lindwurm adam kern"}).status_code == 422
    assert client.post(address, {**asked, "time_zone": "Mars/Olympus"}).status_code == 422
    answer = client.post(address, asked)
    assert client.get(answer["Location"])["Location"] == "/tech/"
    assert Instance.objects.get().set_up_at is not None
    assert StaffMember.objects.get().role == "administrator"
    assert Client().post(address, {**asked, "email": "mallory@elsewhere.example"}).status_code == 410
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "words", "not_django"),
    [
        (
            "en",
            ["Enter the name of your organisation", "Enter your name", "you sign in with it"],
            "This field is required",
        ),
        ("de", ["den Namen Ihrer Organisation", "Geben Sie Ihren Namen ein", "Passwort"], "zwingend erforderlich"),
    ],
)
def test_set_up_says_in_our_words_what_is_missing(
    language: str, words: list[str], not_django: str, client: Client, db: None
) -> None:
    address = instance.new_set_up_address().removeprefix("http://localhost:8000")
    page = client.post(address, {"x": "1"}, headers={"Accept-Language": language}).content.decode()
    assert not [each for each in words if each not in page]
    assert not_django not in page


def test_set_up_takes_nobody_without_the_secret(client: Client, db: None) -> None:
    instance.new_set_up_address()
    assert client.get("/set-up/guess/").status_code == 410
    assert client.post("/set-up/guess/", {"name": "Mallory"}).status_code == 410


class WhoIsStaff(RuleBasedStateMachine):
    """Whatever customers and administrators do, staff are exactly those who accepted an offer and have not left."""

    def __init__(self) -> None:
        super().__init__()
        self.admin = Account.objects.get(staff__role=Role.ADMINISTRATOR)
        self.by = actor_of(self.admin)
        self.people = [make_person(f"P{number}", f"p{number}@fjord.example") for number in range(3)]
        self.links: dict[int, str] = {}
        self.expected: set[int] = {self.admin.person_id}

    @rule(who=st.integers(0, 2), role=st.sampled_from(list(Role)))
    def invite(self, who: int, role: Role) -> None:
        person = self.people[who]
        try:
            staff.invite(Invitation(person.name, f"p{who}@fjord.example", role), by=self.by)
        except Refused:
            assert person.pk in self.expected
        else:
            self.links[who] = SENT[-1]

    @rule(who=st.integers(0, 2))
    def accept(self, who: int) -> None:
        found = staff.invitation_behind(self.links.get(who, "no link"))
        if found is not None:
            staff.accept(*found, NEW)
            self.expected.add(self.people[who].pk)

    @rule(who=st.integers(0, 2))
    def withdraw(self, who: int) -> None:
        for offer in self.people[who].invitations.filter(settled_at=None):
            staff.withdraw_invitation(offer, by=self.by)

    @rule(who=st.integers(0, 2))
    def leave(self, who: int) -> None:
        for member in StaffMember.objects.filter(account__person=self.people[who], left_at=None):
            staff.let_go(member, by=self.by)
            self.expected.discard(self.people[who].pk)

    @rule(who=st.integers(0, 2))
    def use_an_old_link(self, who: int) -> None:
        secret = tokens.issue_link(staff.INVITATION, self.people[who].pk, lives=timedelta(days=1), invitation=0)
        assert staff.invitation_behind(secret) is None

    @rule(who=st.integers(0, 2))
    def have_an_account(self, who: int) -> None:
        if not Account.objects.filter(person=self.people[who]).exists():
            give_account(self.people[who])

    @invariant()
    def only_those_who_accepted_are_staff(self) -> None:
        accounts = Account.objects.select_related("staff").all()
        assert {account.person_id for account in accounts if actor_of(account).is_staff} == self.expected


SENT: list[str] = []


class StaffStories(HypothesisCase):
    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(passwords, "hashed", lambda password: f"hashed {password}")
        monkeypatch.setattr(notices, "send_invitation", lambda _i, _to, secret, by: SENT.append(secret))
        monkeypatch.setattr(notices, "tell_password_changed", lambda _person, by: None)

    def test_nothing_but_an_accepted_offer_makes_staff(self) -> None:
        from django.db import transaction

        account = give_account(make_person("Adam", "adam@lindwurm.example"))
        staff.make_staff(account, Role.ADMINISTRATOR, by=SYSTEM)

        class InOneTransaction(WhoIsStaff):
            def __init__(self) -> None:
                self.undo = transaction.atomic()
                self.undo.__enter__()
                super().__init__()

            def teardown(self) -> None:
                transaction.set_rollback(True)
                self.undo.__exit__(None, None, None)

        run_state_machine_as_test(
            InOneTransaction,
            settings=settings(
                max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
