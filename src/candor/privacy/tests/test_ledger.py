"""The instance's ledger: begun before anything is destroyed, done when all is verified, one writer among nodes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from candor.kernel import clock
from candor.kernel.ids import new_ref
from candor.privacy import ledger
from candor.privacy.ledger.indexed import entries_of
from candor.privacy.models import LedgerLease

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HASH = "ab" * 32


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance with a second place for its ledger."""
    (tmp_path / "copies").mkdir()
    there = replace(settings.INSTANCE, home=tmp_path / "home", ledger_copy=str(tmp_path / "copies"))
    monkeypatch.setattr(settings, "INSTANCE", there)
    return tmp_path


def test_a_deed_is_open_until_it_is_done() -> None:
    deed, kim = new_ref(), new_ref()
    with clock.at(NOW):
        begun = ledger.begin(deed, ledger.Deed.ERASURE, kim, plan=HASH, counts={"people_person": 1})
        assert ledger.still_open() == [begun]
        finished = ledger.done(deed, counts={"erased": 12, "locked": 2})
    assert ledger.still_open() == []
    assert (begun.at, begun.number, finished.number) == ("2026-11-20T12:00:00Z", 1, 2)
    assert (finished.subject, finished.plan, finished.before) == (kim, HASH, begun.hash)
    files = ledger.our_files()
    assert files.copy is not None
    assert files.copy.read_bytes() == files.path.read_bytes()


def test_a_resumed_job_writes_nothing_twice() -> None:
    deed, kim = new_ref(), new_ref()
    assert ledger.begin(deed, ledger.Deed.ERASURE, kim) == ledger.begin(deed, ledger.Deed.ERASURE, kim)
    assert ledger.done(deed) == ledger.done(deed)
    assert ledger.begin(deed, ledger.Deed.ERASURE, kim).number == 1
    assert ledger.our_files().verify().entries == 2


def test_looking_up_many_deeds_finds_what_looking_through_the_file_finds() -> None:
    """What is written meanwhile too; a torn last line, which nobody was told of, is no entry."""
    deeds = [new_ref() for _each in range(5)]
    for deed in deeds[:3]:
        ledger.begin(deed, ledger.Deed.ERASURE, new_ref(), plan=HASH)
    files = ledger.our_files()
    with ledger.many_deeds():
        assert ledger.done(deeds[0]).number == 4
        assert ledger.begin(deeds[3], ledger.Deed.LOCK, new_ref()).number == 5
        with files.path.open("ab") as file:
            file.write(b'{"deed_id":"')
        found = {deed: entries_of(files, deed) for deed in deeds}
        assert ledger.done(deeds[0]).number == 4, "written once"
    assert found == {deed: entries_of(files, deed) for deed in deeds}
    assert [len(entries) for entries in found.values()] == [2, 1, 1, 1, 0]


def test_nothing_is_done_that_was_never_begun_and_no_name_gets_in() -> None:
    with pytest.raises(ledger.NeverBegun):
        ledger.done(new_ref())
    with pytest.raises(ledger.NotAnEntry):
        ledger.begin(new_ref(), ledger.Deed.ERASURE, "kim@nordlicht.example")
    assert ledger.our_files().verify().entries == 0


def test_one_node_at_a_time_writes() -> None:
    with clock.at(NOW):
        ledger.begin(new_ref(), ledger.Deed.LOCK, new_ref())
        LedgerLease.objects.update(holder="another node")
        with pytest.raises(ledger.LedgerBusy):
            ledger.begin(new_ref(), ledger.Deed.LOCK, new_ref())
    with clock.at(NOW + 2 * ledger.writing.LEASE):
        assert ledger.begin(new_ref(), ledger.Deed.LOCK, new_ref()).number == 2


def test_a_ledger_that_lost_entries_is_not_written_and_one_from_the_copy_is(home: Path) -> None:
    ledger.begin(new_ref(), ledger.Deed.ERASURE, new_ref())
    ledger.begin(new_ref(), ledger.Deed.ERASURE, new_ref())
    files = ledger.our_files()
    assert files.copy is not None
    whole = files.path.read_bytes()
    for place in (files.path, files.copy):
        place.write_bytes(whole.splitlines(keepends=True)[0])
    assert "lacks entries" in ledger.examine().problem
    with pytest.raises(ledger.LedgerBroken, match="lacks entries"):
        ledger.begin(new_ref(), ledger.Deed.ERASURE, new_ref())
    files.copy.write_bytes(whole)
    assert ledger.begin(new_ref(), ledger.Deed.ERASURE, new_ref()).number == 3


def test_a_ledger_ahead_of_a_restored_database_goes_on() -> None:
    ledger.begin(new_ref(), ledger.Deed.ERASURE, new_ref())
    before = LedgerLease.objects.get()
    ledger.begin(new_ref(), ledger.Deed.ERASURE, new_ref())
    LedgerLease.objects.update(head=before.head, entries=before.entries)
    assert ledger.examine().problem == ""
    assert ledger.begin(new_ref(), ledger.Deed.ERASURE, new_ref()).number == 3


def test_the_command_tells_what_stands_there_and_fails_on_a_break() -> None:
    ledger.begin(new_ref(), ledger.Deed.ERASURE, new_ref())
    output = StringIO()
    call_command("privacy_ledger", "--json", stdout=output)
    told = json.loads(output.getvalue())
    assert (told["intact"], told["entries"], told["open"], told["copy_lacks"]) == (True, 1, 1, 0)
    path = ledger.our_files().path
    path.write_bytes(path.read_bytes().replace(b"erasure", b"lock"))
    with pytest.raises(CommandError, match="Line 1"):
        call_command("privacy_ledger", stdout=StringIO())
