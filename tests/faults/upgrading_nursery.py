"""An upgrade that is killed at every one of its turns. Run by `test_upgrading_kills`.

Loads the house once and forks a process for each kill. A turn is each time something is put on the disk for good: a
file synced, renamed, removed, or a statement of the change itself. For each turn one process is killed just before it;
then nobody may get in, and another process goes on or undoes it. One line of JSON on standard output says what was
found. Arguments: to kill before every which turn, and the names of series.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import django

django.setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.db import connection, connections  # noqa: E402

from candor.config.upgrading import doing, outlook  # noqa: E402
from candor.config.upgrading.doing import WentBack, settle_what_stands, upgrade  # noqa: E402
from candor.config.upgrading.outlook import Wanted  # noqa: E402
from candor.kernel import clock, command, version  # noqa: E402
from candor.kernel.check import NotFit  # noqa: E402
from candor.kernel.models import Instance, RateWindow  # noqa: E402
from candor.kernel.upgrading import house, journal  # noqa: E402
from candor.kernel.version import Served  # noqa: E402
from tests.faults.parting import fork  # noqa: E402

HOME = Path(settings.INSTANCE.home)
BEFORE = Served("0.1.0.dev2", "/opt/candor/releases/0.1.0.dev2")
MOST = 200
CHANGES = (
    "CREATE TABLE upgrade_test (word varchar(20))",
    "INSERT INTO upgrade_test VALUES ('new')",
    "UPDATE kernel_instance SET organisation_name = 'New'",
)


class Countdown:
    """Kills this process at the turn with a number."""

    def __init__(self, turn: int) -> None:
        self.left = turn

    def before(self, done: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*words: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return done(*words, **named)

        return counted


def change_tables() -> int:
    """Instead of real migrations: some statements, each for itself, as several migrations are."""
    for statement in CHANGES:
        with connection.cursor() as cursor:
            one_statement(cursor, statement)
    return len(CHANGES)


def one_statement(cursor: Any, statement: str) -> None:
    cursor.execute(statement)


def attempt(turn: int, what: Callable[[], None], *, is_fit: bool) -> int:
    """Do it in another process that is killed at this turn; its exit code, negative for a signal."""
    pid = fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    countdown = Countdown(turn)
    with (
        mock.patch.object(os, "fsync", countdown.before(os.fsync)),
        mock.patch.object(Path, "replace", countdown.before(Path.replace)),
        mock.patch.object(Path, "unlink", countdown.before(Path.unlink)),
        mock.patch.object(shutil, "rmtree", countdown.before(shutil.rmtree)),
        mock.patch(f"{__name__}.one_statement", countdown.before(one_statement)),
        mock.patch.object(command, "bring_up_to_date", change_tables),
        mock.patch.object(doing, "find_fit", fit if is_fit else unfit),
        mock.patch.object(outlook, "_changes", changes),
    ):
        try:
            what()
        except WentBack:
            os._exit(3)
        except BaseException as problem:  # noqa: BLE001 - whatever it is, the test has to see it
            sys.stderr.write(f"turn {turn}: {type(problem).__name__}: {problem}\n")
            os._exit(1)
    os._exit(0)


def fit() -> None:
    """A new version that is found good."""


def unfit() -> None:
    raise NotFit(["The new version is no good."])


def run_upgrade() -> None:
    settle_what_stands(lambda _words: None)
    upgrade(Wanted(without_backup=True), lambda _words: None)


def run_back() -> None:
    settle_what_stands(lambda _words: None)


def changes() -> dict[str, int]:
    return {"kernel": 1} if is_old() else {}


def is_old() -> bool:
    return "upgrade_test" not in connection.introspection.table_names()


def state() -> str:
    """ "old", "new", or what it is instead."""
    connections.close_all()
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        cursor.execute("SELECT organisation_name FROM kernel_instance")
        (name,) = cursor.fetchone()
        cursor.execute("SELECT COUNT(*) FROM kernel_ratewindow")
        (kept,) = cursor.fetchone()
    connections.close_all()
    found = ("upgrade_test" in names, name, kept, version.last_served(HOME))
    known = {
        (False, "Old", 1, BEFORE): "old",
        (True, "New", 1, version.ours()): "new",
    }
    return known.get(found, repr(found))


def may_enter() -> bool:
    with suppress(house.Closed):
        house.enter()
        house.leave()
        return True
    return False


def whole_again() -> dict[str, bool]:
    """What has to be so after every end."""
    return {"open": not journal.stands() and may_enter(), "tidy": not (HOME / "upgrade").exists()}


def put_old_back() -> None:
    """The instance as the version before has left it."""
    connections.close_all()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS upgrade_test")
        cursor.execute("UPDATE kernel_instance SET organisation_name = 'Old'")
    connections.close_all()
    version.note_serving(HOME, BEFORE)


def killed_everywhere(*, is_fit: bool, then: Callable[[], None], every: int) -> list[dict[str, Any]]:
    """One line for each turn, or each so many: what stood after the kill, who got in, what the next one came to."""
    found = []
    for turn in range(1, MOST, every):
        put_old_back()
        ended = attempt(turn, run_upgrade, is_fit=is_fit)
        if ended != -signal.SIGKILL:
            return [*found, {"ended": ended, "state": state(), **whole_again()}]
        stood = journal.standing()
        between = {"phase": stood.phase if stood else "", "closed": not may_enter()}
        between["half"] = "" if between["closed"] else state()
        code = attempt(0, then, is_fit=is_fit)
        found.append({**between, "next": code, "state": state(), **whole_again()})
    return found


SERIES = {
    "on": partial(killed_everywhere, is_fit=True, then=run_upgrade),
    "back": partial(killed_everywhere, is_fit=True, then=run_back),
    "unfit": partial(killed_everywhere, is_fit=False, then=run_back),
}


def main() -> None:
    command.prepare()
    house.leave()
    Instance.objects.create(pk=1, organisation_name="Old", version=1)
    RateWindow.objects.create(key="kept", window=clock.now(), count=1)
    every, *names = sys.argv[1:]
    print(json.dumps({name: SERIES[name](every=int(every)) for name in names}))


main()
