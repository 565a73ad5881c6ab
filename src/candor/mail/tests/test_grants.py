"""Mailboxes that a provider lets us into: asked for, used by IMAP and SMTP, renewed, lost, and given back."""

from __future__ import annotations

import base64
import dataclasses
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from django.test import Client
from django.urls import reverse

from candor.config import doctor
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import facts_about
from candor.kernel.http import client as http_client
from candor.kernel.models import Token
from candor.mail import oauth
from candor.mail.actions import grants
from candor.mail.actions.grants import GrantDetails, NotUsable, renew_due, usable_token
from candor.mail.actions.mailboxes import MailboxDetails, add_mailbox
from candor.mail.actions.sending import send_batch, send_due
from candor.mail.grant_warnings import grant_warnings
from candor.mail.imap.connection import Access, Unreadable, open_folder
from candor.mail.imap.fetching import take_in_new
from candor.mail.models import (
    Fault,
    Mailbox,
    MailGrant,
    OutboxMessage,
    OutboxState,
    Provider,
    Security,
    SignIn,
    Trouble,
)
from candor.mail.smtp import Server, ServerUnreachable
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter
from candor.mail.tests.oauth_server import CLIENT_ID, CLIENT_SECRET, OAuthServer
from candor.mail.tests.servers import ImapServer, Sink, dovecot, dovecot_is_installed, smtp_sink
from candor.mail.tests.test_pages import queue
from candor.people.models import Person
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def oauth_server() -> Iterator[OAuthServer]:
    server = OAuthServer()
    yield server
    server.close()


@pytest.fixture
def provider(oauth_server: OAuthServer, monkeypatch: pytest.MonkeyPatch) -> OAuthServer:
    """The provider with a user of this test's own, who has allowed nothing yet."""
    monkeypatch.setattr(http_client, "is_public", lambda _address: True)
    oauth_server.begin_anew()
    return oauth_server


@pytest.fixture(scope="module")
def imap(oauth_server: OAuthServer) -> Iterator[ImapServer]:
    """A Dovecot that asks this provider about tokens."""
    if not dovecot_is_installed():
        pytest.skip("Dovecot is not installed (Debian: apt install dovecot-imapd)")
    with dovecot(f"{oauth_server.url}/introspect") as server:
        yield server


def mailbox_at(provider: OAuthServer, port: int = 143, **changes: Any) -> Mailbox:
    """One that is set up and not connected yet."""
    details = MailboxDetails(
        name="Hilfe", address="hilfe@lindwurm.example", host="127.0.0.1", port=port, security=Security.PLAIN,
        user=provider.user, sign_in=SignIn.PROVIDER, takes_old_mail=True,
    )  # fmt: skip
    mailbox = add_mailbox(dataclasses.replace(details, **changes), by=SYSTEM)
    app = GrantDetails(
        Provider.OTHER, CLIENT_ID, CLIENT_SECRET, authorise_url=f"{provider.url}/authorise",
        token_url=f"{provider.url}/token", scope="imap offline_access",
    )  # fmt: skip
    grants.set_up(MailGrant.objects.get(mailbox=mailbox), app, by=SYSTEM)
    return mailbox


def leave(browser: Client, mailbox: Mailbox) -> str:
    """Press the button; the address to which the page forwards."""
    answer = browser.post(reverse("tech:mail-grant-departure", args=[mailbox.ref]))
    assert answer.status_code == 200, answer.headers
    return str(answer["Refresh"].removeprefix("0; url="))


def connect(browser: Client, mailbox: Mailbox, provider: OAuthServer, **spoiled: str) -> str:
    """Go to the provider, say yes there and come back; the page that one sees then."""
    brought = {**provider.allow(leave(browser, mailbox)), **spoiled}
    return browser.get(reverse("tech:mail-grant-back"), brought, follow=True).content.decode()


def connected(adam: Person, provider: OAuthServer, port: int = 143) -> Mailbox:
    mailbox = mailbox_at(provider, port)
    connect(signed_in(adam), mailbox, provider)
    return mailbox


