"""Lists as files: read however they were written, written so that no spreadsheet runs what stands in them."""

from __future__ import annotations

import contextlib
import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel.csv_files import DELIMITERS, FORMULA_STARTS, Dialect, UnreadableFile, guess, harmless, lines, rows

CELLS = st.text("=+-@\t\"',; abÄ1\n", max_size=8)


def read(content: bytes) -> list[list[str]]:
    stream = io.BytesIO(content)
    return list(rows(stream, guess(stream)))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), max_size=3), st.sampled_from(DELIMITERS))
def test_no_cell_is_a_formula(table: list[list[str]], delimiter: str) -> None:
    written = b"".join(lines(table, delimiter=delimiter)).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter):
        assert not any(cell.lstrip(" ").startswith(FORMULA_STARTS) for cell in row)


@given(CELLS.map(str.strip))
def test_what_we_write_we_read_as_it_was(cell: str) -> None:
    content = b"".join(lines([["a", "b"], ["x", cell], ["y", "z"]]))
    stream = io.BytesIO(content)
    found = list(rows(stream, Dialect("utf-8", ",")))
    assert found[1] == ["x", cell]


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\tx", "\rx", "  =1+1", " \t=1"])
def test_formulas_lose_their_meaning(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_ordinary_cells_stay() -> None:
    assert harmless("Kim Jansen-Holm") == "Kim Jansen-Holm"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_however_a_list_is_written(encoding: str, delimiter: str) -> None:
    table = [["Name", "Straße"], ["Jörg Müller", "Höhe 1"], ['"O\'Neil", Ann', "Kai, 2"]]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(table)
    assert read(buffer.getvalue().encode(encoding)) == table


def test_commas_in_names_do_not_make_a_semicolon_list_a_comma_list() -> None:
    content = b"Name;Mail\nLund, Ole;ole@fjord.example\nFalk, Ines;ines@falk.example\n"
    assert read(content)[1] == ["Lund, Ole", "ole@fjord.example"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        read(content)


def test_a_cell_without_end_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        read(b'Name,Mail\n"' + b"x" * 100_000)


def test_memory_does_not_grow_with_the_file() -> None:
    content = b"Name,Mail\n" + b"Ole Lund,ole@fjord.example\n" * 50_000
    stream = io.BytesIO(content)
    dialect = guess(stream)
    tracemalloc.start()
    assert sum(1 for _row in rows(stream, dialect)) == 50_001
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000
