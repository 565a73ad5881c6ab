"""Children that back up and restore and are killed on the way. Run by `test_backup_kills`.

Loads the house once and forks a child for each step: it works and kills itself where the step ends. After each death
another child looks what is there. Then a line of JSON on standard output says what was found. Argument: the folder
that stands for another machine. On PostgreSQL the steps are those that have to do with the database, and a restore on
trial is killed and made whole, too.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.db import connection, transaction  # noqa: E402

from candor.kernel import registries, search  # noqa: E402
from candor.kernel.actor import JOB, SYSTEM  # noqa: E402
from candor.kernel.backup import copying, gate, reading, sealing, snapshots, throwaway  # noqa: E402
from candor.kernel.backup import making as archives  # noqa: E402
from candor.kernel.backup.making import ENDING  # noqa: E402
from candor.kernel.command import prepare  # noqa: E402
from candor.kernel.files import store_file  # noqa: E402
from candor.people.models import Identifier, Person  # noqa: E402
from candor.privacy import ledger  # noqa: E402
from candor.privacy.actions.holds import Target, set_hold  # noqa: E402
from candor.privacy.backups import making, trials  # noqa: E402
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, plan_erasure  # noqa: E402
from candor.privacy.models import Archive, Hold, HoldReason  # noqa: E402
from candor.privacy.restoring import erasures, ledgers, registers, replaying, running  # noqa: E402
from candor.privacy.restoring.running import Wanted, begin, go_on  # noqa: E402
from tests.cast import make_person  # noqa: E402
from tests.faults.parting import fork  # noqa: E402
from tests.privacy.restores import PRIVATE, lose_the_machine, use_test_key  # noqa: E402
from tests.privacy.test_restoring_any_order import REVIEW  # noqa: E402

# Each step is a function, whether the child dies before or after it, and at which passage.
BACKING_UP: list[tuple[Any, str, str, int]] = [
    (archives, "_written", "before", 1),
    (sealing.Sealer, "_seal", "after", 1),
    (archives.Packer, "add", "after", 3),
    (sealing.Sealer, "close", "before", 1),
    (archives, "_written", "after", 1),
    (archives, "_sync", "before", 1),
    (making, "record", "before", 1),
    (making, "keep_own_key", "before", 1),
    (copying, "_into", "before", 1),
    (shutil, "copyfileobj", "after", 1),
    (making, "make_bundle", "after", 1),
    (making, "send_ledger", "before", 1),
    (making, "look_around", "before", 1),
    (making, "forget_past", "before", 1),
]
RESTORING: list[tuple[Any, str, str, int]] = [
    (gate, "close", "before", 1),
    (gate, "close", "after", 1),
    (reading, "_write", "after", 1),
    (reading, "put_settings", "after", 1),
    (snapshots, "is_empty", "after", 1),
    (reading, "_write_stored", "before", 1),
    (reading, "_write_stored", "after", 1),
    (running, "_turn", "before", 1),
    (running, "_turn", "after", 1),
    (running, "bring_up_to_date", "after", 1),
    (ledgers, "take_ledger", "before", 1),
    (ledgers, "take_ledger", "after", 1),
    (erasures, "plan_erasure", "after", 1),
    (erasures, "confirm_erasure", "after", 1),
    (erasures, "remove", "before", 1),
    (erasures, "carry_out_again", "after", 1),
    (registers, "enter_again", "after", 1),
    (replaying, "settle", "after", 1),
    (running, "settle_the_past", "after", 1),
    (search, "rebuild", "after", 1),
    (gate, "open_to_all", "before", 1),
]

BACKING_UP_TABLES: list[tuple[Any, str, str, int]] = [
    (archives.Packer, "add", "after", 40),
    (sealing.Sealer, "close", "before", 1),
    (making, "record", "before", 1),
    (making, "forget_past", "before", 1),
]
RESTORING_TABLES: list[tuple[Any, str, str, int]] = [
    (gate, "close", "after", 1),
    (snapshots, "make_tables", "after", 1),
    (reading, "_heard", "before", 40),
    (snapshots, "set_sequences", "after", 1),
    (running, "_turn", "after", 1),
    (erasures, "remove", "before", 1),
    (registers, "enter_again", "after", 1),
    (search, "rebuild", "after", 1),
    (gate, "open_to_all", "before", 1),
]
TRYING: list[tuple[Any, str, str, int]] = [
    (throwaway, "_make", "after", 1),
    (throwaway, "_claim", "after", 1),
]


def dies_at(place: Any, name: str, when: str, passage: int) -> None:
    original, left = getattr(place, name), [passage]

    def passes(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        result = None if when == "before" and not left[0] else original(*args, **kwargs)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(place, name, passes)


def live(act: Callable[[], object], step: tuple[Any, str, str, int] | None = None) -> str:
    """Fork a child that dies at the step, or comes to the end and says what `act` gave; how it ended."""
    heard, says = os.pipe()
    pid = fork()
    if not pid:
        try:
            if step:
                dies_at(*step)
            os.write(says, json.dumps(act()).encode())
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test has to see it
            sys.stderr.write(f"{step}: {type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    os.close(says)
    _pid, status = os.waitpid(pid, 0)
    with os.fdopen(heard) as said:
        words = said.read()
    return "killed" if os.WIFSIGNALED(status) else words or str(os.waitstatus_to_exitcode(status))


def back_up() -> str:
    archive = making.make_backup(by=SYSTEM)
    return str(Path(archive.folder, archive.name))


def archives_whole(place: Path) -> bool:
    """Whatever has an archive's name is one, here and on the other machine; and the register knows no other."""
    here = [*archives.folder().glob(f"*{ENDING}"), *place.glob(f"*{ENDING}")]
    for path in here:
        reading.verify(path, PRIVATE)
    known = set(Archive.objects.standing().values_list("name", flat=True))
    return known <= {path.name for path in here}


