"""What is done in which order. Until the settings name PostgreSQL nothing of the instance is another: a move that is
cut off anywhere before leaves an instance that starts as before, and a part of a copy with a mark on it.

Nobody may be in meanwhile. The copying is done by a process of its own, which has the settings of afterwards and dies
with this one.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections

from candor.config.moving import left, target
from candor.config.moving.filling import Content, fill
from candor.config.moving.left import Survey
from candor.config.moving.outlook import Outlook, Wanted, database, look_ahead, look_at_tables
from candor.config.moving.target import Mark
from candor.config.processes import die_with_parent
from candor.config.settings.writing import CannotWrite, line_by_hand, write_setting
from candor.config.supervisor import CannotStart, only_one
from candor.config.upgrading.examining import what_the_doctor_finds
from candor.kernel import audit_chain, clock, moved
from candor.kernel.actor import SYSTEM
from candor.kernel.audit_chain import Verdict
from candor.kernel.backup.making import Busy
from candor.kernel.moved import Move, Phase
from candor.kernel.upgrading import house
from candor.kernel.upgrading.copies import CopyFailed, settle_log
from candor.privacy.backups.making import make_backup

FILLS = "CANDOR_MOVE_FILLS"
"""Tells the process that fills PostgreSQL what it is."""

LONGEST_GOODBYE = 2.0
"""Seconds that a command which is about to end has for it."""

MOST_NAMED = 50

Say = Callable[[str], None]


class CannotMove(Exception):
    """It was not done, and the instance is as it was; the text says why and what to do."""


@dataclass(slots=True)
class Done:
    """What came of it. `line` is the setting to write by hand, with `why`; both are empty where it was written.

    `values_mended` is how many there are, `mended` names the first 10,000.
    """

    to: str
    tables: int
    rows: int
    seconds: int
    rows_a_second: int
    backup: str
    kept: str
    stays_until: str
    line: str = ""
    why: str = ""
    values_mended: int = 0
    mended: list[dict[str, str]] = field(default_factory=list)


def check(wanted: Wanted, say: Say) -> tuple[Outlook, Survey | None]:
    """Look at everything, rows included, and change nothing. The survey is None where the rows could not be read."""
    outlook = look_ahead(wanted)
    if outlook.size == 0:
        return outlook, None
    try:
        with left.opened(database()):
            outlook = replace(outlook, obstacles=(*outlook.obstacles, *look_at_tables()))
            survey = left.look_through(say, mends=wanted.mends)
    except DatabaseError:
        if not outlook.obstacles:
            raise
        return outlook, None  # tables of another version, which is told already
    return replace(outlook, obstacles=(*outlook.obstacles, *of_the_rows(survey))), survey


def move(wanted: Wanted, say: Say) -> Done:
    """Bring the instance to PostgreSQL. Raises CannotMove."""
    began, outlook = time.monotonic(), look_ahead(wanted)
    if outlook.obstacles:
        raise CannotMove("\n".join(outlook.obstacles))
    for words in outlook.notes:
        say(words)
    with _nobody_else_in():
        wrong_before = list(what_the_doctor_finds())
        backup = "" if wanted.without_backup or settings.INSTANCE.demo else _back_up(say)
        state, survey = _settled_state(), _survey(wanted, say)
        say("Verifying the audit chain ...")
        content = Content(survey.tallies, audit_chain.verify(), wrong_before, wanted.mends)
        note = _begin(outlook)
        _fill_in_another(wanted.address, Mark(note.token, note.at), content)
        if _settled_state() != state:
            raise CannotMove("Another program has written into the SQLite database meanwhile. End it and try again.")
        line, why = _change_over(replace(note, phase=Phase.WHOLE, state=state), wanted.address)
    seconds, kept = max(1, round(time.monotonic() - began)), moved.standing() or note
    return Done(
        outlook.to, len(survey.tallies), survey.rows, seconds, survey.rows // seconds, backup, kept.kept,
        kept.stays_until, line, why, survey.mended.count,
        [asdict(each) for each in survey.mended.first],
    )  # fmt: skip


def of_the_rows(survey: Survey) -> Iterator[str]:
    """What keeps single rows from coming along, as one sentence with all of them."""
    if not survey.unfit.count:
        return
    named = "\n".join(f"  {each}" for each in survey.unfit.first[:MOST_NAMED])
    more = f"\n  and {survey.unfit.count - MOST_NAMED:,} more" if survey.unfit.count > MOST_NAMED else ""
    yield (
        f"PostgreSQL takes {survey.unfit.count:,} values of these rows not as they are:\n{named}{more}\n"
        "NUL characters and invalid UTF-8 become U+FFFD with --mend-text, each named; what is too long or too large has"
        " to be changed first."
    )


@contextmanager
def _nobody_else_in() -> Iterator[None]:
    connections.close_all()
    try:
        with only_one(settings.INSTANCE.home, "moving to PostgreSQL"), house.alone(LONGEST_GOODBYE):
            yield
    except (CannotStart, house.StillIn) as problem:
        raise CannotMove(f"Others have the instance open: {problem}. End them first.") from None


def _back_up(say: Say) -> str:
    say("Backing up ...")
    try:
        archive = make_backup(by=SYSTEM)
    except Busy as problem:
        raise CannotMove(f"{problem} Wait for its end.") from None
    except OSError as problem:
        raise CannotMove(f"No backup could be made: {problem.strerror or problem}.") from None
    path = str(Path(archive.folder, archive.name))
    say(f"The backup is {path}")
    return path


def _settled_state() -> str:
    """How the database's file looks with nothing left in its log."""
    try:
        settle_log()
    except CopyFailed as problem:
        raise CannotMove(str(problem)) from None
    return moved.state_of_left()


