"""Who received data, and what they are told: the register, disclosures, and tasks until they are proven (Art. 19)."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.kernel import clock
from candor.kernel.models import AccessLogEntry
from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.models import OutboxMessage
from candor.people.models import Identifier, Person
from candor.people.public import ExportKind, note_taken
from candor.privacy.actions import recipient_tasks as tasks
from candor.privacy.actions.contests import corrected_by_hand
from candor.privacy.actions.disclosures import Disclosed, note_disclosure, note_handed_out
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.actions.own_requests import Wrong, contest
from candor.privacy.actions.recipients import RecipientWords, add_recipient
from candor.privacy.due import whats_due
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, plan_erasure
from candor.privacy.models import (
    DisclosedPerson,
    Disclosure,
    DisclosureGround,
    DisclosureWay,
    Erasure,
    LockGround,
    Recipient,
    RecipientKind,
    RecipientTask,
    TaskRight,
)
from candor.privacy.rules.recipient_states import MOST_MAILS, NEXT, WAITING, TaskState, may_become, next_mail
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
OFFICE = "/tech/privacy-office/"
NOON = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
PARCEL = Disclosed("Name and address for a parcel", "Sending it", DisclosureGround.CONTRACT, DisclosureWay.PORTAL)
TYPED = {
    "version": "0", "name": "Paketring AG", "kind": "parcels", "purpose": "Sending parcels", "groups": ["me"],
    "country": "CH", "transfer": "", "contact_name": "", "address": "privacy@paketring.example",
    "postal_address": "", "language": "de", "feeds_from": "",
}  # fmt: skip


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def entered(paula: Person, **more: Any) -> Recipient:
    said = {"address": "privacy@paketring.example", "language": "de", "groups": ("me",)} | more
    name = said.pop("name", "Paketring AG")
    return add_recipient(RecipientWords(name, RecipientKind.PARCELS, "Sending parcels", "DE", **said), by=actor(paula))


def arrived(task: RecipientTask, state: str) -> None:
    mail = OutboxMessage.objects.filter(about_kind=tasks.KIND, about_id=task.pk).latest("pk")
    inbound.report(DeliveryReport(mail.pk, tasks.KIND, task.pk, state, permanent=True))


def link_in(mail: OutboxMessage) -> str:
    found = re.search(r"https?://[^/]+(/recipients/answer/\S+)", mail.text)
    assert found, mail.text
    return found[1]


@pytest.fixture
def noon(paula: Person) -> Any:
    Person.objects.update(time_zone="Europe/Berlin")
    with clock.at(NOON):
        yield signed_in(paula)


@given(st.lists(st.sampled_from(list(TaskState)), max_size=8), st.integers(0, MOST_MAILS + 2))
@settings(max_examples=60, deadline=None)
def test_only_a_proof_ends_a_task_and_nothing_reopens_it(wanted: list[TaskState], mails: int) -> None:
    present = TaskState.OPEN
    for state in wanted:
        if may_become(present, state):
            assert present in WAITING, "what is settled stays settled"
            present = state
    assert (present in WAITING) == bool(NEXT[present]), "whatever waits can still be settled"
    pause = next_mail(present, mails)
    assert (pause is not None) == (present in {TaskState.OPEN, TaskState.TOLD} and mails < MOST_MAILS)


def test_the_register_and_what_went_there(noon: Client, paula: Person, anna: Person, kim: Person) -> None:
    new = f"{OFFICE}recipients/new/"
    assert "European Economic Area. Name the basis" in words(noon.post(new, TYPED)), "Switzerland"
    assert noon.post(new, TYPED | {"transfer": "Decision 2000/518/EC"}).status_code == 303
    recipient = Recipient.objects.get()
    url = f"{OFFICE}recipients/{recipient.ref}/"
    for stranger in (signed_in(anna), signed_in(kim)):
        for address in (url, f"{OFFICE}recipients/", new, f"{OFFICE}disclosures/", f"{OFFICE}recipient-tasks/"):
            assert stranger.get(address).status_code == 404
    changed = TYPED | {"transfer": "Decision 2000/518/EC", "contact_name": "Ms Lee"}
    assert noon.post(f"{url}facts/", changed).status_code == 303
    stale = noon.post(f"{url}facts/", changed | {"contact_name": "Mr Rot"})
    assert (stale.status_code, "Ms Lee" in words(stale), "Mr Rot" in words(stale)) == (409, True, True)
    assert "Paketring AG" in words(noon.get(f"{OFFICE}record/"))
    note = f"{OFFICE}disclosures/new/"
    assert kim.ref in words(noon.get(f"{note}?which={kim.ref}"))
    said = {"recipient": recipient.ref, "on": "2026-10-10", "what": "Address for a parcel", "ground": "contract",
            "way": "portal", "people": kim.ref, "purpose": ""}  # fmt: skip
    assert noon.post(note, said | {"people": "nobody@example.org"}).status_code == 422
    for _again in range(2):
        assert noon.post(note, said).status_code == 303
    row = Disclosure.objects.get()
    assert (row.purpose, row.groups, row.number_of_people) == ("Sending parcels", ["me"], 1)
    assert kim.name in words(noon.get(f"{OFFICE}disclosures/{row.ref}/"))
    assert "Address for a parcel" in words(noon.get(f"{OFFICE}disclosures/?person={kim.ref}"))
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_id=paula.pk).exists(), "she sees that Paula looked"
    own = signed_in(kim)
    mine = words(own.get("/customer/my-data/received/"))
    for shown in ("Paketring AG", "Address for a parcel", "Sending parcels", "Decision 2000/518/EC"):
        assert shown in mine
    assert "Paketring AG" in words(own.get("/customer/my-data/me/"))
    assert noon.post(f"{url}end/").status_code == 303
    assert "Paketring AG" in words(noon.get(f"{OFFICE}recipients/?ended"))
    assert recipient.ref not in words(noon.get(note))
    assert "Paketring AG" in words(own.get("/customer/my-data/received/")), "what they got stays told"


def test_an_export_notes_its_people_once_and_only_where_a_recipient_is_chosen(paula: Person, kim: Person) -> None:
    said = Disclosed("Bookings", "Bookkeeping", DisclosureGround.DUTY, DisclosureWay.FILE)
    assert note_handed_out("business.bookkeeping", [kim.pk], said, about=kim, by=actor(paula)) is None
    entered(paula, feeds_from="business.bookkeeping")
    for _again in range(2):
        note_handed_out("business.bookkeeping", [kim.pk, 0, kim.pk], said, about=kim, by=actor(paula))
    assert DisclosedPerson.objects.get().subject_number == kim.pk
    browser = signed_in(paula)
    twice = TYPED | {"name": "Other", "country": "DE", "feeds_from": "business.bookkeeping"}
    assert browser.post(f"{OFFICE}recipients/new/", twice).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_an_erasure_is_told_to_whom_the_data_went_after_the_person_is_gone(
    noon: Client, paula: Person, kim: Person, sam: Person
) -> None:
    name = kim.name
    told, untold = entered(paula), entered(paula, name="Rechenhaus", gets_everything=True)
    silent = entered(paula, name="Kanzlei", address="")
    for recipient in (told, silent, untold):
        note_disclosure(recipient, [kim.pk], PARCEL, by=actor(paula))
    note_disclosure(entered(paula, name="Not hers"), [sam.pk], PARCEL, by=actor(paula))
    erasure = plan_erasure(kim, Asked(reason="by letter"), by=actor(paula))
    assert not RecipientTask.objects.exists(), "a plan tells nobody"
    confirm_erasure(erasure, erasure.plan_hash, by=actor(paula))
    carry_on(erasure)
    task = RecipientTask.objects.get(recipient=told)
    assert {one.recipient_id for one in RecipientTask.objects.all()} == {told.pk, silent.pk}
    assert not Identifier.objects.filter(person=kim).exists()
    assert (task.person_name, task.person_address) == (name, "kim@nordlicht.example"), "under lock, to be told"
    assert "Paketring AG" in Erasure.objects.get(pk=erasure.pk).certificate
    for _again in range(2):
        tasks.tell_recipients()
    mail = OutboxMessage.objects.get(about_kind=tasks.KIND)
    assert mail.language == "de"
    assert name in mail.text
    assert "gelöscht" in mail.text
    assert task.ref in [row.url.rstrip("/").rpartition("/")[2] for row in whats_due(actor(paula)).rows]
    page = Client()
    link = link_in(mail)
    shown = words(page.get(link))
    assert name not in shown, "the link is passed on"
    task.refresh_from_db()
    assert (task.state, task.mail_at is not None) == ("open", True), "looking changes nothing"
    assert page.post(link, {"answer": "not", "words": ""}).status_code == 422
    assert page.post(link, {"answer": "done"}).status_code == 303
    assert page.get(link).status_code == 410
    task.refresh_from_db()
    assert (task.state, task.answered_by) == ("confirmed", None)
    one = f"{OFFICE}recipient-tasks/{RecipientTask.objects.get(recipient=silent).ref}/"
    assert noon.post(f"{one}mail/").status_code == 409, "there is no address"
    assert name in words(noon.get(f"{one}letter/"))
    assert noon.post(f"{one}told/", {"on": "2026-10-12", "how": "By letter"}).status_code == 303
    assert noon.post(f"{one}answer/", {"state": "excused", "words": ""}).status_code == 409
    assert noon.post(f"{one}answer/", {"state": "excused", "words": "The firm is dissolved"}).status_code == 303
    assert noon.post(f"{one}answer/", {"state": "confirmed", "words": ""}).status_code == 409
    assert not [row for row in whats_due(actor(paula)).rows if "Art. 19" in row.title]


def test_a_notice_is_mailed_until_it_is_proven(noon: Client, paula: Person, kim: Person) -> None:
    recipient = entered(paula, language="en")
    note_disclosure(recipient, [kim.pk], PARCEL, by=actor(paula))
    lock_person(kim, NewLock(LockGround.DUTY), by=actor(paula))
    assert not RecipientTask.objects.exists(), "what the law keeps is no restriction of hers"
    for ground in (LockGround.ACCURACY, LockGround.CLAIMS):
        lock_person(kim, NewLock(ground), by=actor(paula))
    task = RecipientTask.objects.get()
    assert task.right == TaskRight.RESTRICTION
    tasks.tell_recipients()
    first = link_in(OutboxMessage.objects.get())
    arrived(task, "sent")
    task.refresh_from_db()
    assert (task.state, task.told_on) == ("told", NOON.date())
    arrived(task, "bounced")
    task.refresh_from_db()
    assert (task.state, task.told_on) == ("open", None)
    moment = NOON
    for _turn in range(MOST_MAILS + 2):
        moment += timedelta(days=15)
        with clock.at(moment):
            if tasks.recipients_should_be_told():
                tasks.tell_recipients()
                arrived(task, "sent")
    assert OutboxMessage.objects.count() == MOST_MAILS, "then it is the officer's"
    assert "no answer yet" in OutboxMessage.objects.latest("pk").text
    assert Client().get(first).status_code == 410, "the newest mail holds the link that counts"
    task.refresh_from_db()
    assert (task.state, task.mail_at) == ("told", None)


def test_a_file_that_was_taken_out_and_handed_on_says_whose_data_it_was(
    noon: Client, paula: Person, adam: Person, kim: Person, sam: Person, lee: Person
) -> None:
    """Nobody types who stands in it; each of them reads who got it. Once for each recipient and day."""
    ring, other = entered(paula), entered(paula, name="Kai Versand")
    taken = note_taken(ExportKind.PEOPLE, ["name", "email"], "For the fair", [kim.pk, sam.pk], by=actor(adam))
    list_, note = f"{OFFICE}disclosures/files/", f"{OFFICE}disclosures/new/"
    for stranger in (signed_in(adam), signed_in(kim)):
        assert stranger.get(list_).status_code == 404
    listed = words(noon.get(f"{list_}?recipient={ring.ref}&before=0001-01-01T00:00:00%2B00:00"))
    for part in ("A list of people", "people-2026-10-12.csv", "2 lines", "For the fair", adam.name):
        assert part in listed
    key = f"people.export:{taken.pk}"
    assert f"file={key.replace(':', '%3A')}&amp;recipient={ring.ref}" in listed
    chosen = words(noon.get(f"{note}?file={key}&recipient={ring.ref}"))
    assert "2 people" in chosen
    assert 'value="A list of people"' in chosen
    said = {"file": key, "recipient": ring.ref, "on": "2026-10-12", "what": "A list of people", "purpose": "",
            "groups": ["me"], "ground": "interest", "way": "file", "people": ""}  # fmt: skip
    for wrong in ("people.export:0", "people.person:1", "nothing", f"{key}0"):
        assert noon.post(note, said | {"file": wrong}).status_code == 422
    for _press in range(2):
        answer = noon.post(note, said)
    row = Disclosure.objects.get()
    assert answer["Location"].endswith(f"{row.ref}/")
    assert (row.number_of_people, row.about_kind, row.about_id, row.source) == (2, "people.export", taken.pk, "")
    assert "people-2026-10-12.csv" in words(noon.get(answer["Location"]))
    for person in (kim, sam):
        assert "Paketring AG" in words(signed_in(person).get("/customer/my-data/received/"))
    assert "Paketring AG" not in words(signed_in(lee).get("/customer/my-data/received/"))
    assert "went to Paketring AG" in words(noon.get(list_))
    more = noon.post(note, said | {"people": lee.ref})
    assert (more.status_code, "noted already" in words(more)) == (409, True)
    assert noon.post(note, said | {"people": lee.ref, "recipient": other.ref}).status_code == 303
    assert Disclosure.objects.latest("pk").number_of_people == 3
    with clock.at(NOON + timedelta(days=366)):
        later = signed_in(paula)
        assert "No file was taken out within a year" in words(later.get(list_))
        assert later.post(note, said).status_code == 422, "who stood in it is forgotten"


def test_a_rectification_tells_what_is_right_now(noon: Client, paula: Person, kim: Person) -> None:
    note_disclosure(entered(paula, language="en"), [kim.pk], PARCEL, by=actor(paula))
    request = contest(kim, Wrong("The postcode is wrong.", "24103", what="Address"), by=actor(kim))
    corrected_by_hand(request.contests.get(), "The postcode is 24103.", by=actor(paula))
    tasks.tell_recipients()
    task = RecipientTask.objects.get()
    assert (task.right, task.request_id) == (TaskRight.RECTIFICATION, request.pk)
    assert not OutboxMessage.objects.filter(about_kind=tasks.KIND).exists(), "somebody looks first what they received"
    for _again in range(2):
        sent = noon.post(f"{OFFICE}recipient-tasks/{task.ref}/mail/", {"details": "Postcode: 24103"})
        assert sent.status_code == 303
    assert "Postcode: 24103" in OutboxMessage.objects.get(about_kind=tasks.KIND).text
    assert "Paketring AG" in words(noon.get(f"{OFFICE}requests/{request.ref}/"))
    assert "Rectification" in words(signed_in(kim).get("/customer/my-data/received/"))
    tasks.note_answer(task, TaskState.CONFIRMED, "Put right.", by=actor(paula))
    taken = signed_in(paula).post(f"{OFFICE}requests/{request.ref}/folder/")
    with ZipFile(BytesIO(b"".join(taken))) as folder:
        (told,) = json.loads(folder.read("request.json"))["recipients"]
        page = folder.read("index.html").decode()
    assert (told["recipient"], told["state"], told["reply"], told["noted_by"]) == (
        "Paketring AG", "Confirmed", "Put right.", paula.name,
    )  # fmt: skip
    assert "Recipients and what they were told" in page
