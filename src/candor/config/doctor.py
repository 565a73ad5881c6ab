"""What `candor doctor` looks at: each examination says what it found and, where something is wrong, what to do."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import chain, repeat
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.db import DatabaseError, connection
from django.utils import translation

from candor.config.settings.instance import InstanceSettings
from candor.kernel import clamd, clock, version
from candor.kernel.actor import SYSTEM
from candor.kernel.check import NotFit, routes_without_policy
from candor.kernel.command import open_house
from candor.kernel.models import AuditFact, Job, JobState
from candor.kernel.upgrading.house import Closed
from candor.licences.keys import signing as licence_keys
from candor.mail.actions.grants import NotUsable, sending_token
from candor.mail.grant_warnings import grant_warnings
from candor.mail.models import MailAlarm
from candor.mail.public import Mailbox, OutboxMessage
from candor.mail.signing import unreadable_keys
from candor.mail.smtp import PORTS, sign_in
from candor.mail.words import TROUBLES, explanation_of
from candor.privacy import ledger
from candor.privacy.backups.concerns import concerns, concerns_of_the_move

MEGABYTE = 1024 * 1024
LITTLE_SPACE, HARDLY_ANY_SPACE = 2048 * MEGABYTE, 200 * MEGABYTE
LONG_LOG = 256 * MEGABYTE
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class State(StrEnum):
    """How bad a finding is. Only problems make the command fail."""

    FINE = "fine"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor noticed, in a sentence, and the remedy."""

    area: str
    state: State
    says: str
    remedy: str = ""


Examination = Callable[[InstanceSettings], Iterator[Finding]]


def examine(settings: InstanceSettings) -> Iterator[Finding]:
    """All findings. What needs the database is left out when that does not answer."""
    usable = True
    for finding in house(settings):
        usable = usable and finding.state is not State.PROBLEM
        yield finding
    examinations: list[Examination] = [disk, permissions, keys, address, outgoing_mail, mail_listener, scanner]
    if usable:
        examinations += [database, privacy_ledger, backups, licence_key, mailboxes, jobs, time_of_day]
    for examination in examinations:
        yield from examination(settings)


def house(_: InstanceSettings) -> Iterator[Finding]:
    """Does the database answer, is it migrated, and is the house fit to open?"""
    try:
        open_house()
        if unguarded := routes_without_policy():
            raise NotFit(unguarded)
    except Closed as closed:
        yield Finding("house", State.PROBLEM, str(closed))
    except NotFit as unfit:
        for problem in unfit.problems:
            yield Finding("house", State.PROBLEM, problem)
    except DatabaseError as error:
        says = f"The database does not answer: {str(error).strip() or type(error).__name__}"
        yield Finding("house", State.PROBLEM, says, "Is its server running, and is the setting `database` right?")
    else:
        says = f"Candor {version.here()}: the database is migrated, every table and route is declared."
        yield Finding("house", State.FINE, says)


def database(settings: InstanceSettings) -> Iterator[Finding]:
    """Which engine it is, and whether its log grows without end."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            yield Finding("database", State.FINE, f"PostgreSQL {cursor.fetchone()[0]}.")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        yield Finding("database", State.FINE, f"SQLite {cursor.fetchone()[0]}.")
    log = settings.home / "candor.sqlite3-wal"
    if log.exists() and log.stat().st_size > LONG_LOG:
        says = f"The write-ahead log has grown to {in_megabytes(log.stat().st_size)}."
        yield Finding("database", State.WARNING, says, "Something reads for very long. Stop Candor and start it again.")


def disk(settings: InstanceSettings) -> Iterator[Finding]:
    """Is there room where the instance lives?"""
    free = shutil.disk_usage(settings.home).free
    says = f"{in_megabytes(free)} free at {settings.home}."
    if free < HARDLY_ANY_SPACE:
        yield Finding("disk", State.PROBLEM, says, "Free some space now: soon nothing can be written.")
    elif free < LITTLE_SPACE:
        yield Finding("disk", State.WARNING, says, "Free some space, or move the instance to a larger disk.")
    else:
        yield Finding("disk", State.FINE, says)


def permissions(settings: InstanceSettings) -> Iterator[Finding]:
    """Can nobody but the instance's user read it?"""
    places = [settings.home, *settings.home.iterdir()]
    open_ones = [place.name for place in places if place.lstat().st_mode & 0o077]
    others = [place.name for place in places if place.lstat().st_uid != os.geteuid()]
    if open_ones:
        says = f"Other users of this machine can get at {', '.join(sorted(open_ones))}."
        yield Finding("permissions", State.PROBLEM, says, f"chmod -R go= {settings.home}")
    if others:
        says = f"Another user owns {', '.join(sorted(others))}."
        yield Finding("permissions", State.PROBLEM, says, "Run Candor as one user, and give that user its home.")
    if not open_ones and not others:
        yield Finding("permissions", State.FINE, "Only this user can read the instance.")


