"""Real servers for tests: Dovecot for IMAP, a sink for SMTP. Each binds the loopback alone and ends with its test."""

from __future__ import annotations

import contextlib
import email
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from imapclient import IMAPClient

PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Sink:
    """An SMTP server that keeps what it is given. `answers` maps a recipient to the answer it gets instead of 250."""

    port: int
    mails: list[Message] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    answers_to_data: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answers_to_data:
            return self.answers_to_data.pop(0)
        self.contents.append(envelope.content)
        self.mails.append(email.message_from_bytes(envelope.content))
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return "250 Taken"


@contextlib.contextmanager
def smtp_sink(kind: type[Sink] = Sink) -> Iterator[Sink]:
    sink = kind(free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, auth_require_tls=False)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


DOVECOT = """\
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{base}/mail/%u
mail_fsync = never
mailbox_idle_check_interval = 1s
mail_max_userip_connections = 100
default_vsz_limit = 0
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  chroot =
}}
auth_mechanisms = plain login{mechanisms}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
{more}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
"""


@dataclass
class ImapServer:
    """A running Dovecot in which every user exists, with one password."""

    port: int
    password: str
    base: Path

    def client(self, user: str) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=PATIENCE)
        client.login(user, self.password)
        return client

    def deliver(self, user: str, *messages: bytes, folder: str = "INBOX") -> None:
        """Put messages into a mailbox, as a mail server does."""
        client = self.client(user)
        try:
            for message in messages:
                client.append(folder, message)
        finally:
            client.logout()

    def place(self, user: str, messages: Sequence[bytes], *, first: int = 0) -> None:
        """Put many messages into a mailbox, oldest first: as files, which is quicker. `first` numbers the first one."""
        box = self.base / "mail" / user
        is_new = not box.exists()
        if is_new:
            for folder in (box, box / "cur", box / "new", box / "tmp"):
                folder.mkdir(mode=0o777)
                folder.chmod(0o777)
        for number, message in enumerate(messages, start=first):
            arriving = box / "tmp" / f"{1_700_000_000 + number}.M{number}.here"
            arriving.write_bytes(message)
            arriving.chmod(0o666)
            arriving.rename(box / "cur" / f"{arriving.name}:2," if is_new else box / "new" / arriving.name)


def dovecot_is_installed() -> bool:
    return shutil.which("dovecot") is not None


BY_TOKEN = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {file}
}}
"""
ASKS_ABOUT_TOKENS = """\
introspection_url = {url}
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
"""


@contextlib.contextmanager
def dovecot(introspection: str = "") -> Iterator[ImapServer]:
    """A private Dovecot on a free port, with its folders in a directory of its own.

    With the address at which it may ask about tokens (RFC 7662) it takes XOAUTH2 too.
    """
    base = Path(tempfile.mkdtemp(prefix="candor-imap-"))
    base.chmod(0o755)
    (base / "mail").mkdir(mode=0o777)
    (base / "mail").chmod(0o777)
    server = ImapServer(free_port(), "let-me-read", base)
    is_root = os.geteuid() == 0
    own = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    group = subprocess.run(["id", "-gn"], capture_output=True, text=True, check=True).stdout.strip()
    config, asks = base / "dovecot.conf", base / "oauth2.conf"
    asks.write_text(ASKS_ABOUT_TOKENS.format(url=introspection))
    config.write_text(
        DOVECOT.format(
            base=base,
            port=server.port,
            password=server.password,
            mechanisms=" xoauth2" if introspection else "",
            more=BY_TOKEN.format(file=asks) if introspection else "",
            user="dovecot" if is_root else own,
            group="dovecot" if is_root else group,
            login_user="dovenull" if is_root else own,
            uid=65534 if is_root else os.getuid(),
            gid=65534 if is_root else os.getgid(),
        )
    )
    # A test run that is killed takes its server along.
    command = ["setpriv", "--pdeathsig", "TERM", "dovecot", "-F", "-c", str(config)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait_until_it_answers(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
        shutil.rmtree(base, ignore_errors=True)


def _wait_until_it_answers(server: ImapServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=1) as probe:
                if probe.recv(16).startswith(b"* OK"):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    log = server.base / "log"
    raise RuntimeError(f"Dovecot does not answer: {log.read_text() if log.exists() else process.poll()}")


HALF_A_MESSAGE = b"* 1 FETCH (UID 1 BODY[] {5000}\r\nSubject: half\r\n\r\nIt breaks off"


class StallingServer:
    """An IMAP server that says nothing more after some point: `answers` has what it says to which command.

    To a command that is not among them it is silent, and keeps the connection open.
    """

    GREETS: Mapping[bytes, bytes] = {}
    STOPS_IN_A_MESSAGE: Mapping[bytes, bytes] = {
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
        b"LOGIN": b"",
        b"EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] here\r\n* OK [UIDNEXT 2] next\r\n",
        b"SEARCH": b"* SEARCH 1\r\n",
        b"RFC822.SIZE": b"* 1 FETCH (UID 1 RFC822.SIZE 5000)\r\n",
    }

    def __init__(self, answers: Mapping[bytes, bytes]) -> None:
        self.answers = answers
        self.visits: list[float] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = [self._listener]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                visitor, _ = self._listener.accept()
                self._open.append(visitor)
                self.visits.append(time.monotonic())
                threading.Thread(target=self._talk, args=(visitor,), daemon=True).start()

    def _talk(self, visitor: socket.socket) -> None:
        with contextlib.suppress(OSError):
            visitor.sendall(b"* OK ready\r\n")
            for line in visitor.makefile("rb"):
                known = next((word for word in self.answers if word in line.upper()), None)
                if known is not None:
                    visitor.sendall(self.answers[known] + line.split()[0] + b" OK done\r\n")
                elif b"BODY.PEEK" in line.upper():
                    visitor.sendall(HALF_A_MESSAGE)

    def close(self) -> None:
        for each in self._open:
            each.close()


@pytest.fixture(scope="session")
def imap_server() -> Iterator[ImapServer]:
    """One Dovecot for the session; tests take mailboxes of names of their own."""
    if not dovecot_is_installed():
        pytest.skip("Dovecot is not installed (Debian: apt install dovecot-imapd)")
    with dovecot() as server:
        yield server


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as sink:
        yield sink
