"""T20: what was taken in once is recognised when it comes again, though nothing of its sender is kept."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from candor.kernel.actor import SYSTEM
from candor.kernel.models import StoredFile
from candor.kernel.registries.inbound import Became
from candor.mail.actions import intake
from candor.mail.actions.forgetting import forget_mail_about
from candor.mail.actions.intake import handle, receive, resume, store, store_fetched
from candor.mail.actions.quarantine import replay
from candor.mail.inbound_mail import InboundMail, Refuse
from candor.mail.models import RawMessage, RawState, Reason, SeenMessage, Way
from candor.mail.seen import digest_of
from candor.mail.tests.conftest import Reader, take
from candor.mail.tests.letters import letter
from candor.mail.tests.test_intake import Place, make_mailbox

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def erased() -> None:
    """What erasure leaves of the raw messages and their files: nothing."""
    RawMessage.objects.all().delete()
    StoredFile.objects.all().delete()


def refuse(_mail: InboundMail) -> Became:
    raise Refuse(Reason.NOT_ALLOWED)


def test_t20_a_second_fetch_makes_nobody_anew_and_keeps_nothing(reader: Reader) -> None:
    mailbox, raw = make_mailbox(), letter(message_id="<1@nordlicht.example>")
    first = store_fetched(raw, Place(mailbox, "INBOX", uid_validity=7, uid=1))
    assert first is not None
    handle(first)
    erased()
    again = store_fetched(raw, Place(mailbox, "INBOX", uid_validity=8, uid=1))
    assert again is not None
    again = handle(again)
    assert again.state == RawState.DUPLICATE
    assert len(reader.mails) == 1
    again.refresh_from_db()
    assert (again.sender, again.sender_name, again.subject, again.message_id, again.content_hash) == ("",) * 5
    assert again.file is None
    assert not StoredFile.objects.exists()


def test_a_genuinely_new_mail_of_theirs_is_taken_in(reader: Reader) -> None:
    receive(letter(message_id="<1@nordlicht.example>"), Way.PIPE)
    erased()
    assert receive(letter("I am back.", message_id="<2@nordlicht.example>"), Way.PIPE).state == RawState.HANDLED
    assert len(reader.mails) == 2


def test_what_is_remembered_names_nobody_and_cannot_be_guessed(reader: Reader) -> None:
    raw = receive(letter(message_id="<1@nordlicht.example>"), Way.PIPE)
    (kept,) = SeenMessage.objects.values_list("digest", flat=True)
    assert kept == digest_of(str(raw.original_key))
    assert kept != raw.original_key


def test_a_message_in_quarantine_is_not_its_own_copy(reader: Reader) -> None:
    reader.does = refuse
    raw = receive(letter(), Way.PIPE)
    assert raw.state == RawState.QUARANTINED
    reader.does = take
    assert replay(raw, by=SYSTEM).state == RawState.HANDLED
    assert receive(letter(message_id=f"<{raw.message_id}>"), Way.PIPE).state == RawState.DUPLICATE


def test_a_message_whose_sender_is_erased_while_it_is_handled_becomes_nothing(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = store(letter(), Way.PIPE)
    parse = intake.read_message

    def erased_meanwhile(given: RawMessage) -> object:
        parsed = parse(given)
        RawMessage.objects.filter(pk=given.pk).delete()
        return parsed

    monkeypatch.setattr(intake, "read_message", erased_meanwhile)
    handle(raw)
    assert not reader.mails
    assert not RawMessage.objects.exists()
    assert resume() == 0


def test_a_case_deleted_for_good_does_not_come_back_either(reader: Reader) -> None:
    raw = receive(letter(message_id="<1@nordlicht.example>"), Way.PIPE)
    assert raw.became_id is not None
    forget_mail_about({raw.became_kind: [raw.became_id]})
    assert receive(letter(message_id="<1@nordlicht.example>"), Way.PIPE).state == RawState.DUPLICATE


def test_what_came_before_there_was_a_memory_is_remembered(reader: Reader) -> None:
    raw = receive(letter(message_id="<1@nordlicht.example>"), Way.PIPE)
    SeenMessage.objects.all().delete()
    migration = import_module("candor.mail.migrations.0002_seen_messages")
    migration.remember(apps, None)
    migration.remember(apps, None)
    assert list(SeenMessage.objects.values_list("digest", flat=True)) == [digest_of(str(raw.original_key))]
