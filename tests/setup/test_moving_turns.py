"""The end of a move, cut off at each of its turns; what is left and until when; the values that are compared."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from candor.config.management.commands.move import foretold
from candor.config.moving import doing, tables, target
from candor.config.moving.left import Survey
from candor.config.moving.outlook import Outlook
from candor.config.settings.instance import load_settings
from candor.config.settings.writing import CannotWrite, line_by_hand, write_setting
from candor.kernel import clock, moved, registries
from candor.kernel.moved import Move, Phase
from candor.kernel.registries import personal_data
from candor.people.models import Person
from candor.privacy.backups.concerns import concerns_of_the_move
from candor.privacy.erasing import finishing

ADDRESS = "postgresql://candor:se%22cret@db.example/candor"
WRITTEN = '# ours\nname = "berg"\n#database = "postgresql://old"\n'


class Killed(BaseException):
    """As SIGKILL, but for the process."""


class Countdown:
    def __init__(self, turn: int) -> None:
        self.left = turn

    def before(self, done: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*words: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                raise Killed
            return done(*words, **named)

        return counted


def on(vendor: str) -> Any:
    return mock.patch.object(moved, "connection", mock.MagicMock(vendor=vendor))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One with a database that was copied whole."""
    monkeypatch.delenv("CANDOR_DATABASE", raising=False)
    registries.discover()
    place = tmp_path / "home"
    place.mkdir()
    return place


def made(home: Path, monkeypatch: pytest.MonkeyPatch) -> Move:
    for path in home.iterdir():
        path.unlink()
    monkeypatch.setattr(settings, "INSTANCE", replace(settings.INSTANCE, home=home))
    for name in ("candor.sqlite3", "candor.sqlite3-shm", "search.sqlite3"):
        (home / name).write_text(name)
    (home / "candor.toml").write_text(WRITTEN)
    note = Move(Phase.UNDER_WAY, "candor on db.example", "ours", clock.now().isoformat())
    moved.write(note)
    return replace(note, phase=Phase.WHOLE, state=moved.state_of_left())


def cut_off(turn: int, note: Move) -> bool:
    countdown = Countdown(turn)
    with (
        mock.patch.object(target, "opened", return_value=nullcontext()),
        mock.patch.object(target, "forget_mark", countdown.before(lambda _there: None)),
        mock.patch.object(os, "fsync", countdown.before(os.fsync)),
        mock.patch.object(Path, "replace", countdown.before(Path.replace)),
        mock.patch.object(Path, "rename", countdown.before(Path.rename)),
        mock.patch.object(Path, "unlink", countdown.before(Path.unlink)),
    ):
        try:
            doing._change_over(note, ADDRESS)
        except Killed:
            return True
    return False


def test_cut_off_anywhere_it_is_the_old_instance_or_the_new_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = []
    for turn in range(1, 40):
        was_killed = cut_off(turn, made(home, monkeypatch))
        assert personal_data.undeclared_entries(home) == [], "a house does not open with things of nobody in it"
        database = load_settings({"CANDOR_HOME": str(home)}).database
        ends.append(bool(database))
        if not database:
            with on("sqlite"):
                assert moved.why_not_here() == ""
            assert (home / "candor.sqlite3").read_text() == "candor.sqlite3"
            continue
        with on("postgresql"):
            assert moved.why_not_here() == ""
            moved.settle_on_postgresql()
            moved.settle_on_postgresql()
        kept = moved.kept()
        assert kept is not None
        assert kept.read_text() == "candor.sqlite3"
        assert {path.name for path in home.iterdir() if "sqlite3" in path.name} == {kept.name}
        with on("sqlite"):
            assert "moved to PostgreSQL (candor on db.example)" in moved.why_not_here()
        if not was_killed:
            break
    assert ends == sorted(ends), "first the old one, then the new one"
    assert 5 < len(ends) < 39
    assert tomllib.loads((home / "candor.toml").read_text()) == {"name": "berg", "database": ADDRESS}
    assert (home / "candor.toml").read_text().endswith(WRITTEN)


