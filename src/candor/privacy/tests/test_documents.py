"""What is generated from the map says what the map says, and the files in docs/reference are what is generated."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

import candor
from candor.config.development import documents
from candor.kernel.registries.personal_data import Export, Purpose, table_map, tables
from candor.privacy.documents import generated
from candor.privacy.documents.reading import personal_columns

REFERENCE = Path(candor.__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", generated())
def test_the_file_in_the_reference_is_what_is_generated(name: str) -> None:
    assert (REFERENCE / name).read_bytes() == generated()[name].encode(), "run: candor fix"


def test_the_check_names_a_document_that_is_out_of_date(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(documents, "FOLDER", tmp_path)
    assert documents.main(["--check"]) == 1
    assert "docs/reference/record-of-processing.md is out of date" in capsys.readouterr().out
    assert documents.main([]) == 0
    assert documents.main(["--check"]) == 0


def test_the_record_names_every_personal_column_under_each_of_its_purposes() -> None:
    sections = generated()["record-of-processing.md"].split("\n### ")
    for table, name, answers in personal_columns():
        for purpose in answers.purposes:
            (section,) = [text for text in sections if f"Purpose `{purpose}`" in text]
            assert f"`{table.name}.{name}`" in section


def test_the_record_shows_what_only_the_owner_can_fill_in() -> None:
    record = generated()["record-of-processing.md"]
    for entry in ("Controller", "Data protection officer", "Transfers to third countries"):
        (line,) = [line for line in record.splitlines() if line.startswith(f"| {entry}")]
        assert "open: the owner's entry" in line


def test_a_purpose_that_a_column_gains_appears_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    table = tables()["people_person"]
    columns = {**table.columns, "name": replace(table.columns["name"], purposes=(Purpose.MARKETING,))}
    monkeypatch.setitem(table_map._tables, table.name, replace(table, columns=columns))
    assert "Purpose `marketing`, lawful basis Art. 6(1)(a)." in generated()["record-of-processing.md"]
    assert "## Newsletters and advertising" in generated()["notice-annex.md"]
    assert '"marketing"' in generated()["export-schema.json"]


def test_the_schema_of_an_export_has_no_place_for_a_secret() -> None:
    schema: dict[str, Any] = json.loads(generated()["export-schema.json"])
    for table, name, answers in personal_columns():
        row = schema["properties"].get(table.name, {"items": {"properties": {}}})
        assert (name in row["items"]["properties"]) is (answers.export is Export.YES)
    assert "people_account" in schema["properties"]
    assert "password" not in schema["properties"]["people_account"]["items"]["properties"]


def test_the_command_prints_every_column_and_store_as_json() -> None:
    out = StringIO()
    call_command("privacy_map", json=True, stdout=out)
    told = [json.loads(line) for line in out.getvalue().splitlines()]
    columns = {(entry["table"], entry["column"]) for entry in told if "table" in entry}
    assert columns == {(name, column) for name, table in tables().items() for column in table.columns}
    (name,) = [entry for entry in told if (entry.get("table"), entry.get("column")) == ("people_person", "name")]
    assert (name["category"], name["bases"], name["keep"]) == ("user.name", ["6(1)(b)", "6(1)(b)"], "customer")
    assert {"database", "files", "search-index", "mail-raw"} <= {entry["store"] for entry in told if "holds" in entry}


def test_the_command_prints_a_table_for_people() -> None:
    out = StringIO()
    call_command("privacy_map", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].split()[:3] == ["column", "category", "purposes"]
    assert any(line.startswith("people_identifier.value ") for line in lines)
    assert f"in {len(tables())} tables" in lines[-1]
