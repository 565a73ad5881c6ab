"""What is shipped as the exporter, read back from its archives: complete, without secrets, true to its schema."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from jsonschema_rs import validator_for

from candor.helpdesk.models import Attachment, Message
from candor.kernel.registries.personal_data import Export, table_map, tables
from candor.kernel.registries.telling import telling_of
from candor.privacy.documents.export_schema import export_schema
from candor.privacy.exporting.words import COLUMN_WORDS
from tests.privacy import copies, parties, proofs, world
from tests.privacy.marks import tokens_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def test_the_shipped_exporter_and_an_eraser_that_follows_the_map_agree(kims: world.World) -> None:
    """Duality, with what really stands in the archives before and after."""
    assert proofs.untold_by(parties.ByTheMap(), copies.exported, kims) == []


def test_every_value_that_the_map_shows_is_in_the_archive_and_no_other(kims: world.World) -> None:
    """Traps T2 and T18: every column with `export` in every form, and nothing of what is never shown."""
    archive = copies.archive_of(kims.subject, unmasked=True)
    found = copies.cells_in(archive)
    assert found.keys() == parties.export_by_the_map(kims.subject).keys()
    assert parties.secrets_in(found) == []
    answers = [tables()[table].columns[column] for table, _key, column in found]
    assert {each.export for each in answers} == {Export.YES}
    taken = {(table, column) for table, _key, column in found if tables()[table].columns[column].portable}
    portable = {
        (table, column)
        for table in copies.tables_in(archive, "portable")
        for row in copies.rows_in(archive, table, "portable")
        for column in row.keys() - copies.ABOUT_THE_ROW
    }
    assert portable == taken


def test_no_mark_of_a_secret_or_of_somebody_else_is_anywhere_in_the_archive(kims: world.World) -> None:
    """Traps T2 and T8: looked for in every member, in every form in which it could be written."""
    archive = copies.archive_of(kims.subject, unmasked=True)
    there = {token for name in archive.namelist() for token in tokens_in(archive.read(name))}
    origins = [kims.mint.planted[token][0] for token in there]
    hidden = {
        origin
        for origin in origins
        for table, _, column in [origin.partition(".")]
        if table in tables() and tables()[table].columns[column].export is not Export.YES
    }
    assert hidden == set()
    assert len(there) > 200


def test_the_archive_is_true_to_its_schema(kims: world.World) -> None:
    archive = copies.archive_of(kims.subject)
    schema = json.loads(archive.read("schema.json"))
    assert schema == json.loads(export_schema())
    everything = {table: copies.rows_in(archive, table) for table in copies.tables_in(archive)}
    assert [str(error) for error in validator_for(schema).iter_errors(everything)] == []
    assert [*validator_for(schema).iter_errors({"people_account": [{"_row": "1", "password": "x"}]})]


def test_every_table_is_a_spreadsheet_too_without_formulas(kims: world.World) -> None:
    table = next(iter(Message.objects.filter(text__contains="canary")))
    Message.objects.filter(pk=table.pk).update(text="=cmd|'/c calc'!A1")
    archive = copies.archive_of(kims.subject)
    names = {name.removeprefix("tables/").removesuffix(".csv") for name in archive.namelist() if "tables/" in name}
    assert names == set(copies.tables_in(archive))
    rows = list(csv.DictReader(io.StringIO(archive.read("tables/helpdesk_message.csv").decode("utf-8-sig"))))
    assert len(rows) == len(copies.rows_in(archive, "helpdesk_message"))
    assert any(row["text"] == "'=cmd|'/c calc'!A1" for row in rows)


def test_a_table_that_nobody_tells_of_is_in_the_copy(kims: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trap T1: no list names it, no slice tells of it; and a column that is declared away is out at once."""
    name = "people_activity"
    columns = dict(tables()[name].columns)
    columns["text"] = replace(columns["text"], export=Export.NO)
    monkeypatch.setitem(table_map._tables, name, replace(tables()[name], columns=columns))
    monkeypatch.setattr("candor.kernel.registries.telling._tellings", {})
    archive = copies.archive_of(kims.subject)
    (row,) = copies.rows_in(archive, name)
    assert "text" not in row
    assert "happened_at" in row
    assert b"Activity" in archive.read("pages/further-0001.html")


def test_files_go_under_safe_names_and_what_is_missing_is_said(kims: world.World) -> None:
    """Trap T11 from the other side: a row whose bytes are gone is listed, and the copy is made all the same."""
    (first,) = Attachment.objects.filter(message__ticket__requester=kims.subject.pk)
    (second,) = Attachment.objects.filter(message__author=kims.subject.pk)
    for attachment, name in ((first, "../..\\CON.txt"), (second, 'a<b>:"|?*.pdf')):
        attachment.file.name = name
        attachment.file.save()
        Message.objects.filter(pk=attachment.message_id).update(kind="from-customer")
    next(Path(settings.INSTANCE.home).rglob(second.file.storage_key)).unlink()
    archive = copies.archive_of(kims.subject)
    files = [name for name in archive.namelist() if name.startswith("files/")]
    assert f"files/{first.file_id}-_CON.txt" in files
    assert all(".." not in name and "\\" not in name for name in files)
    assert not any(name.startswith(f"files/{second.file_id}-") for name in files)
    assert b"can no longer be found" in archive.read("index.html")


def test_every_column_of_a_copy_has_a_word_for_people() -> None:
    """A column without one is in the copy under its own name. Give it a word in `telling.py`, or a usual one."""
    wordless = [
        f"{table.name}.{name}"
        for table in tables().values()
        for name, answers in table.columns.items()
        if answers.export is Export.YES
        and name not in COLUMN_WORDS
        and name not in telling_of(table.name).columns
        and name not in telling_of(table.name).left_out
    ]
    assert wordless == []
