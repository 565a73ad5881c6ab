"""A company's contact wants to be gone: the company is asked, the month ends, or an officer has compelling grounds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Message, Ticket
from candor.kernel import clock
from candor.kernel.actor import Channel
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AuditFact
from candor.mail.models import OutboxMessage
from candor.people.models import Identifier, Membership, Organisation, Person
from candor.people.public import make_contact
from candor.privacy.actions.replacements import contacts_were_named, note_new_contacts
from candor.privacy.erasing import Asked, finishing, plan_erasure
from candor.privacy.erasing.checking import check_erasures
from candor.privacy.erasing.counting import plan_hash
from candor.privacy.erasing.executing import begin, carry_on
from candor.privacy.erasing.planning import drop_plan
from candor.privacy.erasing.resuming import resume_erasures
from candor.privacy.models import CompellingGround, Erasure, ErasureState, Lock, Replacement
from candor.privacy.queries.grounds import waiting_pieces
from candor.privacy.rules.deciding import Right
from candor.privacy.tasks import forget_plan, go_on_with_erasures
from tests.cast import actor, make_customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OFFICE = "/tech/privacy-office/"
WHY = "A claim about invoice 17 is pending"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(NOW):
        yield


@pytest.fixture
def contact(kim: Person, anna: Person) -> Person:
    """Kim, as whom Nordlicht is reached about its contract."""
    make_contact(Membership.objects.get(person=kim), by=actor(anna))
    return kim


@pytest.fixture
def case(contact: Person, nordlicht: Organisation) -> Ticket:
    new = NewTicket(requester=contact, subject="Broken", text="Ring us", channel=Channel.WEB, organisation=nordlicht)
    return open_ticket(new, by=actor(contact))


@pytest.fixture
def office(paula: Person) -> Client:
    return signed_in(paula)


def planned(person: Person, by: Person, right: Right = Right.ERASURE) -> Erasure:
    return plan_erasure(person, Asked(right, reason="by letter"), by=actor(by))


def page_of(erasure: Erasure, *more: str) -> str:
    return f"{OFFICE}erasures/{erasure.ref}/{''.join(f'{part}/' for part in more)}"


def read(office: Client, address: str) -> str:
    return re.sub(r"\s+", " ", office.get(address).content.decode().replace("&#39;", "'"))


def confirmed(office: Client, erasure: Erasure) -> Any:
    erasure.refresh_from_db()
    answer = office.post(page_of(erasure, "confirmation"), {"name": "Kim Jansen", "plan": erasure.plan_hash})
    run_all_due()
    erasure.refresh_from_db()
    return answer


def days_later(days: int) -> Erasure:
    """What the clock does every day; the last erasure after it."""
    with clock.at(NOW + timedelta(days=days)):
        resume_erasures()
        go_on_with_erasures()
        run_all_due()
    return Erasure.objects.latest("pk")


def item_of(erasure: Erasure, place: str) -> int:
    return waiting_pieces(erasure).get(place=place).pk


@pytest.mark.parametrize("right", [Right.ERASURE, Right.OBJECTION])
def test_the_company_is_asked_and_within_the_month_its_contact_is_gone_and_the_cases_stay(
    case: Ticket, contact: Person, lee: Person, nordlicht: Organisation, paula: Person, office: Client, right: Right
) -> None:
    Message.objects.filter(ticket=case).update(came_from="kim@nordlicht.example")
    erasure = planned(contact, paula, right)
    shown = read(office, page_of(erasure))
    assert "When you confirm, Candor writes to Lee Olsen and asks who the contact of Nordlicht GmbH is" in shown
    assert "19 December 2026" in shown
    assert not OutboxMessage.objects.filter(about_kind="privacy.replacement").exists(), "nothing leaves before that"
    confirmed(office, erasure)
    assert erasure.state == ErasureState.DONE, erasure.trouble
    assert Person.objects.get(pk=contact.pk).name == "Kim Jansen"
    lock = Lock.objects.standing().get(person=contact)
    assert (lock.ground, lock.until) == ("objection", date(2026, 12, 19))
    shown = read(office, page_of(erasure))
    assert "Another contact for Nordlicht GmbH" in shown
    assert "Lee Olsen" in shown
    assert "what waits for it goes by itself on 20" in shown

    last = days_later(29)
    assert last == erasure, "the last day of waiting"
    last = days_later(30)
    assert (last.state, last.right) == (ErasureState.DONE, right)
    assert Person.objects.get(pk=contact.pk).name == "Erased"
    assert not Identifier.objects.filter(person=contact).exists()
    assert {kept["ground"] for kept in last.kept} == {"company"}
    days_later(31)
    assert Erasure.objects.latest("pk") == last, "that they stood in for it is not forgotten with the membership"
    letter = Message.objects.get(ticket=case)
    assert letter.text == "Ring us"
    assert "kim" not in letter.came_from, "how they are reached is not the company's"
    assert Ticket.objects.get(pk=case.pk).organisation == nordlicht
    assert [one.findings for one in check_erasures(last.ref)] == [()]


@pytest.mark.once
def test_the_mail_tells_the_company_neither_who_leaves_nor_why(
    contact: Person, lee: Person, nordlicht: Organisation, paula: Person, office: Client
) -> None:
    Person.objects.filter(pk=lee.pk).update(language="de")
    make_customer("Nina Neu", "nina@nordlicht.example", nordlicht)
    confirmed(office, planned(contact, paula))
    mail = OutboxMessage.objects.get(about_kind="privacy.replacement")
    assert mail.to_address == "lee@nordlicht.example", "a super customer before a member"
    assert mail.language == "de"
    assert "Nordlicht GmbH" in mail.subject
    assert "19. Dezember 2026" in mail.text
    for word in ("Kim", "Jansen", "kim@", "Art.", "Widerspruch", "Löschung", "DSGVO"):
        assert word not in f"{mail.subject} {mail.text} {mail.html}"


def test_a_company_is_asked_once_a_request_however_often_it_is_begun(
    contact: Person, lee: Person, paula: Person, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    erasure = planned(contact, paula)
    Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.CONFIRMED)
    erasure.refresh_from_db()

    class Killed(BaseException):
        pass

    def killed(*_all: Any) -> None:
        raise Killed

    with monkeypatch.context() as crash:
        crash.setattr("candor.privacy.erasing.executing._shut_the_door", killed)
        with pytest.raises(Killed):
            begin(erasure)
    assert not Replacement.objects.exists(), "all of the first step or nothing of it"
    assert not OutboxMessage.objects.filter(about_kind="privacy.replacement").exists()
    for _again in range(2):
        assert carry_on(erasure).state == ErasureState.DONE
    days_later(30)
    assert Erasure.objects.count() == 2
    assert Replacement.objects.count() == 1
    assert OutboxMessage.objects.filter(about_kind="privacy.replacement").count() == 1


@pytest.mark.once
@pytest.mark.parametrize("in_the_way", ["nobody", "unconfirmed", "shared"])
def test_where_nobody_can_be_written_to_the_officer_asks_and_notes_it(
    contact: Person, nordlicht: Organisation, paula: Person, office: Client, in_the_way: str
) -> None:
    """A mailbox that is the contact's too would tell them, not the company."""
    if in_the_way != "nobody":
        nina = make_customer("Nina Neu", "nina@nordlicht.example", nordlicht)
        theirs = Identifier.objects.filter(person=nina)
        if in_the_way == "unconfirmed":
            theirs.update(verified_at=None)
        else:
            theirs.update(value="kim@nordlicht.example", written="kim@nordlicht.example")
    Organisation.objects.filter(pk=nordlicht.pk).update(phone="+49 431 1234")
    erasure = planned(contact, paula)
    assert "no mail can go out" in read(office, page_of(erasure))
    confirmed(office, erasure)
    assert not OutboxMessage.objects.filter(about_kind="privacy.replacement").exists()
    shown = read(office, page_of(erasure))
    for words in ("Ask the company by telephone or letter", "+49 431 1234", "not yet"):
        assert words in shown
    row = Replacement.objects.get()
    assert office.post(f"{OFFICE}companies/{row.ref}/asked/", {"how": "smoke"}).status_code == 303
    assert Replacement.objects.get().asked_at is None
    for how in ("phone", "letter"):
        office.post(f"{OFFICE}companies/{row.ref}/asked/", {"how": how})
    row.refresh_from_db()
    assert (row.asked_how, row.asked_by) == ("phone", paula), "the first time counts"
    assert "By telephone" in read(office, page_of(erasure))