def restore(wanted: Wanted) -> str:
    begin(wanted)
    go_on(wanted)
    return "restored"


def is_shut_or_clean() -> bool:
    """Either nobody can enter, or nothing is here yet, or whoever was erased is gone."""
    return gate.is_closed() or snapshots.is_empty() or not Person.objects.filter(name="Kim Jansen").exists()


def try_whole(archive: Path) -> dict[str, Any]:
    tried = trials.try_archive(archive, PRIVATE)
    return {"place": tried.place, "people": tried.examined["people"], "deeds": tried.restored["deeds"]}


def left_of_trials() -> list[str]:
    """What a killed trial left after the nightly look: in the home, and on the database's server."""
    trials.forget_trial()
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"%{throwaway.ENDING}"])
        databases = [name for (name,) in cursor.fetchall()]
    return [*databases, *map(str, Path(settings.INSTANCE.home).glob("trial"))]


def end() -> dict[str, Any]:
    return {
        "open": not gate.is_closed(),
        "people": sorted(Person.objects.filter(erased_at=None).values_list("name", flat=True)),
        "addresses": sorted(Identifier.objects.values_list("value", flat=True)),
        "holds": Hold.objects.standing().count(),
        "ledger": ledger.examine().problem,
        "still_open": len(ledger.still_open()),
    }


def learn_to_plan() -> None:
    """A process's first plan of an erasure takes two seconds: ten children of ours would each take them."""
    with transaction.atomic():
        plan_erasure(Person.objects.get(name="Kim Jansen"), Asked(), by=JOB)
        transaction.set_rollback(True)


def since_then() -> str:
    """What happens after the backup: somebody goes, somebody is held."""
    kim, sam = Person.objects.get(name="Kim Jansen"), Person.objects.get(name="Sam Peters")
    erasure = plan_erasure(kim, Asked(), by=JOB)
    confirm_erasure(erasure, erasure.plan_hash, by=JOB)
    carry_on(erasure)
    set_hold(Target(person=sam.pk), HoldReason.CLAIM, REVIEW, by=SYSTEM)
    making.send_ledger()
    return ""


def name_of(step: tuple[Any, str, str, int]) -> str:
    return f"{step[2]} {step[0].__name__.rpartition('.')[2]}.{step[1]}"


def main(place: Path) -> None:
    registries.discover()
    prepare()
    use_test_key()
    for name in ("Kim Jansen", "Sam Peters"):
        make_person(name, f"{name.split()[0].lower()}@house.example")
    store_file("files", "note.txt", "text/plain", [b"content"])
    learn_to_plan()
    found: dict[str, Any] = {"backing up": {}, "restoring": {}, "trying": {}}
    has_tables = connection.vendor == "postgresql"
    for step in BACKING_UP_TABLES if has_tables else BACKING_UP:
        found["backing up"][name_of(step)] = [live(back_up, step), live(lambda: archives_whole(place))]
    archive = Path(json.loads(live(back_up)))
    left = [*archives.folder().glob("*.unfinished"), *place.glob("*.unfinished")]
    found |= {
        "archive": archive.name,
        "left": [path.name for path in left if ENDING in path.name and path.parent != place],
    }
    live(since_then)
    live(lambda: lose_the_machine() or "")
    shutil.rmtree(Path(settings.INSTANCE.home) / "backups")
    wanted = Wanted(place / archive.name, PRIVATE)
    for step in RESTORING_TABLES if has_tables else RESTORING:
        found["restoring"][name_of(step)] = [live(lambda: restore(wanted), step), live(is_shut_or_clean)]
    found["last"] = live(lambda: restore(wanted))
    found["end"] = json.loads(live(end))
    if has_tables:
        for step in TRYING:
            found["trying"][name_of(step)] = [live(lambda: try_whole(wanted.archive), step), live(left_of_trials)]
        found["whole"] = json.loads(live(lambda: try_whole(wanted.archive)))
        found["left of trials"] = json.loads(live(left_of_trials))
    print(json.dumps(found))


main(Path(sys.argv[1]))