def read(mailbox: Mailbox) -> int:
    with open_folder(Access.to(mailbox)) as folder:
        return take_in_new(mailbox, folder, threading.Event())


def grant_of(mailbox: Mailbox) -> MailGrant:
    return MailGrant.objects.select_related("mailbox").get(mailbox=mailbox)


def found_by_doctor(settings: Any) -> list[doctor.Finding]:
    return [each for each in doctor.mailboxes(settings.INSTANCE) if each.area == "mailboxes"]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let the clock go on; it stands still from here."""
    began = clock.now()
    monkeypatch.setattr(clock, "now", lambda: began)

    def move(by: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: began + by)

    return move


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Do something after a worker has begun to renew, and before the provider is asked."""
    asks = oauth.renew

    def do(it: Callable[[], object]) -> None:
        def first(grant: MailGrant) -> oauth.Given:
            monkeypatch.setattr(oauth, "renew", asks)
            it()
            return asks(grant)

        monkeypatch.setattr(oauth, "renew", first)

    return do


# Asking for it.


@pytest.mark.once
def test_an_administrator_connects_a_mailbox_and_its_mail_comes_in(
    adam: Person, reader: Reader, provider: OAuthServer, imap: ImapServer
) -> None:
    mailbox = mailbox_at(provider, imap.port)
    imap.deliver(provider.user, letter("one"), letter("two"))
    with pytest.raises(Unreadable, match=Trouble.NO_PERMISSION):
        read(mailbox)

    page = connect(signed_in(adam), mailbox, provider)
    assert "The mailbox is connected. Messages in the folder: 2." in page
    assert read(mailbox) == 2
    assert read(mailbox) == 0
    assert [mail.parsed.text.strip() for mail in reader.mails] == ["one", "two"]
    assert [fact.name for fact in facts_about(mailbox)][-2:] == ["mail.grant.set_up", "mail.grant.given"]
    assert Mailbox.objects.get().version == mailbox.version + 2, "whoever watches the mailbox begins anew"


@pytest.mark.db
def test_the_form_leads_from_a_new_mailbox_to_its_provider(adam: Person) -> None:
    browser = signed_in(adam)
    typed = {
        "name": "Hilfe", "address": "hilfe@lindwurm.example", "destination": "usual", "host": "outlook.office365.com",
        "security": "tls", "port": "993", "user": "hilfe@lindwurm.example", "sign_in": "provider", "folder": "INBOX",
    }  # fmt: skip
    answer = browser.post(reverse("tech:new-mailbox"), typed)
    mailbox = Mailbox.objects.get()
    assert answer["Location"] == reverse("tech:mail-grant", args=[mailbox.ref])
    app = {"provider": "microsoft", "client_id": "4711-app", "secret": "s~ecret", "tenant": "lindwurm.example",
           "secret_until": "2028-05-04"}  # fmt: skip
    page = browser.post(answer["Location"], app, follow=True).content.decode()
    assert "Connect the mailbox" in page
    assert "s~ecret" not in page
    assert "s~ecret" not in grant_of(mailbox).secret
    address = leave(browser, mailbox)
    assert address.startswith("https://login.microsoftonline.com/lindwurm.example/oauth2/v2.0/authorize?")
    assert "IMAP.AccessAsUser.All" in address
    assert "offline_access" in address
    assert "login_hint=hilfe%40lindwurm.example" in address