@pytest.mark.once
def test_as_soon_as_the_company_has_named_somebody_nothing_waits_any_more(
    case: Ticket, contact: Person, lee: Person, paula: Person, office: Client
) -> None:
    erasure = planned(contact, paula)
    confirmed(office, erasure)
    row = Replacement.objects.get()
    name = f"{OFFICE}companies/{row.ref}/contact/"
    for wrong in (contact.ref, paula.ref, ""):
        office.post(name, {"person": wrong})
        assert Replacement.objects.get().named is None
    office.post(name, {"person": lee.ref})
    row.refresh_from_db()
    assert (row.named, row.named_by, row.named_at) == (lee, paula, NOW)
    assert Membership.objects.get(person=lee).contact_by == paula
    run_all_due()
    last = days_later(0)
    assert (last.pk > erasure.pk, last.state) == (True, ErasureState.DONE)
    assert Person.objects.get(pk=contact.pk).name == "Erased"
    assert not Lock.objects.standing().filter(person=contact).exists()
    shown = read(office, page_of(last))
    assert "New contact" in shown
    assert "Lee Olsen" in shown


@pytest.mark.once
def test_whoever_is_made_the_contact_on_the_companys_page_has_answered_too(
    contact: Person, lee: Person, anna: Person, paula: Person, office: Client
) -> None:
    confirmed(office, planned(contact, paula))
    assert not contacts_were_named()
    with clock.later(hours=1):
        make_contact(Membership.objects.get(person=lee), by=actor(anna))
        assert contacts_were_named()
        note_new_contacts()
        run_all_due()
        go_on_with_erasures()
    row = Replacement.objects.get()
    assert (row.named, row.named_by) == (lee, anna)
    assert not contacts_were_named()
    assert not Person.objects.filter(pk=contact.pk, name="Kim Jansen").exists()


