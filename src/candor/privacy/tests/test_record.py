"""The record of processing with the owner's own entries, and the mail about holds that are due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from candor.kernel import clock
from candor.mail.models import OutboxMessage
from candor.people.models import Person
from candor.privacy.actions.holds import Target, lift_hold, review_hold, set_hold
from candor.privacy.daily import remind_of_reviews, reviews_should_be_told
from candor.privacy.documents import generated
from candor.privacy.documents.entries import OPEN
from candor.privacy.models import HoldReason, OwnersEntries
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENTRIES, RECORD = "/tech/configuration/record/", "/tech/privacy-office/record/"
FORM = {
    "version": "0", "controller": "Lindwurm | Software\nTurm 1\n24103 Kiel", "representative": "",
    "officer": "Paula *Roth*",
    "joint_controllers": "none", "hosting": "Rechenhaus, Kiel", "transfers": "none", "measures": "<b>Keys</b>",
    "authority": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


def test_what_the_owner_writes_stands_in_the_record_and_the_rest_is_open(paula: Person) -> None:
    browser = signed_in(paula)
    assert "8 entries are still open" in browser.get(RECORD).content.decode()
    assert browser.post(ENTRIES, FORM).status_code == 303
    text = browser.get(RECORD).content.decode()
    assert "2 entries are still open" in text
    assert "Lindwurm | Software, Turm 1, 24103 Kiel" in text, "a bar ends no cell"
    assert "Paula *Roth*" in text
    assert "<b>Keys</b>" not in text
    assert "&lt;b&gt;Keys&lt;/b&gt;" in text
    assert "Purpose" in text
    assert "24103 Kiel" in browser.get(f"{RECORD}print/").content.decode()


def test_record_and_annex_are_taken_along_as_markdown(paula: Person) -> None:
    browser = signed_in(paula)
    browser.post(ENTRIES, FORM)
    for name in ("record-of-processing", "notice-annex"):
        answer = browser.get(f"{RECORD}files/{name}/")
        assert answer["Content-Type"] == "text/markdown; charset=utf-8"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}.md"'
        assert "24103 Kiel" in answer.content.decode()
        assert "do not edit" not in answer.content.decode()
    assert browser.get(f"{RECORD}files/passwords/").status_code == 404


def test_the_shipped_files_show_every_entry_as_open(paula: Person) -> None:
    signed_in(paula).post(ENTRIES, FORM)
    assert generated()["record-of-processing.md"].count(f"| {OPEN} |\n") >= 8
    assert f"Data protection officer: {OPEN}" in generated()["notice-annex.md"]


def test_the_second_of_two_at_the_form_sees_both(paula: Person, adam: Person) -> None:
    signed_in(paula).post(ENTRIES, FORM)
    answer = signed_in(adam).post(ENTRIES, {**FORM, "officer": "Somebody else"})
    assert answer.status_code == 409
    for words in ("Somebody else saved this", "Somebody else", "Paula *Roth*", 'value="1"'):
        assert words in answer.content.decode()
    assert OwnersEntries.objects.get().officer == "Paula *Roth*"
    assert signed_in(adam).post(ENTRIES, {**FORM, "version": "1", "officer": "Somebody else"}).status_code == 303
    assert signed_in(paula).post(ENTRIES, {**FORM, "officer": "Somebody else"}).status_code == 303, (
        "the same is no news"
    )


@pytest.mark.parametrize(
    "wrong", [{"version": "x"}, {"version": "-1"}, {"version": str(2**31)}, {"officer": "x" * 2_001}]
)
def test_bad_input_changes_nothing(wrong: dict[str, str], paula: Person) -> None:
    assert signed_in(paula).post(ENTRIES, {**FORM, **wrong}).status_code == 422
    assert not OwnersEntries.objects.exists()


def test_control_characters_are_left_out(paula: Person) -> None:
    assert signed_in(paula).post(ENTRIES, {**FORM, "officer": "Pa\x00ula\r\n\x1b  Roth \n\n"}).status_code in {303, 422}
    assert all("\x00" not in row.officer and "\x1b" not in row.officer for row in OwnersEntries.objects.all())


def test_only_those_who_decide_write_and_only_the_office_reads(
    anna: Person, adam: Person, mara: Person, kim: Person
) -> None:
    assert signed_in(adam).get(ENTRIES).status_code == 200
    for person in (anna, mara, kim):
        assert signed_in(person).post(ENTRIES, FORM).status_code != 303
    for person in (anna, adam, mara, kim):
        assert signed_in(person).get(RECORD).status_code != 200
    assert not OwnersEntries.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "due for review"), ("de", "ist zu prüfen")])
def test_the_office_is_mailed_once_for_each_date_and_nobody_is_named(
    language: str, words: str, paula: Person, anna: Person, kim: Person
) -> None:
    Person.objects.filter(pk=paula.pk).update(language=language)
    hold = set_hold(Target(person=kim.pk), HoldReason.CLAIM, date(2026, 12, 1), by=actor(paula), note="Kim ./. us")
    assert not reviews_should_be_told()
    with clock.at(NOW + timedelta(days=11)):
        assert reviews_should_be_told()
        remind_of_reviews()
        remind_of_reviews()
        assert not reviews_should_be_told()
        mail = OutboxMessage.objects.get()
        assert (mail.to_address, mail.about_kind, mail.about_id) == ("paula@lindwurm.example", "privacy.hold", hold.pk)
        assert words in mail.subject
        assert f"/tech/privacy-office/holds/{hold.ref}/" in mail.text
        assert "Kim" not in mail.subject + mail.text
        review_hold(hold, date(2026, 12, 20), by=actor(paula))
        assert not reviews_should_be_told()
    with clock.at(NOW + timedelta(days=40)):
        remind_of_reviews()
        assert OutboxMessage.objects.count() == 2, "another date is told of anew"
        review_hold(hold, date(2027, 1, 20), by=actor(paula))
        lift_hold(hold, by=actor(paula))
    with clock.at(NOW + timedelta(days=80)):
        assert not reviews_should_be_told()