def test_google_is_asked_for_a_permission_that_lasts(adam: Person, provider: OAuthServer) -> None:
    mailbox = mailbox_at(provider)
    grants.set_up(grant_of(mailbox), GrantDetails(Provider.GOOGLE, "app.apps.example", "secret"), by=SYSTEM)
    address = leave(signed_in(adam), mailbox)
    assert address.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    assert "access_type=offline&prompt=consent" in address


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": ""}, "This field is required"),
        ({"secret": ""}, "This provider wants a client secret."),
        ({"tenant": "../evil"}, "This is not a directory ID."),
        ({"provider": "other"}, "Another provider needs this."),
        ({"provider": "other", "token_url": "http://inside.example/token"}, "It begins with https://."),
        ({"provider": "other", "authorise_url": "https://a.example/\r\nSet-Cookie: x"}, "It begins with https://."),
        ({"provider": "other", "scope": 'imap "quoted"'}, "without quotation marks"),
        ({"secret_until": "someday"}, "Enter a valid date"),
        ({"provider": "yahoo"}, "Select a valid choice"),
    ],
)
@pytest.mark.once
def test_what_cannot_be_an_app_is_said_at_its_field(
    adam: Person, provider: OAuthServer, changes: dict[str, str], words: str
) -> None:
    mailbox = add_mailbox(
        MailboxDetails("Hilfe", "hilfe@lindwurm.example", "127.0.0.1", "hilfe", sign_in=SignIn.PROVIDER), by=SYSTEM
    )
    typed = {"provider": "microsoft", "client_id": "app", "secret": "secret", **changes}
    answer = signed_in(adam).post(reverse("tech:mail-grant", args=[mailbox.ref]), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not grant_of(mailbox).is_set_up


@pytest.mark.db
def test_a_way_back_counts_once_and_only_in_the_session_that_left(
    adam: Person, paula: Person, provider: OAuthServer, later: Callable[[timedelta], None]
) -> None:
    mailbox, browser, another = mailbox_at(provider), signed_in(adam), signed_in(adam)
    back = reverse("tech:mail-grant-back")
    brought = provider.allow(leave(browser, mailbox))
    for stranger, status in ((another, 303), (signed_in(paula), 404), (Client(), 302)):
        assert stranger.get(back, brought).status_code == status
        assert not grant_of(mailbox).is_given
        assert brought["code"] in provider.codes, "the code was shown to nobody"
    assert "is connected" not in browser.get(back, brought, follow=True).content.decode(), "no mail server is there"
    assert grant_of(mailbox).is_given
    assert "has been used or is too old" in browser.get(back, brought, follow=True).content.decode()
    too_late = provider.allow(leave(browser, mailbox))
    later(timedelta(minutes=11))
    assert "has been used or is too old" in browser.get(back, too_late, follow=True).content.decode()
    assert len(provider.asked) == 1


def test_a_code_of_another_journey_is_worth_nothing(adam: Person, provider: OAuthServer) -> None:
    """Who slips an administrator a code of their own account meets PKCE."""
    mailbox, browser = mailbox_at(provider), signed_in(adam)
    foreign = provider.allow(leave(browser, mailbox))["code"]
    page = connect(browser, mailbox, provider, code=foreign)
    assert "The provider gave no permission. Nothing was changed." in page
    assert not grant_of(mailbox).is_given


@pytest.mark.once
def test_who_says_no_there_loses_nothing_here(adam: Person, provider: OAuthServer) -> None:
    mailbox = connected(adam, provider)
    before = grant_of(mailbox)
    page = connect(signed_in(adam), mailbox, provider, error="access_denied")
    assert "The provider gave no permission. Nothing was changed." in page
    assert grant_of(mailbox).refresh_token == before.refresh_token


# Renewing it.


@pytest.mark.db
def test_it_is_renewed_at_half_of_its_life_and_the_new_one_is_kept(
    adam: Person, provider: OAuthServer, later: Callable[[timedelta], None]
) -> None:
    mailbox = connected(adam, provider)
    first = usable_token(mailbox)
    later(timedelta(minutes=29))
    assert not grants.something_is_due()
    assert renew_due() == 0
    later(timedelta(minutes=31))
    assert grants.something_is_due()
    assert renew_due() == 1
    second = usable_token(mailbox)
    assert second != first
    assert provider.refresh == {f"refresh-{int(second.split('-')[1]) + 1}-of-the-test"}, "the old one is used up"
    assert renew_due() == 0
    later(timedelta(hours=3))
    assert usable_token(mailbox) not in (first, second), "one that ran out while nobody worked is renewed when needed"


@pytest.mark.db
def test_of_several_workers_one_asks_the_provider(adam: Person, provider: OAuthServer, later: Any) -> None:
    """Each has looked before anybody asked. A provider that takes each refresh token once would else lock us out."""
    mailbox = connected(adam, provider)
    later(timedelta(minutes=31))
    seen = [grant_of(mailbox) for _worker in range(5)]
    assert [grants.renew(grant) for grant in seen] == [True, False, False, False, False]
    assert provider.renewals() == 1


@pytest.mark.db
def test_who_comes_while_the_provider_thinks_asks_nothing(
    adam: Person, provider: OAuthServer, later: Any, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    mailbox = connected(adam, provider)
    later(timedelta(minutes=31))
    slow, quick = grant_of(mailbox), grant_of(mailbox)
    answers: list[bool] = []
    meanwhile(lambda: answers.append(grants.renew(quick)))
    assert grants.renew(slow) is True
    assert answers == [False]
    assert provider.renewals() == 1


@pytest.mark.db
def test_who_was_held_up_overwrites_nothing(
    adam: Person, provider: OAuthServer, later: Any, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """An administrator connects the mailbox again while a worker waits for an answer about the old permission."""
    mailbox = connected(adam, provider)
    later(timedelta(minutes=31))
    meanwhile(lambda: connect(signed_in(adam), mailbox, provider))
    provider.refresh.clear()
    assert grants.renew(grant_of(mailbox)) is False
    standing = grant_of(mailbox)
    assert standing.fault == ""
    assert usable_token(mailbox) in provider.live


def test_a_worker_that_died_while_it_renewed_blocks_nobody_for_long(
    adam: Person, provider: OAuthServer, later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = connected(adam, provider)
    later(timedelta(hours=2))
    MailGrant.objects.update(renewing_until=clock.now() + grants.LEASE)
    monkeypatch.setattr(grants, "WAIT_FOR_ANOTHER", 0.0)
    with pytest.raises(NotUsable):
        usable_token(mailbox)
    later(timedelta(hours=2, minutes=1, seconds=1))
    assert usable_token(mailbox) in provider.live


# Losing it.


@pytest.mark.once
def test_a_permission_that_was_withdrawn_is_told_before_reading_stops(
    adam: Person, mara: Person, provider: OAuthServer, imap: ImapServer, reader: Reader, later: Any, settings: Any
) -> None:
    """And the mail that comes meanwhile waits there, and comes in once when the mailbox is connected again."""
    mailbox = connected(adam, provider, imap.port)
    imap.deliver(provider.user, letter("before"))
    assert read(mailbox) == 1
    provider.refresh.clear()
    later(timedelta(minutes=31))
    assert renew_due() == 0
    assert grant_of(mailbox).fault == Fault.WITHDRAWN
    imap.deliver(provider.user, letter("while the last token counts"))
    assert read(mailbox) == 1

    browser = signed_in(adam)
    places = [reverse("tech:mailbox", args=[mailbox.ref]), reverse("tech:mail-grant", args=[mailbox.ref]),
              reverse("tech:mailboxes"), reverse("tech:mail")]  # fmt: skip
    for place in places:
        page = browser.get(place).content.decode()
        assert "The provider has withdrawn the permission to read the mailbox." in page, place
        assert "Mail is read until" in page, place
    assert "has withdrawn the permission" in signed_in(mara).get(reverse("tech:mail")).content.decode()
    told = next(each for each in found_by_doctor(settings) if "withdrawn" in each.says)
    assert told.state is doctor.State.PROBLEM
    assert "Mail is read until" in told.says
    assert renew_due() == 0, "it is not asked again and again"
    assert provider.renewals() == 1

    later(timedelta(minutes=61))
    imap.deliver(provider.user, letter("while nothing is read"))
    with pytest.raises(Unreadable, match=Trouble.NO_PERMISSION):
        read(mailbox)
    browser = signed_in(adam)
    assert "Nothing is read at the moment" in browser.get(places[1]).content.decode()
    connect(browser, mailbox, provider)
    assert read(mailbox) == 1
    assert grant_warnings(SYSTEM) == []
    texts = [mail.parsed.text.strip() for mail in reader.mails]
    assert texts == ["before", "while the last token counts", "while nothing is read"]
    assert "mail.grant.not_renewed" in [fact.name for fact in facts_about(mailbox)]


@pytest.mark.parametrize(
    ("answer", "fault", "is_asked_again"),
    [
        ((400, {"error": "invalid_grant"}), Fault.WITHDRAWN, False),
        ((401, {"error": "invalid_client"}), Fault.APP_REFUSED, False),
        ((400, {"error": ["odd"]}), Fault.NO_ANSWER, True),
        ((503, {"error": "temporarily_unavailable"}), Fault.NO_ANSWER, True),
        ((200, {"access_token": "bad\r\ntoken"}), Fault.NO_ANSWER, True),
        ((200, {"access_token": "good", "token_type": "mac"}), Fault.NO_ANSWER, True),
        ((200, ["no", "object"]), Fault.NO_ANSWER, True),
    ],
)
@pytest.mark.once
def test_what_a_provider_may_answer(
    adam: Person, provider: OAuthServer, later: Any, answer: tuple[int, Any], fault: Fault, is_asked_again: bool
) -> None:
    mailbox = connected(adam, provider)
    token = usable_token(mailbox)
    provider.answers["/token"] = lambda: answer
    later(timedelta(minutes=31))
    renew_due()
    assert grant_of(mailbox).fault == fault
    assert usable_token(mailbox) == token, "what we have goes on"
    later(timedelta(minutes=33))
    assert grants.something_is_due() == is_asked_again
    del provider.answers["/token"]
    if is_asked_again:
        assert renew_due() == 1
        assert (grant_of(mailbox).fault, grant_of(mailbox).fault_since) == ("", None)


@pytest.mark.once
def test_a_new_secret_heals_an_app_that_was_refused(adam: Person, provider: OAuthServer, later: Any) -> None:
    mailbox, browser = connected(adam, provider), signed_in(adam)
    provider.secret = "the new one"
    later(timedelta(minutes=31))
    renew_due()
    assert grant_of(mailbox).fault == Fault.APP_REFUSED
    grant = grant_of(mailbox)
    app = GrantDetails(
        Provider.OTHER, CLIENT_ID, "the new one", authorise_url=grant.authorise_url, token_url=grant.token_url,
        scope=grant.scope,
    )  # fmt: skip
    grants.set_up(grant, app, by=SYSTEM)
    assert renew_due() == 1
    assert "withdrawn" not in browser.get(reverse("tech:mail-grant", args=[mailbox.ref])).content.decode()


@pytest.mark.parametrize(
    ("more", "days", "words"),
    [
        ({"refresh_token_expires_in": 20 * 86_400}, 14, "ends soon"),
        ({"refresh_expires_in": "1728000"}, 14, "ends soon"),
        ({"refresh_token_expires_in": 20 * 86_400}, 12, ""),
        ({"refresh_expires_in": 0}, 400, ""),
    ],
)
@pytest.mark.once
def test_the_end_of_a_permission_is_told_a_week_before(
    adam: Person, provider: OAuthServer, later: Any, settings: Any, more: dict[str, Any], days: int, words: str
) -> None:
    provider.more |= more
    mailbox = connected(adam, provider)
    MailGrant.objects.update(renew_at=None)
    later(timedelta(days=days))
    page = signed_in(adam).get(reverse("tech:mail-grant", args=[mailbox.ref])).content.decode()
    assert ("The permission to read the mailbox ends soon." in page) == bool(words)
    assert any(words in each.says and each.state is doctor.State.WARNING for each in found_by_doctor(settings)) == bool(
        words
    )


@pytest.mark.once
def test_a_secret_that_ends_is_told_a_month_before(adam: Person, provider: OAuthServer) -> None:
    mailbox = connected(adam, provider)
    for days, is_told in ((31, False), (29, True)):
        MailGrant.objects.update(secret_until=clock.now().date() + timedelta(days=days))
        page = signed_in(adam).get(reverse("tech:mailbox", args=[mailbox.ref])).content.decode()
        assert ("The client secret of the app ends soon." in page) == is_told


@pytest.mark.once
def test_a_permission_that_cannot_be_renewed_is_told_at_once(adam: Person, provider: OAuthServer) -> None:
    provider.gives_refresh_tokens = False
    mailbox = connected(adam, provider)
    page = signed_in(adam).get(reverse("tech:mail-grant", args=[mailbox.ref])).content.decode()
    assert "The provider gave a permission that cannot be renewed." in page


@pytest.mark.once
def test_a_token_that_the_mail_server_refuses_is_renewed_to_see_whether_it_stands(
    adam: Person, provider: OAuthServer, imap: ImapServer, later: Any
) -> None:
    """A new password there ends all tokens at once: it is known within minutes, not when the hour is over."""
    mailbox = connected(adam, provider, imap.port)
    provider.withdraw()
    later(timedelta(minutes=5))
    with pytest.raises(Unreadable, match=Trouble.TOKEN_REFUSED):
        read(mailbox)
    grants.distrust(mailbox)
    renew_due()
    assert grant_of(mailbox).fault == Fault.WITHDRAWN


@pytest.mark.once
def test_a_lost_key_is_said(adam: Person, provider: OAuthServer, settings: Any, later: Any) -> None:
    mailbox = connected(adam, provider)
    key = settings.INSTANCE.home / "mail.key"
    kept = key.read_bytes()
    try:
        key.unlink()
        with pytest.raises(Unreadable, match=Trouble.NO_PERMISSION):
            Access.to(mailbox)
        later(timedelta(minutes=31))
        renew_due()
        assert grant_of(mailbox).fault == Fault.NO_KEY
    finally:
        key.write_bytes(kept)


# Giving it back, and what must not happen.


@pytest.mark.db
def test_disconnecting_forgets_everything_but_the_app(adam: Person, mara: Person, provider: OAuthServer) -> None:
    mailbox = connected(adam, provider)
    way = reverse("tech:mail-grant-disconnection", args=[mailbox.ref])
    assert signed_in(mara).post(way).status_code == 404
    assert grant_of(mailbox).is_given
    browser = signed_in(adam)
    for _press in range(2):
        browser.post(way)
        grant = grant_of(mailbox)
        assert (grant.access_token, grant.refresh_token, grant.renew_at) == ("", "", None)
    assert grant.client_id == CLIENT_ID
    assert [fact.name for fact in facts_about(mailbox)].count("mail.grant.given_back") == 1
    page = browser.get(reverse("tech:mailbox", args=[mailbox.ref])).content.decode()
    assert "The mailbox is not connected with its provider yet." in page


@pytest.mark.db
def test_another_app_has_to_be_allowed_anew(adam: Person, provider: OAuthServer) -> None:
    mailbox = connected(adam, provider)
    grants.set_up(grant_of(mailbox), GrantDetails(Provider.GOOGLE, "another", "secret"), by=SYSTEM)
    assert not grant_of(mailbox).is_given
    assert not Token.objects.filter(used_at=None).exists()


@pytest.mark.once
def test_saying_the_same_twice_changes_nothing(adam: Person, provider: OAuthServer) -> None:
    mailbox = connected(adam, provider)
    known = grant_of(mailbox)
    same = GrantDetails(
        Provider.OTHER, CLIENT_ID, CLIENT_SECRET, authorise_url=known.authorise_url, token_url=known.token_url,
        scope=known.scope,
    )  # fmt: skip
    grants.set_up(known, same, by=SYSTEM)
    grants.set_up(known, dataclasses.replace(same, secret=""), by=SYSTEM)
    assert [fact.name for fact in facts_about(mailbox)].count("mail.grant.set_up") == 1
    assert grant_of(mailbox).is_given


@pytest.mark.once
def test_going_back_to_a_password_forgets_the_permission(adam: Person, provider: OAuthServer, imap: ImapServer) -> None:
    mailbox, browser = connected(adam, provider, imap.port), signed_in(adam)
    typed = {
        "name": "Hilfe", "address": "hilfe@lindwurm.example", "destination": "usual", "host": "127.0.0.1",
        "security": "plain", "port": str(imap.port), "user": provider.user, "sign_in": "password", "folder": "INBOX",
    }  # fmt: skip
    way = reverse("tech:mailbox", args=[mailbox.ref])
    assert "Type the password." in browser.post(way, typed).content.decode()
    assert grant_of(mailbox).is_given
    assert browser.post(way, {**typed, "password": imap.password}).status_code == 303
    assert not MailGrant.objects.exists()
    assert (
        "The mailbox can be read."
        in browser.post(reverse("tech:mailbox-test", args=[mailbox.ref]), follow=True).content.decode()
    )


@pytest.mark.once
def test_no_token_and_no_secret_stands_in_rows_pages_or_the_log(
    adam: Person, provider: OAuthServer, capfd: pytest.CaptureFixture[str], later: Any
) -> None:
    mailbox, browser = connected(adam, provider), signed_in(adam)
    secrets = [usable_token(mailbox), *provider.refresh, CLIENT_SECRET]
    provider.withdraw()
    later(timedelta(minutes=31))
    renew_due()
    row = " ".join(map(str, MailGrant.objects.values_list().get()))
    pages = "".join(
        browser.get(reverse(f"tech:{name}", args=[mailbox.ref])).content.decode() for name in ("mailbox", "mail-grant")
    )
    shown = capfd.readouterr()
    said = f"{row} {pages} {shown.out} {shown.err} {Access.to(mailbox)!r} {Server.from_url('smtp://a:b@c')!r}"
    assert not [secret for secret in secrets if secret in said]
    assert "mailbox permission not renewed" in shown.out + shown.err


# Sending with it.


@dataclass
class TokenSink(Sink):
    """An SMTP server that takes these tokens, and mail of nobody else."""

    takes: set[str] = field(default_factory=set)
    users: list[str] = field(default_factory=list)

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        shown = re.fullmatch("user=(.*)\x01auth=Bearer (.*)\x01\x01", base64.b64decode(args[1]).decode())
        assert shown is not None
        self.users.append(shown[1])
        if shown[2] in self.takes:
            return AuthResult(success=True)
        await server.challenge_auth('{"status":"400"}')
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return "250 OK"


@pytest.fixture
def token_sink() -> Iterator[TokenSink]:
    with smtp_sink(TokenSink) as sink:
        assert isinstance(sink, TokenSink)
        yield sink


def sends_by(sink: Sink, provider: OAuthServer, settings: Any) -> None:
    """The setting smtp names a user and no password."""
    url = f"smtp://{provider.user}@127.0.0.1:{sink.port}"
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=url)


@pytest.mark.db
def test_mail_is_sent_as_the_connected_mailbox(
    adam: Person, provider: OAuthServer, token_sink: TokenSink, settings: Any
) -> None:
    sends_by(token_sink, provider, settings)
    mailbox = connected(adam, provider)
    token_sink.takes = provider.live
    mail = queue(mailbox)
    assert send_due() == 1
    assert OutboxMessage.objects.get(pk=mail.pk).state == OutboxState.SENT
    assert token_sink.users == [mailbox.user]
    assert [each.state for each in doctor.outgoing_mail(settings.INSTANCE)] == [doctor.State.FINE]


@pytest.mark.once
def test_mail_waits_while_the_provider_lets_nobody_in(
    adam: Person, provider: OAuthServer, token_sink: TokenSink, settings: Any, later: Any
) -> None:
    sends_by(token_sink, provider, settings)
    mailbox = mailbox_at(provider)
    mail = queue(mailbox)
    with pytest.raises(ServerUnreachable, match="no-permission"):
        send_batch()
    page = signed_in(adam).get(reverse("tech:mail")).content.decode()
    assert "The provider does not let Candor send." in page

    connect(signed_in(adam), mailbox, provider)
    later(timedelta(minutes=30))
    with pytest.raises(ServerUnreachable, match="wrong-sign-in"):
        send_batch()
    token_sink.takes = provider.live
    later(timedelta(minutes=59))
    assert send_due() == 1
    assert OutboxMessage.objects.get(pk=mail.pk).state == OutboxState.SENT
    assert len(token_sink.mails) == 1