@pytest.mark.once
def test_a_request_that_is_older_than_the_month_waits_for_nobody(
    case: Ticket, contact: Person, lee: Person, paula: Person, office: Client
) -> None:
    asked = Asked(Right.ERASURE, NOW.date() - timedelta(days=60), "by letter")
    erasure = plan_erasure(contact, asked, by=actor(paula))
    confirmed(office, erasure)
    assert Person.objects.get(pk=contact.pk).name == "Erased"
    assert not OutboxMessage.objects.filter(about_kind="privacy.replacement").exists()
    days_later(1)
    assert Erasure.objects.count() == 1
    assert Message.objects.get(ticket=case).text == "Ring us"


def test_what_paula_has_compelling_grounds_for_stays_and_says_why(
    case: Ticket, contact: Person, lee: Person, paula: Person, office: Client
) -> None:
    erasure = planned(contact, paula)
    assert page_of(erasure, "grounds") in read(office, page_of(erasure))
    shown = read(office, page_of(erasure, "grounds"))
    assert "Kim Jansen" in shown
    assert "kim@nordlicht.example" in shown
    chosen = [item_of(erasure, "people_person"), item_of(erasure, "people_personname")]
    form = {"items": [str(number) for number in chosen], "text": f"  {WHY} "}
    assert office.post(page_of(erasure, "grounds"), form).status_code == 303
    before = erasure.plan_hash
    erasure.refresh_from_db()
    assert erasure.plan_hash != before
    assert erasure.plan_hash == plan_hash(erasure)
    shown = read(office, page_of(erasure))
    assert f"{WHY}." in shown
    assert "has recorded compelling grounds for it (Art. 21(1) GDPR)" in shown
    assert "You confirm it as Paula" in shown
    confirmed(office, erasure)
    assert erasure.confirmed_by == paula
    assert f"The grounds: {WHY}." in read(office, page_of(erasure))
    told = json.loads(erasure.certificate)
    assert any(WHY in line for line in told["text"]["en"])
    assert any(WHY in line for line in told["text"]["de"])
    assert {kept["source"] for kept in told["kept"] if kept["ground"] == "compelling"} == {f"{WHY}."}
    last = days_later(30)
    assert last.state == ErasureState.DONE
    assert {kept["ground"] for kept in last.kept} == {"company", "compelling"}
    assert f"The grounds: {WHY}." in last.certificate
    assert Person.objects.get(pk=contact.pk).name == "Kim Jansen"
    assert not Identifier.objects.filter(person=contact).exists(), "only what was chosen"
    days_later(31)
    assert Erasure.objects.latest("pk") == last
    assert [one.findings for one in check_erasures(last.ref)] == [()]
    facts = AuditFact.objects.filter(name="privacy.ground.recorded")
    assert [fact.details for fact in facts] == [{"items": 2, "person": contact.pk}]


def test_grounds_are_taken_back_before_the_plan_is_confirmed(
    contact: Person, lee: Person, paula: Person, office: Client
) -> None:
    erasure = planned(contact, paula)
    before = (erasure.plan_hash, erasure.kept)
    form = {"items": [str(item_of(erasure, "people_person"))], "text": WHY}
    office.post(page_of(erasure, "grounds"), form)
    ground = CompellingGround.objects.get()
    assert office.post(page_of(erasure, "grounds", "removal"), {"ground": "0" * 16}).status_code == 303
    assert CompellingGround.objects.exists()
    office.post(page_of(erasure, "grounds", "removal"), {"ground": ground.ref})
    erasure.refresh_from_db()
    assert (erasure.plan_hash, erasure.kept) == before
    assert not CompellingGround.objects.exists()
    assert WHY not in read(office, page_of(erasure))
    assert AuditFact.objects.filter(name="privacy.ground.taken_back").count() == 1


