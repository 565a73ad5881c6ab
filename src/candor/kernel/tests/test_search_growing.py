"""What only gained words is put aside; what is found must never show it, and nothing that was taken out may stay."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candor.kernel import clock, search
from candor.kernel.db.sqlite import index_file
from candor.kernel.search import backends, indexing, registry
from candor.kernel.search.backends import Entry, backend, sqlite_writing
from candor.kernel.search.backends.sqlite_writing import SQLiteWriter
from candor.kernel.search.reading import read
from candor.kernel.search.sought import holds, sought_from

KIND = "test.story"
CANARY = "zwrxkqpvbjh"
WORDS = ["alpha", "alphabet", "beta", "gamma", "gammas", "delta"]
QUESTIONS = [*WORDS, "alp*", '"alpha beta"', '"beta alpha"', "alpha -beta", "gam delta", '-"beta gamma" alpha', "gama"]

texts: dict[int, str] = {}
"""The stories by their number: the first word is the title."""


def documents(ids: Iterable[int]) -> Iterator[search.Document]:
    for number in ids:
        if number in texts:
            title, _, body = texts[number].partition(" ")
            yield search.Document(number, title, body)


@pytest.fixture(autouse=True)
def _stories(monkeypatch: pytest.MonkeyPatch) -> None:
    texts.clear()
    monkeypatch.setattr(registry, "_searchables", {})
    search.register(KIND, documents=documents, all_ids=lambda: sorted(texts), is_growing=True)


def tell(number: int, text: str) -> None:
    texts[number] = text
    search.changed(KIND, number)
    search.index_pending()


def everything_found() -> dict[str, list[object]]:
    """What each question finds, in each of the ways in which the index is asked, and the words that it knows."""
    found: dict[str, list[object]] = {"words": list(backend().known(KIND, WORDS))}
    for question in QUESTIONS:
        sought = sought_from(read(question), search.forms_of(KIND))
        assert sought
        newest = backend().newest_ids(KIND, sought, None, 50)
        assert newest == sorted(newest, reverse=True)
        ranks = [(sought.exactly, backends.Where.TITLE), (sought, backends.Where.ANYWHERE)]
        paged = [backend().newest_ids(KIND, sought, below, 1) for below in range(1, 6)]
        held = sorted(backend().holding(KIND, range(6), sought))
        found[question] = [newest, backend().ranked_ids(KIND, ranks, 50), paged, held]
    return found


sayings = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
moves = st.one_of(
    st.tuples(st.sampled_from(["say", "add", "add", "before"]), st.integers(0, 4), sayings),
    st.tuples(st.sampled_from(["cut", "forget", "same"]), st.integers(0, 4), st.just("")),
    st.tuples(st.sampled_from(["settle", "begin anew"]), st.just(0), st.just("")),
)


def make(move: str, number: int, said: str) -> None:
    """One change to the stories, written by the worker."""
    there = texts.get(number, "")
    if move in {"say", "add", "before"}:
        tell(number, {"say": said, "add": f"{there} {said}".strip(), "before": f"{said} {there}".strip()}[move])
    elif move == "cut" and " " in there:
        tell(number, there.rpartition(" ")[0])
    elif move == "forget":
        texts.pop(number, None)
        search.taken_out(KIND, [number])
        search.index_pending()
    elif move == "settle":
        with backend().writing() as writer:
            writer.settle(KIND, 2)
    elif move == "begin anew":  # a rebuild that is under way gets what changes too
        with backend().writing() as writer:
            writer.begin_anew(KIND, "somebody's")
    elif there:
        tell(number, there)


@pytest.mark.db
@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(st.lists(moves, min_size=1, max_size=12), st.sampled_from([0, 1, 100]))
def test_the_same_is_found_as_in_an_index_written_anew(told: list[tuple[str, int, str]], room: int) -> None:
    texts.clear()
    with backend().writing() as writer:
        writer.begin_anew(KIND, "empty")
        writer.put_in_place(KIND)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite_writing, "MOST_GROWN", room)
        for move in told:
            make(*move)
    found = everything_found()
    search.rebuild()
    assert backend().unsettled(KIND) == 0
    assert found == everything_found()
    for question in WORDS:
        sought = sought_from(read(question), search.forms_of(KIND))
        assert sought
        fitting = [number for number in sorted(texts, reverse=True) if holds(sought, texts[number])]
        assert found[question][0] == fitting


@pytest.mark.django_db
def test_what_was_put_aside_waits_for_the_night_unless_there_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL writes each entry where it stays")
    noon, night = datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 21, 2, tzinfo=UTC)
    search.prepare()
    for number in (1, 2, 3):
        tell(number, "alpha")
        tell(number, "alpha beta")
    assert backend().unsettled(KIND) == 3
    with clock.at(noon):
        assert not search.has_much_to_settle()
    monkeypatch.setattr(indexing, "MOST_UNSETTLED", 1)
    monkeypatch.setattr(indexing, "SLICE", 1)
    for moment, left in ((noon, 1), (night, 0)):
        with clock.at(moment):
            assert search.has_much_to_settle()
            search.settle()
            assert not search.has_much_to_settle()
        assert backend().unsettled(KIND) == left
    assert everything_found()["beta"][0] == [3, 2, 1]


@pytest.mark.django_db
def test_a_long_beginning_finds_its_few_words_and_its_many() -> None:
    search.prepare()
    words = ["printed", "printer7", "printers", "printing", "print"]
    for number, word in enumerate(words, 1):
        tell(number, f"story {word}")
    assert newest("print") == [5, 4, 3, 2, 1]
    assert newest("printe") == [3, 2, 1]
    assert newest("printer story") == [3, 2]
    for number in range(60):
        tell(100 + number, f"story printer{number:02}")
    assert len(newest("print")) == 65
    assert newest("printer0") == list(range(109, 99, -1))


def newest(question: str) -> list[int]:
    """What is found of the words themselves and of those that begin with them."""
    sought = sought_from(read(question))
    assert sought
    return backend().newest_ids(KIND, sought, None, 100)


@pytest.mark.django_db
def test_an_index_written_anew_is_of_one_piece_and_goes_on_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's index is not of parts")
    monkeypatch.setattr(indexing, "ANEW", 3)
    monkeypatch.setattr(sqlite_writing, "MERGED_AT_ONCE", 1)
    texts.update({number: f"alpha story{number} {'beta gamma delta ' * 40}" for number in range(1, 31)})
    search.prepare()
    search.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT segid) FROM candor_search.index_test_story_idx")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT v FROM candor_search.index_test_story_config WHERE k = 'automerge'")
        assert cursor.fetchone() == (4,)
    assert newest("gamma") == list(range(30, 0, -1))


def write(path: Path, ids: list[int], *entries: Entry, settle: int = 0) -> None:
    with index_file.open_for_writing(path) as own:
        writer = SQLiteWriter(lambda sql, values=(): own.execute(sql.replace("%s", "?"), values), "main")
        writer.make(KIND)
        writer.replace(KIND, ids, entries)
        writer.settle(KIND, settle)


def bytes_on_disk(path: Path) -> bytes:
    """The file's bytes once its log is written back, as the eraser does it."""
    with closing(sqlite3.connect(path)) as own:
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize("goes", ["redacted", "erased", "settled and redacted", "settled and erased", "all of it"])
def test_nothing_of_what_was_taken_out_stays_on_disk(tmp_path: Path, goes: str) -> None:
    path, before = tmp_path / "search.sqlite3", "the printer prints"
    for number in range(1, 60):
        write(path, [], Entry(number, f"letter {number}", before))
    for number in (7, 8, 9, 10, 11):  # grown letters beside it
        write(path, [number], Entry(number, f"letter {number}", f"{before} again"))
    write(path, [9], Entry(9, "letter 9", f"{before} again {CANARY}"))
    write(path, [9], Entry(9, "letter 9", f"{before} again {CANARY} and {CANARY * 3}"))
    assert CANARY.encode() in bytes_on_disk(path), "the scan would find it"
    if goes.startswith("settled"):
        write(path, [], settle=100)
    if goes == "all of it":
        write(path, list(range(1, 60)))
    else:
        write(path, [9], *([Entry(9, "letter 9", f"{before} again and")] if goes.endswith("redacted") else []))
    assert CANARY[3:].encode() not in bytes_on_disk(path)
