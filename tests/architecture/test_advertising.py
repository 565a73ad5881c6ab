"""Advertising: every mail of every slice says what it is, and none that advertises leaves without its check."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.conf import settings

from candor.kernel import clock
from candor.kernel.registries import advertising, mail_texts
from candor.kernel.registries.mail_texts import MailClass, WrongClass, check_class, of_class
from candor.mail.actions import outbox
from candor.mail.composing import Words, original_of
from candor.mail.models import OutboxMessage, TemplateClass
from candor.mail.public import queue_ready, send_due
from candor.mail.tests.servers import smtp_sink
from candor.people.models import Person
from tests.architecture.house import PACKAGE
from tests.architecture.test_public_doors import modules

SURVEY = "helpdesk/survey"
WRITES = re.compile(
    r"(?<!class )\bOutboxMessage\(|\bOutboxMessage\.(?:_default_manager|_base_manager|objects)\.(?:\w+\([^()]*\)\.)*"
    r"(?:bulk_create|create|get_or_create|update_or_create)\(|\btemplate_class="
)
"""What makes a row of the outbox, or a mail of one class into one of another."""

WRITERS = {"candor.mail.actions.outbox", "candor.mail.actions.mailing"}

ASKS_HOW_CONTENT = re.compile(
    r"survey|satisf|how (?:happy|content)|recommend us|your (?:opinion|feedback|review)|\brate (?:us|our|this)"
    r"|\bstars?\b|umfrage|zufrieden|weiterempfehl|\bihre meinung|bewert(?:en|ung)|\bsterne\b",
    re.IGNORECASE,
)
OFFERS = re.compile(
    r"special offer|\bbuy now|only today|discount|sonderangebot|jetzt kaufen|nur heute|rabatt", re.IGNORECASE
)


def everything() -> set[str]:
    return set().union(*(of_class(kind) for kind in MailClass))


def advertises(words: str) -> bool:
    """Whether words offer something, or ask how content somebody is (Federal Court of Justice, VI ZR 225/17)."""
    return bool(ASKS_HOW_CONTENT.search(words) or OFFERS.search(words))


def past_the_outbox(source: str) -> Iterator[str]:
    yield from (match[0] for match in WRITES.finditer(source))


def test_every_mail_is_of_one_class_and_leaves_as_no_other() -> None:
    assert everything() >= {f"{file.parts[-3]}/mail/{file.stem}" for file in PACKAGE.glob("*/templates/*/mail/*.txt")}
    for key, leaves_as in product(everything(), TemplateClass):
        declared = mail_texts.class_of(key)
        may = {declared.value} if declared is MailClass.ADVERTISING else {declared.value, TemplateClass.ASKED_FOR}
        if leaves_as in may:
            check_class(key, leaves_as)
        else:
            with pytest.raises(WrongClass):
                check_class(key, leaves_as)


def test_all_advertising_has_a_check_which_lets_nothing_through_by_itself(db: None) -> None:
    assert of_class(MailClass.ADVERTISING) == advertising.checked()
    for key in advertising.checked():
        assert advertising.standing(key, [0, -1, 2**40]) == set(), f"{key} may go to whoever gave no right to it"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_what_is_no_advertising_offers_nothing_and_asks_nobody_how_content_they_are(language: str) -> None:
    written = {text.key for text in mail_texts.all_texts()} - of_class(MailClass.ADVERTISING)
    words = {key: original_of(key, language) for key in written}
    assert [key for key, original in words.items() if advertises(f"{original.subject}\n{original.body}")] == []


@pytest.mark.parametrize(
    "words",
    ["How satisfied are you with our answer?", "Wie zufrieden sind Sie mit uns?", "Please rate us", "Nur heute: 20 %"],
)
def test_a_planted_survey_or_offer_is_found(words: str) -> None:
    assert advertises(words)


def test_nobody_writes_into_the_outbox_past_the_class() -> None:
    found = {name: list(past_the_outbox(file.read_text())) for name, file in modules() if "migrations" not in name}
    assert {name for name, places in found.items() if places} == WRITERS


@pytest.mark.parametrize(
    "planted",
    [
        "OutboxMessage(to_address=address)",
        "OutboxMessage.objects.bulk_create(rows)",
        "OutboxMessage.objects.filter(pk=1).update(template_class=kind)",
    ],
)
def test_a_planted_way_past_it_is_found(planted: str) -> None:
    assert list(past_the_outbox(planted))


def queued(kim: Person) -> OutboxMessage:
    return queue_ready(
        Words("How did we do?", "Tell us.", ""), template=SURVEY, to=("kim@nordlicht.example", "Kim"), language="en",
        about=kim, kind=TemplateClass.ADVERTISING, headers={},
    )  # fmt: skip


@pytest.mark.db
@pytest.mark.django_db
def test_a_planted_survey_without_its_check_is_refused_twice(kim: Person, monkeypatch: Any) -> None:
    """As it is written, and at the door, should it have come there."""
    monkeypatch.setitem(mail_texts._by_hand, SURVEY, MailClass.ADVERTISING)
    with pytest.raises(WrongClass, match="whose right to it stands"):
        queued(kim)
    with monkeypatch.context() as slipped:
        slipped.setattr(outbox, "check_class", lambda *_given: None)
        mail = queued(kim)
    with smtp_sink() as sink, clock.later(seconds=1):
        monkeypatch.setattr(settings, "INSTANCE", dataclasses.replace(settings.INSTANCE, smtp=sink.url))
        send_due()
        assert sink.mails == []
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("failed", "no-right")
