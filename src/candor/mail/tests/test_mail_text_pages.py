"""System Configuration → Mail → Templates, as administrators use it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candor.kernel.audit import facts_about
from candor.kernel.registries.mail_texts import text_of
from candor.mail.actions.words import change_words
from candor.mail.composing import Edition, Source, compose
from candor.mail.models import MailWords, OutboxMessage
from candor.people.models import Person
from tests.cast import actor, signed_in

CODE = "people/mail/reset_code"
WORDS = "Moin {name},\n\nhier ist der Code:\n\n    {code}"


def path(name: str = "mail-text", language: str = "de") -> str:
    return reverse(f"tech:{name}", args=["people.reset_code", language])


def typed(**changes: Any) -> dict[str, Any]:
    return {"subject": "Code für {our_name}", "body": WORDS, "version": "0", **changes}


def words_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def save(adam: Person, source: Source, version: int = 0) -> None:
    change_words(Edition(text_of(CODE), "de"), source, by=actor(adam), expected_version=version)


@pytest.mark.parametrize("name", ["mail-texts", "mail-text", "mail-text-frame"])
def test_only_who_sets_mail_up_sees_the_templates(
    name: str, adam: Person, mara: Person, anna: Person, kim: Person
) -> None:
    page = reverse("tech:mail-texts") if name == "mail-texts" else path(name)
    assert signed_in(adam).get(page).status_code == 200
    for stranger in (mara, anna, kim):
        assert signed_in(stranger).get(page).status_code == 404
    assert Client().get(page).status_code in (302, 303, 404)


@pytest.mark.parametrize("name", ["mail-text", "mail-text-reset", "mail-text-test"])
def test_a_technician_changes_no_words(name: str, adam: Person, anna: Person) -> None:
    save(adam, Source("Code", "{code}"))

    assert signed_in(anna).post(path(name), typed(version="1")).status_code == 404

    assert MailWords.objects.get().body == "{code}"
    assert not OutboxMessage.objects.exists()


def test_adam_writes_words_of_his_own(adam: Person) -> None:
    browser = signed_in(adam)
    assert "Guten Tag {name}," in words_of(browser.get(path())), (
        "the original in the mail's language stands there first"
    )

    answer = browser.post(path(), typed(body=WORDS.replace("\n", "\r\n") + "  \r\n\r\n"), follow=True)

    assert "The words are saved." in words_of(answer)
    assert compose(CODE, "de", {"name": "Kim", "code": "AB"}).text == "Moin Kim,\n\nhier ist der Code:\n\n    AB\n"
    row = MailWords.objects.get()
    [fact] = facts_about(row)
    assert (fact.name, fact.actor_id, fact.details) == ("mail.words.changed", adam.pk, {"language": "de"})
    assert "your words" in words_of(browser.get(reverse("tech:mail-texts")))
    assert "Adam Kern" in words_of(browser.get(path())), "the history says who wrote them"


def test_saving_twice_is_one_version(adam: Person) -> None:
    browser = signed_in(adam)
    for _twice in range(2):
        assert browser.post(path(), typed()).status_code == 303
    assert MailWords.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"body": "Moin {nam}: {code}"}, "This mail has no placeholder {nam}."),
        ({"body": "Moin {name}"}, "Without {code} the mail would be of no use."),
        ({"subject": "Ihr Code {code}"}, "{code} may not stand in the subject"),
        ({"body": "{code} [hier](javascript:alert)"}, "(javascript:alert) is no address that a link can lead to"),
        ({"subject": ""}, "Write a subject."),
        ({"subject": "x" * 201}, "A subject has at most 200 characters."),
        ({"body": ""}, "Write what the mail shall say."),
        ({"body": "{code}" + "x" * 6_000}, "at most 6,000 characters"),
        ({"version": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_was_typed(changes: dict[str, str], told: str, adam: Person) -> None:
    answer = signed_in(adam).post(path(), typed(**changes))

    shown = words_of(answer)
    assert answer.status_code == 422
    assert told in shown
    assert (changes.get("body") or WORDS)[:40] in shown or changes.get("body") == ""
    assert not MailWords.objects.exists()


@pytest.mark.db
def test_who_saves_second_is_told_and_keeps_what_they_typed(adam: Person) -> None:
    save(adam, Source("Code", "Theirs: {code}"))
    browser = signed_in(adam)

    answer = browser.post(path(), typed())

    assert answer.status_code == 409
    shown = words_of(answer)
    assert "Somebody else saved this in the meantime" in shown
    assert "hier ist der Code" in shown
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version is not None
    assert browser.post(path(), typed(version=version[1])).status_code == 303, "knowingly"


@pytest.mark.db
def test_adam_goes_back_to_the_original(adam: Person) -> None:
    save(adam, Source("Code", "Ours: {code}"))
    browser = signed_in(adam)

    assert "Go back to the original" in words_of(browser.get(path()))
    browser.post(path("mail-text-reset"))

    shown = words_of(browser.get(path()))
    assert "Guten Tag {name}," in shown
    assert "Go back to the original" not in shown
    assert "Ours: {code}" in words_of(browser.get(f"{path()}?version=1")), "an earlier text can be taken again"
    assert "mail.words.reset" in facts_about(MailWords.objects.in_use().get()).values_list("name", flat=True)


@pytest.mark.parametrize("asked", ["2", "x", "²", "9" * 30, "", "-1"])
def test_a_version_that_is_not_there_shows_the_present_words(asked: str, adam: Person) -> None:
    assert "Guten Tag {name}," in words_of(signed_in(adam).get(path(), {"version": asked}))


@pytest.mark.parametrize(("letter", "language"), [("people.gone", "de"), ("people.reset_code", "fr"), ("x", "x")])
def test_there_are_no_other_mails_and_languages(letter: str, language: str, adam: Person) -> None:
    assert signed_in(adam).get(reverse("tech:mail-text", args=[letter, language])).status_code == 404


def test_the_preview_shows_both_forms_of_what_is_typed_and_keeps_nothing(adam: Person) -> None:
    browser = signed_in(adam)

    answer = browser.post(path("mail-text-preview"), typed(body="<b>{code}</b> {nam}"), HTTP_HX_REQUEST="true")

    shown = words_of(answer)
    assert "<main" not in shown
    assert "<b>ABCD-EFGH</b> {nam}" in shown
    address = re.search(r'src="([^"]+)"', shown)
    assert address is not None
    frame = browser.get(address[1])
    assert "&lt;b&gt;ABCD-EFGH&lt;/b&gt; {nam}" in frame.content.decode()
    assert frame.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert not MailWords.objects.exists()


def test_the_preview_works_without_a_script(adam: Person) -> None:
    answer = signed_in(adam).post(path("mail-text-preview"), typed())
    assert answer.status_code == 200
    assert "hier ist der Code:\n\n    ABCD-EFGH" in words_of(answer)


@pytest.mark.parametrize("words", ["", "x", "eJw=", "é", "eNpLTEwEAAJJASQ=", "A" * 5_000])
def test_a_frame_with_a_broken_address_shows_the_present_words(words: str, adam: Person) -> None:
    answer = signed_in(adam).get(path("mail-text-frame"), {"words": words})
    assert answer.status_code == 200
    assert "Guten Tag Robin Sommer," in answer.content.decode()


def test_a_test_mail_goes_to_whoever_writes_and_saves_nothing(adam: Person) -> None:
    answer = signed_in(adam).post(path("mail-text-test"), typed())

    assert "A test mail to adam@lindwurm.example waits to be sent." in words_of(answer)
    assert "hier ist der Code" in words_of(answer), "what was typed stays"
    mail = OutboxMessage.objects.get()
    assert (mail.to_address, mail.template, mail.language) == ("adam@lindwurm.example", CODE, "de")
    assert "hier ist der Code:\n\n    ABCD-EFGH" in mail.text
    assert "ABCD-EFGH" in mail.html
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert not MailWords.objects.exists()


def test_pressing_twice_mails_once_and_again_mails_again(adam: Person) -> None:
    browser = signed_in(adam)
    for _twice in range(2):
        answer = browser.post(path("mail-text-test"), typed(key="abcdefgh1234"))
    key = re.search(r'name="key" value="([a-z0-9]+)"', words_of(answer))
    assert OutboxMessage.objects.count() == 1
    assert key is not None
    assert key[1] != "abcdefgh1234"
    browser.post(path("mail-text-test"), typed(key=key[1]))
    assert OutboxMessage.objects.count() == 2


def test_no_test_mail_of_words_that_cannot_be_used(adam: Person) -> None:
    assert signed_in(adam).post(path("mail-text-test"), typed(body="no code")).status_code == 422
    assert not OutboxMessage.objects.exists()


def test_a_person_without_an_address_gets_no_test_mail(adam: Person) -> None:
    adam.identifiers.all().delete()
    answer = signed_in(adam).post(path("mail-text-test"), typed())
    assert "You have no e-mail address that a test could go to." in words_of(answer)
    assert not OutboxMessage.objects.exists()


def test_words_that_an_update_made_unusable_are_marked(adam: Person) -> None:
    save(adam, Source("Code", "{code}"))
    MailWords.objects.update(body="{gone}")
    assert "not used" in words_of(signed_in(adam).get(reverse("tech:mail-texts")))


def test_the_history_takes_no_query_a_version(adam: Person) -> None:
    browser = signed_in(adam)
    counts = []
    for version in range(6):
        save(adam, Source(f"Code {version}", "{code}"), version)
        with CaptureQueriesContext(connection) as asked:
            browser.get(path())
        counts.append(len(asked))
    assert max(counts[1:]) <= counts[1] <= 12
