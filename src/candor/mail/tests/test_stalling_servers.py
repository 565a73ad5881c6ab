"""Mail servers that fall silent: we leave them in time, come back more and more rarely, and read the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import pairwise

import pytest
from imapclient import SocketTimeout

from candor.kernel.actor import SYSTEM
from candor.mail.actions.mailboxes import MailboxDetails, add_mailbox
from candor.mail.imap import watching
from candor.mail.imap.connection import TIMEOUT, Access, Folder, Unreadable, open_folder
from candor.mail.imap.fetching import take_in_new
from candor.mail.models import Mailbox, RawMessage, Security, Trouble
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter
from candor.mail.tests.servers import ImapServer, StallingServer
from candor.mail.tests.test_imap import eventually, mailbox_on
from candor.people.models import Person
from tests.cast import signed_in

SOON = SocketTimeout(connect=0.5, read=0.5)


@pytest.fixture(params=["GREETS", "STOPS_IN_A_MESSAGE"], ids=["greets", "stops-in-a-message"])
def stalling(request: pytest.FixtureRequest) -> Iterator[StallingServer]:
    server = StallingServer(getattr(StallingServer, request.param))
    yield server
    server.close()


def mailbox_at(server: StallingServer) -> Mailbox:
    details = MailboxDetails(
        "Stalling", "stalling@lindwurm.example", "127.0.0.1", "x", "y", server.port, Security.PLAIN, takes_old_mail=True
    )
    return add_mailbox(details, by=SYSTEM)


def open_impatiently(access: Access, silent: StallingServer) -> AbstractContextManager[Folder]:
    """Half a second for the silent server only: a busy machine's Dovecot may need longer than that."""
    return open_folder(access, timeout=SOON) if access.port == silent.port else open_folder(access)


@pytest.mark.django_db
def test_a_server_that_falls_silent_is_left_in_time(reader: Reader, stalling: StallingServer) -> None:
    mailbox, began = mailbox_at(stalling), time.monotonic()
    with pytest.raises(Unreadable) as problem, open_folder(Access.to(mailbox), SOON) as folder:
        take_in_new(mailbox, folder, threading.Event())
    assert problem.value.trouble == Trouble.TOO_SLOW
    assert time.monotonic() - began < TIMEOUT.read / 2, "after its own time-out, long before the usual one"
    assert not RawMessage.objects.exists(), "half a message is none"


@pytest.mark.django_db(transaction=True)
def test_a_silent_server_is_asked_more_and_more_rarely_and_the_others_go_on(
    reader: Reader, stalling: StallingServer, imap_server: ImapServer, adam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_FOR_CHANGES_EVERY", 0.1)
    monkeypatch.setattr(watching, "FIRST_PAUSE", 0.4)
    monkeypatch.setattr(watching, "open_folder", lambda access: open_impatiently(access, stalling))
    silent, fine = mailbox_at(stalling), mailbox_on(imap_server, f"fine{stalling.port}")
    stop = threading.Event()
    watch = threading.Thread(target=watching.watch_mailboxes, args=(stop,))
    watch.start()
    try:
        eventually(lambda: Mailbox.objects.filter(pk=silent.pk, trouble=Trouble.TOO_SLOW).exists(), "the trouble")
        imap_server.deliver(fine.user, letter("in between"))
        eventually(lambda: len(reader.mails) == 1, "the mail of the other mailbox")
        eventually(lambda: len(stalling.visits) >= 4, "further tries")
    finally:
        stop.set()
        watch.join(10)
    pauses = [later - earlier for earlier, later in pairwise(stalling.visits)]
    assert pauses[1] > 0.8, "twice the first pause, at least"
    assert pauses[2] > 1.6, "each pause is twice the one before"
    page = signed_in(adam).get(f"/tech/configuration/mail/{silent.ref}/").content.decode()
    assert "nothing is lost" in page