BAD = [
    ({"text": WHY}, "Choose what is kept."),
    ({"items": "KIM", "text": " \n "}, "Write down the grounds"),
    ({"items": "KIM", "text": "x" * 501}, "at most 500 characters"),
    ({"items": "0", "text": WHY}, "is not on this page any more"),
    ({"items": "Kim", "text": WHY}, "is not on this page any more"),
]


@pytest.mark.once
def test_grounds_without_an_item_or_words_come_back_and_nothing_is_lost(
    contact: Person, paula: Person, office: Client
) -> None:
    erasure = planned(contact, paula)
    number = str(item_of(erasure, "people_person"))
    for form, says in BAD:
        sent = {name: number if value == "KIM" else value for name, value in form.items()}
        answer = office.post(page_of(erasure, "grounds"), sent)
        shown = answer.content.decode()
        assert (answer.status_code, says in shown) == (422, True), form
        assert form["text"].strip() in shown
    assert not CompellingGround.objects.exists()


@pytest.mark.once
def test_whoever_saw_the_plan_before_the_grounds_cannot_confirm_it(
    contact: Person, paula: Person, office: Client
) -> None:
    erasure = planned(contact, paula)
    office.post(page_of(erasure, "grounds"), {"items": [str(item_of(erasure, "people_person"))], "text": WHY})
    answer = office.post(page_of(erasure, "confirmation"), {"name": "Kim Jansen", "plan": erasure.plan_hash})
    assert answer.status_code == 409
    assert "The plan has changed since you looked at it" in answer.content.decode()


@pytest.mark.once
def test_a_plan_that_is_dropped_takes_its_grounds_along(contact: Person, paula: Person, office: Client) -> None:
    erasure = planned(contact, paula)
    office.post(page_of(erasure, "grounds"), {"items": [str(item_of(erasure, "people_person"))], "text": WHY})
    drop_plan(erasure, by=actor(paula))
    again = planned(contact, paula)
    assert "compelling" not in {kept["ground"] for kept in again.kept}
    forget_plan(erasure.pk)
    assert not CompellingGround.objects.exists()


@pytest.mark.once
def test_nobody_but_the_office_records_grounds_or_names_contacts(
    contact: Person, lee: Person, anna: Person, adam: Person, paula: Person, nordlicht: Organisation
) -> None:
    erasure = planned(contact, paula)
    row = Replacement.objects.create(
        erasure=erasure, subject_number=contact.pk, organisation=nordlicht, begun_at=NOW, answer_by=NOW.date()
    )
    form = {"items": str(item_of(erasure, "people_person")), "text": WHY, "how": "phone", "person": lee.ref}
    for stranger in map(signed_in, (anna, adam, lee)):
        for path in (page_of(erasure, "grounds"), f"{OFFICE}companies/{row.ref}/asked/"):
            assert stranger.post(path, form).status_code == 404
        assert stranger.post(page_of(erasure, "grounds", "removal"), form).status_code == 404
        assert stranger.post(f"{OFFICE}companies/{row.ref}/contact/", form).status_code == 404
    row.refresh_from_db()
    assert (row.asked_at, row.named, CompellingGround.objects.exists()) == (None, None, False)


@pytest.mark.once
def test_being_a_contact_keeps_who_they_are_and_not_the_cases_of_long_ago(contact: Person) -> None:
    """Retention knows them as a contact as long as they are one; nothing else of theirs stays for it."""
    from candor.kernel.registries.personal_data import table_of
    from candor.privacy.facts import decide_rows_by_period
    from candor.privacy.rules.periods import Begin, Force, Rule, Rules

    rules = Rules.of((Rule("customer", 1, Begin.EVENT, Force.LIMIT), Rule("account", 1, Begin.EVENT, Force.LIMIT)))
    later = NOW + timedelta(days=400)
    kept = decide_rows_by_period(table_of(Person), [str(contact.pk)], later, rules)[str(contact.pk)]["name"]
    assert kept.ground == "contact"
    account = contact.account
    found = decide_rows_by_period(table_of(type(account)), [str(account.pk)], later, rules)[str(account.pk)]
    assert {one.ground for one in found.values()} == {"period-over"}