def _survey(wanted: Wanted, say: Say) -> Survey:
    with left.opened(database()):
        obstacles = look_at_tables()
        survey = left.look_through(say, mends=wanted.mends)
    obstacles += of_the_rows(survey)
    if obstacles:
        raise CannotMove("\n".join(obstacles))
    for each in survey.mended.first[:MOST_NAMED]:
        say(f"Mended: {each}")
    return survey


def _begin(outlook: Outlook) -> Move:
    """Note it in the home. What an earlier move of this instance left may be taken away by its token."""
    before = moved.standing()
    token = before.token if before else secrets.token_hex(16)
    note = Move(Phase.UNDER_WAY, outlook.to, token, clock.now().isoformat())
    moved.write(note)
    return note


def _fill_in_another(address: str, mark: Mark, content: Content) -> None:
    """Raises CannotMove."""
    connections.close_all()
    done = subprocess.run(
        [sys.executable, "-m", "candor", "move"],
        input=json.dumps({"mark": asdict(mark), "content": asdict(content)}),
        env={**os.environ, FILLS: "yes", "CANDOR_DATABASE": address},
        text=True,
        check=False,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )
    if done.returncode:
        raise CannotMove("PostgreSQL was not filled; what stands above says why.")


def fill_as_told(told: Mapping[str, Any], say: Say) -> None:
    """What the other process does. It is in with the one that started it. Raises NotMoved and NotFit."""
    house.come_with()
    content = Content(**{**told["content"], "audit": Verdict(**told["content"]["audit"])})
    fill(database(), Mark(**told["mark"]), content, say)


def _change_over(note: Move, address: str) -> tuple[str, str]:
    """From the moment that the settings name PostgreSQL there is only forward. A line to write by hand, and why."""
    moved.write(note)
    by_hand = ("", "")
    try:
        write_setting(Path(settings.INSTANCE.home), "database", address)
    except CannotWrite as problem:
        by_hand = (line_by_hand("database", "postgresql://…"), str(problem))
    with target.opened(address) as there:
        target.forget_mark(there)
    moved.settle()
    return by_hand
