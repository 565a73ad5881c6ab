"""What is done in which order, and what undoes it.

The new version's own program does it, from its own folder: it knows what it needs, and the one before stands as it
stood. Before the copy is whole nothing was changed; until the new version is found good the copy goes back; then there
is only forward. Each of these turns is one entry in the journal, so that a process that was killed anywhere is gone on
with or undone by whoever runs the command again.
"""

from __future__ import annotations

import fcntl
import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import connections

from candor.config.supervisor import CannotStart, only_one
from candor.config.upgrading.examining import find_fit
from candor.config.upgrading.links import turn_link
from candor.config.upgrading.outlook import Outlook, Wanted, is_running, look_ahead
from candor.config.upgrading.signals import no_sudden_end, undisturbed
from candor.kernel import command, version
from candor.kernel.backup.making import Busy, make_archive
from candor.kernel.upgrading import copies, house, journal, page
from candor.kernel.upgrading.journal import Journal, Phase
from candor.privacy import ledger

LONGEST_GOODBYE = 30.0
"""Seconds that those who are in have to end what they do."""

Say = Callable[[str], None]


class CannotUpgrade(Exception):
    """It was not begun, and nothing was changed; the text says why and what to do."""


class WentBack(Exception):
    """It failed, and everything is as it was before; the text says why."""


class IsBetween(Exception):
    """It failed, and so did the way back: nobody is served until somebody runs it again. The text says why."""


@contextmanager
def only_upgrade() -> Iterator[None]:
    """One at a time. Raises CannotUpgrade."""
    run = Path(settings.INSTANCE.home) / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    with (run / "upgrade.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotUpgrade("Another process upgrades this instance just now.") from None
        yield


def settle_what_stands(say: Say) -> Journal | None:
    """Bring an upgrade that was cut off to an end: back, or forward when the new version had been found good.

    What stood, or None. Raises CannotUpgrade where others are in, and IsBetween.
    """
    stood = journal.standing()
    if stood is None:
        return None
    if stood.phase is Phase.DONE and version.here() != stood.to.version:
        raise CannotUpgrade(
            f"The upgrade to {stood.to.version} had come to its end but for tidying up: {stood.to.root}/candor upgrade"
        )
    with no_sudden_end(), _held(stood, say), undisturbed():
        if stood.phase is Phase.DONE:
            _finish(stood)
            say(f"The upgrade to {stood.to.version} had been done; it is tidied up now.")
        else:
            _go_back(stood)
            say(f"An upgrade to {stood.to.version} was cut off. The database is as it was before it.")
    return stood


def upgrade(wanted: Wanted, say: Say) -> Outlook:
    """Bring the instance to this version. Raises CannotUpgrade before anything, WentBack after a way there and back,
    and IsBetween.
    """
    outlook = look_ahead(wanted)
    if outlook.obstacles:
        raise CannotUpgrade("\n".join(outlook.obstacles))
    if outlook.nothing_to_do:
        return outlook
    if outlook.changes and not wanted.without_backup and not settings.INSTANCE.demo:
        _back_up(say)
    with no_sudden_end(), _held(Journal(Phase.HOLDING, outlook.to, outlook.before), say) as standing:
        try:
            _change(standing, say)
        except Exception as problem:
            with undisturbed():
                _go_back(journal.standing() or standing)
            raise WentBack(why(problem)) from problem
        with undisturbed():
            _finish(replace(standing, phase=Phase.DONE))
    return outlook


def why(problem: BaseException) -> str:
    """What went wrong, in the words there are."""
    return str(problem).strip() or type(problem).__name__


def _back_up(say: Say) -> None:
    """An encrypted backup while people go on working. No row is touched: the register finds the file by itself."""

    def about() -> Mapping[str, object]:
        known = ledger.our_files().verify()
        return {"ledger": {"entries": known.entries, "head": known.head}}

    say("Backing up, while people go on working ...")
    try:
        say(f"The backup is {make_archive(about).path}")
    except Busy as problem:
        raise CannotUpgrade(f"{problem} Wait for its end.") from None
    except OSError as problem:
        raise CannotUpgrade(f"No backup could be made: {problem.strerror or problem}.") from None


@contextmanager
def _held(standing: Journal, say: Say) -> Iterator[Journal]:
    """Nobody is served during the block, and visitors read why. Raises CannotUpgrade where somebody does not leave."""
    home, is_new = Path(settings.INSTANCE.home), journal.standing() is None
    connections.close_all()
    with ExitStack() as held:
        try:
            if is_new:
                journal.write(standing)
            _ask_to_end(home, say)
            held.enter_context(only_one(home, "upgrading"))
            held.enter_context(house.alone(LONGEST_GOODBYE))
        except BaseException as problem:
            if is_new:
                journal.close()
            if isinstance(problem, house.StillIn | CannotStart):
                raise CannotUpgrade(f"Others have the instance open: {problem}. End them first.") from None
            raise
        if not held.enter_context(page.shown(settings.INSTANCE.listen, settings.INSTANCE.port)):
            say(f"Port {settings.INSTANCE.port} is taken: visitors read what that program says.")
        yield standing


def _ask_to_end(home: Path, say: Say) -> None:
    """End `candor up` of this instance as Ctrl-C would, if it runs."""
    if not is_running(home):
        return
    runs = re.match(r"process (\d+), http", (home / "run" / "up.lock").read_text("utf-8"))
    if runs:
        say(f"Ending Candor (process {runs[1]}); visitors read that a new version is on its way ...")
        try:
            os.kill(int(runs[1]), signal.SIGTERM)
        except OSError as problem:
            raise CannotStart(f"process {runs[1]}, which cannot be ended from here ({problem.strerror})") from None
    deadline = time.monotonic() + LONGEST_GOODBYE
    while time.monotonic() < deadline and is_running(home):
        time.sleep(0.1)


def _change(standing: Journal, say: Say) -> None:
    say("Putting the database aside ...")
    copies.make()
    journal.write(replace(standing, phase=Phase.CHANGING))
    say("Changing the tables ...")
    command.bring_up_to_date()
    say("Examining the new version ...")
    find_fit()


def _go_back(standing: Journal) -> None:
    """Put everything as it was, from whatever phase. Done again after a kill it comes to the same. Raises IsBetween."""
    connections.close_all()
    try:
        if standing.phase in {Phase.CHANGING, Phase.PUTTING_BACK}:
            journal.write(replace(standing, phase=Phase.PUTTING_BACK))
            copies.put_back()
            connections.close_all()
            journal.write(replace(standing, phase=Phase.HOLDING))
        copies.forget()
        journal.close()
    except Exception as problem:
        raise IsBetween(why(problem)) from problem


def _finish(standing: Journal) -> None:
    """Forward only: note the version, let the copy go, move the link, open."""
    journal.write(standing)
    version.note_serving(settings.INSTANCE.home, standing.to)
    turn_link(standing.before, standing.to)
    copies.forget()
    connections.close_all()
    journal.close()
