"""The mail pages in a browser: an administrator sets up a mailbox and looks after what came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.http import client as http_client
from candor.mail.actions.mailboxes import MailboxDetails, add_mailbox, note_trouble, pause_mailbox
from candor.mail.actions.signing import make_key
from candor.mail.models import (
    DeadAddress,
    Fault,
    Mailbox,
    MailGrant,
    OutboxMessage,
    RawMessage,
    SignIn,
    Trouble,
    Way,
)
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.mail.tests.oauth_server import OAuthServer
from candor.mail.tests.servers import ImapServer, free_port
from candor.mail.tests.test_grants import mailbox_at
from candor.people.models import Person
from tests.browser import PHONE, Visit, look_from_all_sides


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_adam_sets_up_a_mailbox(visit: Visit, adam: Person, imap_server: ImapServer, script: bool) -> None:
    page = visit(adam, width=PHONE, script=script)
    page.goto(reverse("tech:mailboxes"))
    page.get_by_role("link", name="Add a mailbox").first.click()
    page.get_by_label("Name", exact=True).fill("Support")
    page.get_by_label("E-mail address").fill("support@lindwurm.example")
    page.get_by_label("IMAP server").fill("127.0.0.1")
    page.get_by_label("Encryption").select_option("plain")
    page.get_by_label("Port").fill(str(imap_server.port))
    page.get_by_label("User name").fill("browser")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Save mailbox").click()
    expect(page.get_by_text("The server refused the user name or the password.")).to_be_visible()
    assert not Mailbox.objects.exists()

    page.get_by_label("Password").fill(imap_server.password)
    page.get_by_role("button", name="Save mailbox").click()
    expect(page.get_by_text("The mailbox is set up.")).to_be_visible()
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("The mailbox can be read.")).to_be_visible()


@pytest.fixture
def provider(transactional_db: Any, site: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[OAuthServer]:
    monkeypatch.setattr(http_client, "is_public", lambda _address: True)
    settings.INSTANCE = replace(settings.INSTANCE, base_url=site)
    server = OAuthServer()
    yield server
    server.close()


@pytest.mark.journey
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_adam_connects_a_mailbox_with_its_provider(
    visit: Visit, adam: Person, provider: OAuthServer, script: bool
) -> None:
    """Out by the policy of our pages and back with the session's cookie, from another site."""
    mailbox = mailbox_at(provider, free_port())
    page = visit(adam, script=script, forgives=(provider.url,))
    page.goto(reverse("tech:mail-grant", args=[mailbox.ref]))
    page.get_by_role("button", name="Connect the mailbox").click()
    expect(page.get_by_text("The provider gave its permission.")).to_be_visible()
    page.get_by_role("link", name=mailbox.name).first.click()
    expect(page.get_by_role("link", name="Provider")).to_be_visible()
    assert MailGrant.objects.get().is_given


@pytest.fixture
def some_mail(transactional_db: Any) -> None:
    """A mailbox in each state, mail in each, two messages in quarantine."""
    for name in ("Support", "Security", "Sales"):
        details = MailboxDetails(name, f"{name.lower()}@lindwurm.example", "imap.lindwurm.example", "x", "y")
        mailbox = add_mailbox(details, by=SYSTEM)
        if name == "Security":
            note_trouble(mailbox, Trouble.REFUSED)
        if name == "Sales":
            pause_mailbox(mailbox, by=SYSTEM)
    details = MailboxDetails("Help", "help@lindwurm.example", "imap.lindwurm.example", "x", sign_in=SignIn.PROVIDER)
    MailGrant.objects.filter(mailbox=add_mailbox(details, by=SYSTEM)).update(
        client_id="candor", access_token="x", granted_at=clock.now(), renewed_at=clock.now(), fault=Fault.WITHDRAWN,
        access_until=clock.now() + timedelta(minutes=20),
    )  # fmt: skip
    receive(letter(), Way.PIPE)
    receive(letter("Your code is 493201.", sender="no-reply@slack.example", subject="Confirmation code"), Way.PIPE)
    receive(b"Subject: nobody\r\n\r\nwords\r\n", Way.PIPE)


@pytest.mark.axe
def test_the_mail_pages_are_accessible(visit: Visit, adam: Person, some_mail: None) -> None:
    page = visit(adam)
    held = RawMessage.objects.get(reason="verification")
    DeadAddress.objects.create(address="kim@nordlicht.example", since=clock.now())
    make_key("lindwurm.example", by=SYSTEM)
    for path in (
        reverse("tech:mailboxes"),
        reverse("tech:new-mailbox"),
        reverse("tech:mailbox", args=[Mailbox.objects.get(name="Security").ref]),
        reverse("tech:mail-grant", args=[Mailbox.objects.get(name="Help").ref]),
        reverse("tech:mail"),
        reverse("tech:mail-received"),
        reverse("tech:outbox-message", args=[OutboxMessage.objects.get().ref]),
        reverse("tech:outbox-message", args=[OutboxMessage.objects.get().ref]) + "?plain",
        reverse("tech:dead-addresses"),
        reverse("tech:mail-signing"),
        reverse("tech:quarantine"),
        reverse("tech:quarantined", args=[held.ref]),
    ):
        page.goto(path)
        look_from_all_sides(page)
