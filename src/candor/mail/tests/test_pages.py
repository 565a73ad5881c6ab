"""The mail pages, as staff use them."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.audit import facts_about
from candor.mail.actions.intake import receive
from candor.mail.actions.outbox import queue_mail
from candor.mail.actions.sending import send_due
from candor.mail.models import Mailbox, OutboxMessage, RawMessage, RawState, Reason, Security, TemplateClass, Way
from candor.mail.sealing import unseal
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter
from candor.mail.tests.servers import ImapServer, Sink, free_port
from candor.people.models import Person
from tests.cast import signed_in


def typed(server: ImapServer, user: str, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Support",
        "address": f"{user}@lindwurm.example",
        "destination": "usual",
        "host": "127.0.0.1",
        "security": Security.PLAIN.value,
        "port": str(server.port),
        "user": user,
        "password": server.password,
        "folder": "INBOX",
        **changes,
    }


def verification(code: str = "493201") -> bytes:
    return letter(f"Your code is {code}.", sender="no-reply@slack.example", subject="Slack confirmation code")


def queue(about: Any, to: str = "kim@nordlicht.example") -> OutboxMessage:
    with transaction.atomic():
        return queue_mail("mail/mail/connection_test", to=to, language="en", about=about, context={},
                          kind=TemplateClass.CONTRACT, by=JOB)  # fmt: skip


@pytest.mark.parametrize("name", ["mail", "mail-received", "quarantine", "mailboxes", "new-mailbox"])
def test_who_sees_which_page(name, adam: Person, mara: Person, anna: Person, kim: Person):
    path = reverse(f"tech:{name}")
    assert signed_in(adam).get(path).status_code == 200
    assert signed_in(mara).get(path).status_code == (404 if "mailbox" in name else 200)
    assert signed_in(anna).get(path).status_code == 404
    assert signed_in(kim).get(path).status_code == 404


def test_an_administrator_sets_up_a_mailbox_that_is_tried_first(adam: Person, imap_server: ImapServer):
    browser = signed_in(adam)
    answer = browser.post(reverse("tech:new-mailbox"), typed(imap_server, "page"))
    mailbox = Mailbox.objects.get()
    assert answer.status_code == 303
    assert answer.headers["Location"] == reverse("tech:mailbox", args=[mailbox.ref])
    assert imap_server.password not in mailbox.password
    assert unseal(mailbox.password) == imap_server.password
    assert [fact.name for fact in facts_about(mailbox)] == ["mail.mailbox.added"]
    assert imap_server.password not in browser.get(answer.headers["Location"]).content.decode()


def test_an_administrator_names_the_server_whose_checks_count(adam: Person, imap_server: ImapServer):
    browser = signed_in(adam)
    for wrong in ("mx example com", "mx.example.com; dmarc=pass", "<b>"):
        refused = browser.post(reverse("tech:new-mailbox"), typed(imap_server, "page", trusted_relay=wrong))
        assert "Enter a server&#39;s name such as mx.example.com." in refused.content.decode()
    browser.post(reverse("tech:new-mailbox"), typed(imap_server, "page", trusted_relay=" mx.example.com "))
    mailbox = Mailbox.objects.get()
    assert mailbox.trusted_relay == "mx.example.com"
    assert 'value="mx.example.com"' in browser.get(reverse("tech:mailbox", args=[mailbox.ref])).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "wrong"}, "refused the user name or the password"),
        ({"folder": "Nowhere"}, "no folder of this name"),
        ({"host": "no-such-host.invalid"}, "No server of this name"),
        ({"security": "tls"}, "does not speak this kind of encryption"),
        ({"port": "free"}, "not on this port"),
    ],
)
def test_what_keeps_a_mailbox_from_being_read_is_said_in_words(adam: Person, imap_server: ImapServer, changes, words):
    if changes.get("port"):
        changes = {"port": str(free_port())}
    answer = signed_in(adam).post(reverse("tech:new-mailbox"), typed(imap_server, "words", **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "words@lindwurm.example" in answer.content.decode(), "what was typed is kept"
    assert not Mailbox.objects.exists()


def test_it_can_be_saved_all_the_same_and_tested_later(adam: Person, imap_server: ImapServer):
    browser = signed_in(adam)
    browser.post(reverse("tech:new-mailbox"), typed(imap_server, "later", folder="Nowhere", save_anyway="on"))
    mailbox = Mailbox.objects.get()
    page = browser.post(reverse("tech:mailbox-test", args=[mailbox.ref]), follow=True)
    assert "There is no folder of this name." in page.content.decode()
    changed = typed(imap_server, "later", password="")
    page = browser.post(reverse("tech:mailbox", args=[mailbox.ref]), changed, follow=True)
    assert "The mailbox is saved." in page.content.decode()
    page = browser.post(reverse("tech:mailbox-test", args=[mailbox.ref]), follow=True)
    assert "The mailbox can be read." in page.content.decode()


def test_a_mailbox_is_paused_and_read_again(adam: Person, imap_server: ImapServer):
    browser = signed_in(adam)
    browser.post(reverse("tech:new-mailbox"), typed(imap_server, "pause"))
    mailbox = Mailbox.objects.get()
    page = browser.post(reverse("tech:mailbox-pause", args=[mailbox.ref]), follow=True)
    assert "Paused" in page.content.decode()
    browser.post(reverse("tech:mailbox-resume", args=[mailbox.ref]))
    mailbox.refresh_from_db()
    assert mailbox.paused_at is None


def test_an_address_belongs_to_one_mailbox(adam: Person, imap_server: ImapServer):
    browser = signed_in(adam)
    for _time in range(2):
        answer = browser.post(reverse("tech:new-mailbox"), typed(imap_server, "once"))
    assert answer.status_code == 422
    assert "Another mailbox has this address already." in answer.content.decode()


def test_a_destination_that_does_not_exist_is_refused(adam: Person, imap_server: ImapServer):
    answer = signed_in(adam).post(
        reverse("tech:new-mailbox"), typed(imap_server, "x", destination="helpdesk.queue:9999")
    )
    assert answer.status_code == 422


def test_the_monitor_shows_what_waits_and_why(adam: Person, reader: Reader, settings):
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=f"smtp://127.0.0.1:{free_port()}")
    queue(receive(letter(), Way.PIPE))
    send_due()
    page = signed_in(adam).get(reverse("tech:mail")).content.decode()
    assert "kim@nordlicht.example" in page
    assert "Tried, will try again" in page
    assert "The mail server cannot be reached." in page


def test_a_test_mail_goes_to_whoever_asks(adam: Person, sink: Sink, settings):
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=sink.url)
    page = signed_in(adam).post(reverse("tech:mail-test"), follow=True)
    assert "adam@lindwurm.example" in page.content.decode()
    send_due()
    assert sink.mails[0]["To"] == "adam@lindwurm.example"


def test_mails_about_accounts_show_no_text(adam: Person, kim: Person, reader: Reader):
    browser = signed_in(adam)
    about_kim = queue(kim)
    about_mail = queue(receive(letter(), Way.PIPE))
    hidden = browser.get(reverse("tech:outbox-message", args=[about_kim.ref])).content.decode()
    shown = browser.get(reverse("tech:outbox-message", args=[about_mail.ref])).content.decode()
    plain = browser.get(reverse("tech:outbox-message", args=[about_mail.ref]) + "?plain").content.decode()
    assert "can send mail" not in hidden
    assert "<iframe" not in hidden
    assert browser.get(reverse("tech:outbox-html", args=[about_kim.ref])).status_code == 404
    frame = reverse("tech:outbox-html", args=[about_mail.ref])
    assert f'src="{frame}"' in shown
    assert "can send mail" in plain
    assert "<iframe" not in plain


def test_both_forms_of_a_mail_are_shown_and_the_one_with_formatting_in_a_sandbox(
    adam: Person, mallory: Person, reader: Reader
):
    mail = queue(receive(letter(), Way.PIPE))
    address = reverse("tech:outbox-html", args=[mail.ref])
    answer = signed_in(adam).get(address)
    assert "can send mail" in answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert signed_in(mallory).get(address).status_code in {302, 404}
    OutboxMessage.objects.update(html="")
    shown = signed_in(adam).get(reverse("tech:outbox-message", args=[mail.ref])).content.decode()
    assert "can send mail" in shown, "a mail without formatting is text alone"
    assert "With formatting" not in shown
    assert signed_in(adam).get(address).status_code == 404


def test_a_message_is_let_through_by_a_person_once(adam: Person, reader: Reader):
    raw = receive(verification(), Way.PIPE)
    browser = signed_in(adam)
    assert "sign-in code" in browser.get(reverse("tech:quarantine")).content.decode()
    page = browser.get(reverse("tech:quarantined", args=[raw.ref])).content.decode()
    assert "493201" in page

    browser.post(reverse("tech:quarantine-release", args=[raw.ref]))
    assert browser.post(reverse("tech:quarantine-release", args=[raw.ref])).status_code == 404

    raw.refresh_from_db()
    assert raw.state == RawState.HANDLED
    assert [mail.overruled for mail in reader.mails] == [True]
    assert not reader.mails[0].may_be_answered
    assert [fact.name for fact in facts_about(raw)] == ["mail.message.let_through"]


def test_a_message_that_failed_is_tried_again(adam: Person, reader: Reader):
    works, reader.does = reader.does, lambda mail: None
    raw = receive(letter(), Way.PIPE)
    assert raw.reason == Reason.NOBODY_TOOK_IT
    browser = signed_in(adam)
    path = reverse("tech:quarantine-replay", args=[raw.ref])
    assert "still in quarantine" in browser.post(path, follow=True).content.decode()
    reader.does = works
    assert "left the quarantine" in browser.post(path, follow=True).content.decode()
    assert RawMessage.objects.get().state == RawState.HANDLED


def test_a_manager_sees_that_something_waits_but_not_what_it_says(mara: Person, reader: Reader):
    raw = receive(verification(), Way.PIPE)
    browser = signed_in(mara)
    assert "sign-in code" in browser.get(reverse("tech:quarantine")).content.decode()
    assert browser.get(reverse("tech:quarantined", args=[raw.ref])).status_code == 404
    assert browser.post(reverse("tech:quarantine-release", args=[raw.ref])).status_code == 404


def test_hostile_mail_is_shown_as_text(adam: Person, reader: Reader):
    reader.does = lambda mail: None
    raw = receive(letter("<script>alert(1)</script>", subject="<img src=x onerror=alert(1)>"), Way.PIPE)
    browser = signed_in(adam)
    for path in (
        reverse("tech:quarantine"),
        reverse("tech:quarantined", args=[raw.ref]),
        reverse("tech:mail-received"),
    ):
        page = browser.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_long_lists_are_paged(adam: Person, reader: Reader):
    for number in range(60):
        receive(letter(f"number {number}", subject=f"Subject {number}"), Way.PIPE)
    browser = signed_in(adam)
    page = browser.get(reverse("tech:mail-received")).content.decode()
    assert "Subject 59" in page
    assert "Subject 5<" not in page
    last = RawMessage.objects.order_by("-id")[49]
    page = browser.get(reverse("tech:mail-received"), {"after": last.ref}).content.decode()
    assert "Subject 5<" in page
    assert clock.now() > last.received_at


def test_the_configuration_menu_leads_here(adam: Person, mara: Person):
    page = signed_in(adam).get(reverse("tech:configuration")).content.decode()
    assert reverse("tech:mailboxes") in page
    assert reverse("tech:mail") in page
    monitor_only = signed_in(mara).get(reverse("tech:configuration")).content.decode()
    assert reverse("tech:mailboxes") not in monitor_only


def paused(server: ImapServer, browser: Any, name: str) -> Mailbox:
    browser.post(reverse("tech:new-mailbox"), typed(server, name))
    mailbox = Mailbox.objects.get(user=name)
    browser.post(reverse("tech:mailbox-pause", args=[mailbox.ref]))
    return mailbox


def test_adam_deletes_a_paused_mailbox_and_past_mail_stays(adam: Person, reader: Reader, imap_server: ImapServer):
    browser = signed_in(adam)
    mailbox = paused(imap_server, browser, "leaving")
    raw = RawMessage.objects.create(
        way=Way.IMAP, mailbox=mailbox, folder="INBOX", uid_validity=1, uid=1, state=RawState.HANDLED,
        subject="Before", received_at=clock.now(),
    )  # fmt: skip
    page = browser.post(reverse("tech:mailbox-delete", args=[mailbox.ref]), follow=True).content.decode()
    assert "The mailbox is deleted." in page
    assert not Mailbox.objects.exists()
    raw.refresh_from_db()
    assert (raw.mailbox, raw.subject) == (None, "Before")
    assert "Before" in browser.get(reverse("tech:mail-received")).content.decode()
    assert browser.post(reverse("tech:mailbox-delete", args=[mailbox.ref])).status_code == 404, "pressed twice"


def test_a_mailbox_whose_mail_is_under_way_stays(adam: Person, reader: Reader, imap_server: ImapServer):
    browser = signed_in(adam)
    mailbox = paused(imap_server, browser, "waiting")
    waiting = queue(adam)
    OutboxMessage.objects.filter(pk=waiting.pk).update(mailbox=mailbox)
    page = browser.post(reverse("tech:mailbox-delete", args=[mailbox.ref]), follow=True).content.decode()
    assert "still under way" in page
    assert Mailbox.objects.filter(pk=mailbox.pk).exists()


def test_the_quarantine_says_what_the_mail_server_found_out(adam: Person, settings):
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, mail_relays=("mx.example.com",))
    line = b"Authentication-Results: mx.example.com; dkim=pass header.d=slack.example\r\n"
    raw = receive(line + verification(), Way.LISTENER)
    page = signed_in(adam).get(reverse("tech:quarantined", args=[raw.ref])).content.decode()
    assert "It looks like a sign-in code or address confirmation of another service." in page
    assert "The sender&#39;s domain confirms this mail." in page
    assert "DKIM: passed" in page


def test_a_mailbox_that_is_read_is_not_deleted_and_mara_deletes_none(
    adam: Person, mara: Person, reader: Reader, imap_server: ImapServer
):
    browser = signed_in(adam)
    browser.post(reverse("tech:new-mailbox"), typed(imap_server, "living"))
    mailbox = Mailbox.objects.get()
    delete = reverse("tech:mailbox-delete", args=[mailbox.ref])
    assert "Delete the mailbox" not in browser.get(reverse("tech:mailbox", args=[mailbox.ref])).content.decode()
    assert "Pause it before" in browser.post(delete, follow=True).content.decode()
    assert Mailbox.objects.exists()
    browser.post(reverse("tech:mailbox-pause", args=[mailbox.ref]))
    assert signed_in(mara).post(delete).status_code == 404
    assert Mailbox.objects.exists()