def keys(settings: InstanceSettings) -> Iterator[Finding]:
    """Are the instance's secrets what they were made as?"""
    if len(settings.secret) < 43:  # 32 bytes in base64
        says = "secret.key is shorter than the one Candor makes."
        yield Finding("keys", State.PROBLEM, says, "Remove it and start Candor: it makes one, and all sign in again.")
    else:
        yield Finding("keys", State.FINE, "secret.key is there.")


def address(settings: InstanceSettings) -> Iterator[Finding]:
    """Are passwords safe on their way there? (Plain http that was not asked for is refused by the house itself.)"""
    says = f"Links start with {settings.base_url}."
    if settings.is_https or settings.host in LOOPBACK:
        yield Finding("address", State.FINE, says)
    else:
        remedy = "Put a reverse proxy with TLS in front and set base_url to https://…"
        yield Finding("address", State.WARNING, f"{says} Passwords cross the network unprotected.", remedy)
    if settings.is_https and not settings.trusted_proxies:
        says = "No reverse proxy is trusted: all visitors count as one, and share one allowance of tries to sign in."
        remedy = "Set trusted_proxies to the address of your proxy, such as 127.0.0.1."
        yield Finding("address", State.WARNING, says, remedy)


def outgoing_mail(settings: InstanceSettings) -> Iterator[Finding]:
    """Does the mail server take our mail?"""
    if settings.demo:
        yield Finding("mail", State.FINE, "This is a demo: no mail leaves the machine.")
    elif not settings.smtp:
        remedy = "Set smtp, for instance smtp+starttls://user:password@mail.example.com:587"
        yield Finding("mail", State.WARNING, "No mail server is set; mail stays in the outbox.", remedy)
    else:
        server = urlsplit(settings.smtp)
        try:
            greet(settings.smtp)
        except (OSError, smtplib.SMTPException) as error:
            says = f"The mail server {server.hostname} does not take our mail: {error}"
            yield Finding("mail", State.PROBLEM, says, "Check the setting smtp: scheme, host, port, user, password.")
        else:
            yield Finding("mail", State.FINE, f"The mail server {server.hostname} takes our mail.")


def greet(url: str) -> None:
    """Connect and sign in as the outbox does, and send nothing. Raises OSError or SMTPException."""
    server = urlsplit(url)
    host, port = server.hostname or "", server.port or PORTS[server.scheme]
    tls = None if server.scheme == "smtp" else ssl.create_default_context()
    implicit = server.scheme == "smtps"
    with (
        smtplib.SMTP_SSL(host, port, timeout=10, context=tls)
        if implicit
        else smtplib.SMTP(host, port, timeout=10) as smtp
    ):
        if server.scheme == "smtp+starttls":
            smtp.starttls(context=tls)
        if server.username:
            user, password = unquote(server.username), unquote(server.password or "")
            sign_in(smtp, user, password, "" if password else token_of(user))
        smtp.noop()


def token_of(user: str) -> str:
    """The token of a mailbox by whose provider mail is sent; "" where there is none, or no database to ask."""
    try:
        return sending_token(user)
    except (NotUsable, DatabaseError):
        return ""


def mail_listener(settings: InstanceSettings) -> Iterator[Finding]:
    """Does our listener answer where mail servers hand mail over?"""
    if not settings.mail_listener:
        return
    url = urlsplit(settings.mail_listener)
    place = f"{url.hostname}:{url.port}" if url.hostname else url.path
    try:
        greeting = greeting_at(url)
    except OSError as error:
        says = f"Nobody answers at the mail listener {place}: {error.strerror or type(error).__name__}."
        remedy = "Is `candor up` (or `candor work`) running, and can it make a socket there? Its log says why not."
        yield Finding("mail", State.PROBLEM, says, remedy)
        return
    if greeting.startswith(b"220"):
        yield Finding("mail", State.FINE, f"The mail listener answers at {place}.")
    else:
        yield Finding("mail", State.PROBLEM, f"What answers at {place} is no mail listener.", "Choose another place.")