def test_an_empty_file_in_its_place_is_not_taken_for_what_was_left(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that runs without the setting makes one before it is refused."""
    moved.write(made(home, monkeypatch))
    moved.settle()
    kept = moved.kept()
    assert kept is not None
    for forgets in (lambda: False, moved.forget_kept):
        forgets()
        (home / "candor.sqlite3").touch()
        with on("postgresql"):
            moved.settle_on_postgresql()
        assert not (home / "candor.sqlite3").exists()
        assert kept.exists() == (forgets is not moved.forget_kept)


def test_a_copy_that_was_outgrown_is_not_served(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved.write(made(home, monkeypatch))
    with on("postgresql"):
        assert moved.why_not_here() == ""
        (home / "candor.sqlite3-wal").write_text("somebody wrote")
        assert "somebody has worked with SQLite again" in moved.why_not_here()
    assert [each.state for each in concerns_of_the_move()] == ["warning"]


@pytest.mark.django_db
@pytest.mark.once
def test_what_is_left_goes_in_time_and_with_the_first_erasure(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for end in (lambda: finishing.overwrite([]), moved.forget_past):
        moved.write(made(home, monkeypatch))
        moved.settle()
        (concern,) = concerns_of_the_move()
        assert str(moved.kept()).rpartition("/")[2] in concern.says
        moved.forget_past()
        assert moved.kept() is not None, "its days are not over"
        if end is moved.forget_past:
            moved.write(replace(moved.standing() or made(home, monkeypatch), stays_until="2026-01-01"))
        with mock.patch.object(finishing, "keepers", dict):
            end()
        assert moved.kept() is None
        assert list(concerns_of_the_move()) == []


def test_a_setting_is_written_beside_the_others_or_not_at_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = home / "candor.toml"
    write_setting(home, "database", ADDRESS)
    assert tomllib.loads(file.read_text()) == {"database": ADDRESS}
    file.write_text('port = 8000\ndatabase = ""  # none\n')
    write_setting(home, "database", ADDRESS)
    assert tomllib.loads(file.read_text()) == {"port": 8000, "database": ADDRESS}
    odd = 'mail_from = """\ndatabase = no\n"""\n'
    file.write_text(odd)
    with pytest.raises(CannotWrite, match="taken apart"):
        write_setting(home, "database", ADDRESS)
    assert file.read_text() == odd
    assert line_by_hand("database", "postgresql://…").startswith('database = "')
    monkeypatch.setenv("CANDOR_DATABASE", "")
    with pytest.raises(CannotWrite, match=r"goes before candor\.toml"):
        write_setting(home, "database", ADDRESS)
    assert line_by_hand("database", "postgresql://…") == "CANDOR_DATABASE=postgresql://…", "there it counts"


@pytest.mark.parametrize("password", ["100%sure", "p@sure", "be sure"])
def test_an_address_that_cannot_be_taken_apart_is_refused_without_a_piece_of_it(password: str) -> None:
    with (
        pytest.raises(target.NotReached, match="%40 for @") as refused,
        target.opened(f"postgresql://candor:{password}@127.0.0.1:1/candor"),
    ):
        pass
    assert "sure" not in str(refused.value)


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=20))
def test_mended_text_is_taken_and_fit_text_is_left_alone(text: str) -> None:
    mended = tables._mend_text(text)
    assert tables._look_at_text(20, mended) == ""
    assert len(mended) == len(text)
    if not tables._look_at_text(20, text):
        assert mended == text
    within = json.dumps({"a": [text, {text: 1}]})
    assert tables._look_at_json(tables._mend_json(within)) == ""


def test_rows_are_told_apart_in_whatever_order_they_come() -> None:
    def tally(*rows: tuple[object, ...]) -> list[Any]:
        found = tables.Tally()
        for row in rows:
            found.add(row)
        return found.said()

    assert tally((1, "a"), (2, None)) == tally((2, None), (1, "a"))
    assert tally((1, "a")) != tally((1, "a"), (1, "a"))
    assert len({tuple(tally((value,))) for value in (None, "", "None", 0, "0", b"0", False)}) == 7
    for one, other in (('{"a":1,"b":2.50}', '{"b": 2.5, "a": 1}'), ("1e22", "10000000000000000000000"), ("-0.0", "0")):
        assert tables._plain_json(one) == tables._plain_json(other)
    assert tables._plain_json("null") != tables._plain_json('"null"')


def test_what_may_be_refused_is_told_without_the_value() -> None:
    reader = tables.Reader(tables.table_of(Person), mends=False)
    row = tuple(
        "x\0secret" if column.name == "name" else 7 if column.name == "id" else None for column in reader.table.columns
    )
    assert reader.taken(row) == row
    assert [str(each) for each in reader.unfit.first] == ["people_person, row 7: name holds a NUL character"]


def test_of_any_number_of_values_the_first_are_named_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_KEPT", 60)
    reader = tables.Reader(tables.table_of(Person), mends=True)
    for number in range(70):
        reader.taken(
            tuple(
                "x\0" if column.name == "name" else number if column.name == "id" else None
                for column in reader.table.columns
            )
        )
    assert [each.key for each in reader.mended.first] == [str(number) for number in range(60)]
    assert reader.mended.count == 70
    said = foretold(Outlook("candor on db.example", 1, "", (), ()), Survey({}, reader.unfit, reader.mended))
    assert [line for line in said if "mended" in line][49:] == [
        "It would be mended: people_person, row 49: name holds a NUL character", "It would be mended: 20 more.",
    ]  # fmt: skip