def greeting_at(url: SplitResult) -> bytes:
    """The first words of whoever listens there. Raises OSError."""
    with (
        socket.socket(socket.AF_UNIX)
        if url.hostname is None
        else socket.socket(socket.AF_INET6 if ":" in url.hostname else socket.AF_INET) as visitor
    ):
        visitor.settimeout(5)
        visitor.connect(url.path if url.hostname is None else (url.hostname, url.port))
        return visitor.recv(100)


def scanner(settings: InstanceSettings) -> Iterator[Finding]:
    """Does clamd answer, and does it take a file as large as the largest that we take in?"""
    if not settings.clamd:
        return
    size = settings.upload_mb * 1_000_000
    try:
        clamd.look_at(settings.clamd, chain(repeat(bytes(MEGABYTE), size // MEGABYTE), [bytes(size % MEGABYTE or 1)]))
    except clamd.Withheld as trouble:
        if trouble.kind == clamd.NOT_CHECKABLE:
            says = f"clamd takes no file of {settings.upload_mb} MB: such files cannot be fetched."
            remedy = f"Set StreamMaxLength, MaxFileSize and MaxScanSize in clamd.conf to {settings.upload_mb}M or more."
        else:
            says = f"clamd at {settings.clamd} does not look at files: none of what others sent can be fetched."
            remedy = "Start clamd, let Candor's user reach its socket, or empty the setting clamd."
        yield Finding("files", State.PROBLEM, says, remedy)
    else:
        yield Finding("files", State.FINE, "clamd looks at files before they are fetched.")


def privacy_ledger(settings: InstanceSettings) -> Iterator[Finding]:
    """Is the record of erasures whole, and does it stand in a second place?"""
    found = ledger.examine()
    entries = f"The privacy ledger has {found.verdict.entries} entries"
    if found.problem:
        remedy = "Stop Candor and compare the ledger with its second place: a restored backup is erased again by it."
        yield Finding("ledger", State.PROBLEM, f"The privacy ledger cannot be trusted. {found.problem}", remedy)
    elif found.lag:
        says = f"{entries}; its second place lacks {found.lag} of them."
        yield Finding("ledger", State.WARNING, says, "Make that place reachable: the next entry brings it up to date.")
    elif found.lag is None and not settings.demo:
        remedy = "Set ledger_copy to a file or folder on another machine's disk that is mounted here."
        yield Finding("ledger", State.WARNING, f"{entries} and no second place.", remedy)
    else:
        yield Finding("ledger", State.FINE, f"{entries} in an unbroken chain.")


def backups(settings: InstanceSettings) -> Iterator[Finding]:
    """Is there a backup that was read back, a new one, and a copy of it elsewhere?"""
    if settings.demo:
        yield Finding("backups", State.FINE, "This is a demo: nothing of it is backed up.")
    with translation.override("en"):
        for state, says, remedy in concerns_of_the_move() if settings.demo else concerns(settings):
            yield Finding("backups", State(state), says, remedy)


def licence_key(_: InstanceSettings) -> Iterator[Finding]:
    """Is the key that signs licences the one that was published?"""
    trouble = licence_keys.trouble()
    if trouble:
        remedy = "Bring licence.key back from a backup, or make a new signing key: System Configuration, Licences."
        yield Finding("licences", State.PROBLEM, trouble, remedy)
    else:
        yield Finding("licences", State.FINE, "Licences are signed with the key that is published.")


def mailboxes(_: InstanceSettings) -> Iterator[Finding]:
    """Is every mailbox read, and does what we write leave?"""
    quiet = clock.now() - timedelta(minutes=30)
    for box in Mailbox.objects.in_use().order_by("name"):
        if box.trouble:
            explanation = TROUBLES.get(box.trouble, TROUBLES["other"])
            since = f"{box.trouble_since:%Y-%m-%d %H:%M} UTC" if box.trouble_since else "now"
            says = f"The mailbox {box.name} cannot be read since {since}. {explanation.what}"
            yield Finding("mailboxes", State.PROBLEM, says, str(explanation.do))
        elif (box.last_seen_at or box.created_at) < quiet:
            says = f"Nobody has looked into the mailbox {box.name} for half an hour."
            yield Finding("mailboxes", State.PROBLEM, says, "Is `candor up` (or `candor work`) running?")
        else:
            yield Finding("mailboxes", State.FINE, f"The mailbox {box.name} is read.")
    if fails := MailAlarm.objects.of_sending().under_way().first():
        explanation = explanation_of(fails)
        says = f"No mail can be sent since {fails.since:%Y-%m-%d %H:%M} UTC. {explanation.what}"
        yield Finding("mailboxes", State.PROBLEM, says, str(explanation.do))
    yield from permissions_of_mailboxes()
    for key in unreadable_keys():
        says = f"Mail from {key.domain} is not signed: its key was sealed with another mail.key."
        yield Finding("mailboxes", State.PROBLEM, says, "Bring mail.key back, or make a new key: Mail, Signing.")
    if stuck := OutboxMessage.objects.unsent().filter(created_at__lt=clock.now() - timedelta(hours=1)).count():
        says = f"Mails that wait in the outbox for more than an hour: {stuck}."
        yield Finding("mailboxes", State.WARNING, says, "The mail monitor in the Tech Center says why.")


def permissions_of_mailboxes() -> Iterator[Finding]:
    """Will the providers that let us into mailboxes go on doing so?"""
    with translation.override("en"):
        for entry in grant_warnings(SYSTEM):
            concern = entry.warning
            state = State.PROBLEM if concern.is_over or not concern.is_of_a_day else State.WARNING
            until = f" Mail is read until {concern.until:%Y-%m-%d %H:%M} UTC." if concern.until else ""
            yield Finding("mailboxes", state, f"{entry.mailbox.name}: {entry.says.what}{until}", str(entry.says.do))


def jobs(_: InstanceSettings) -> Iterator[Finding]:
    """Is somebody doing the work, and does it succeed?"""
    late = clock.now() - timedelta(minutes=5)
    overdue = Job.objects.filter(state=JobState.WAITING, run_at__lt=late).count()
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gt=clock.now() - timedelta(days=1)).count()
    if overdue:
        says = f"Jobs that wait for more than five minutes: {overdue}."
        yield Finding("jobs", State.PROBLEM, says, "Is `candor up` (or `candor work`) running?")
    if failed:
        says = f"Jobs that failed within a day: {failed}."
        yield Finding("jobs", State.WARNING, says, "The job monitor in the Tech Center names them.")
    if not overdue and not failed:
        yield Finding("jobs", State.FINE, "No job is overdue.")


def time_of_day(_: InstanceSettings) -> Iterator[Finding]:
    """Is the clock right, as far as can be told from here?"""
    last = AuditFact.objects.order_by("-id").values_list("at", flat=True).first()
    if last and last > clock.now() + timedelta(minutes=2):
        says = f"The clock is behind: the last recorded fact is from {last:%Y-%m-%d %H:%M} UTC."
        yield Finding("clock", State.PROBLEM, says, "Set the clock, best by NTP, before anything else is recorded.")
    elif is_synchronised() is False:
        says = f"It is {clock.now():%Y-%m-%d %H:%M} UTC, but the clock is not synchronised."
        yield Finding("clock", State.WARNING, says, "timedatectl set-ntp true")
    else:
        yield Finding("clock", State.FINE, f"It is {clock.now():%Y-%m-%d %H:%M} UTC.")


def is_synchronised() -> bool | None:
    """What systemd says about NTP; None where it cannot be asked."""
    asked = shutil.which("timedatectl")
    if not asked or not Path("/run/systemd/system").exists():
        return None
    question = [asked, "show", "--property=NTPSynchronized", "--value"]
    answer = subprocess.run(question, capture_output=True, text=True, timeout=5, check=False)
    return answer.stdout.strip() == "yes" if answer.returncode == 0 else None


def in_megabytes(size: int) -> str:
    """As a person reads it."""
    return f"{size // MEGABYTE:,} MB"
