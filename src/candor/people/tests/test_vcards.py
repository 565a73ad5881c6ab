"""Contacts as vCards: whatever somebody is called, one card is one card and says what went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel.jobs.worker import run_all_due
from candor.people.models import Export, Person
from candor.people.rules.import_columns import Column
from candor.people.rules.vcards import CONTROLS, LONGEST_LINE, card
from tests.cast import signed_in

words = st.text(max_size=120)
cells = st.dictionaries(st.sampled_from(list(Column)), words, max_size=8)


def unfolded(content: bytes) -> list[str]:
    assert all(len(line) <= LONGEST_LINE for line in content.split(b"\r\n"))
    return content.decode().replace("\r\n ", "").split("\r\n")[:-1]


def said(line: str) -> str:
    """The text of a line as a reader of vCards takes it."""
    value, text, escaped = line.partition(":")[2], "", False
    for character in value:
        if escaped:
            text += "\n" if character == "n" else character
        elif character != "\\":
            text += character
        escaped = character == "\\" and not escaped
    return text


def test_a_contact_of_ours_reads_like_one() -> None:
    content = card(
        {
            Column.NAME: "Kim Jansen", Column.EMAIL: "kim@nordlicht.example", Column.PHONE: "+494315550100",
            Column.ORGANISATION: "Nordlicht; Söhne, GmbH", Column.POSITION: "Buying", Column.STREET: "Kai 1",
            Column.CITY: "Kiel", Column.POSTCODE: "24103", Column.COUNTRY: "DE", Column.NOTE: "One\nTwo",
        }
    )  # fmt: skip
    assert unfolded(content) == [
        "BEGIN:VCARD", "VERSION:3.0", "FN:Kim Jansen", "N:Kim Jansen;;;;",
        "EMAIL;TYPE=INTERNET:kim@nordlicht.example", "TEL;TYPE=VOICE:+494315550100",
        "ORG:Nordlicht\\; Söhne\\, GmbH", "ADR;TYPE=WORK:;;Kai 1;Kiel;;24103;DE", "TITLE:Buying", "NOTE:One\\nTwo",
        "END:VCARD",
    ]  # fmt: skip


@given(cells)
def test_nothing_that_is_typed_breaks_out_of_its_line(cells: dict[Column, str]) -> None:
    lines = unfolded(card(cells))
    assert [line for line in lines if line.startswith(("BEGIN:", "END:"))] == ["BEGIN:VCARD", "END:VCARD"]
    assert all(line.partition(":")[0].partition(";")[0] in KNOWN for line in lines)


@given(words)
def test_a_note_comes_back_as_it_was_written(note: str) -> None:
    line = next((line for line in unfolded(card({Column.NOTE: note})) if line.startswith("NOTE:")), "NOTE:")
    assert said(line) == CONTROLS.sub("", note.replace("\r\n", "\n").replace("\r", "\n"))


KNOWN = {"BEGIN", "VERSION", "FN", "N", "EMAIL", "TEL", "ORG", "ADR", "TITLE", "URL", "NOTE", "END"}


@pytest.mark.django_db
@pytest.mark.db
@pytest.mark.once
@pytest.mark.usefixtures("letter_box")
def test_a_list_of_contacts_is_fetched_as_one_file(mara: Person, kim: Person, sam: Person) -> None:
    browser = signed_in(mara)
    wanted = {"which": "all", "columns": ["name", "email"], "file_format": "vcf", "reason": "Telephones of sales"}
    browser.post("/tech/people/export/", wanted)
    run_all_due()
    row = Export.objects.get()
    answer = browser.post(f"/tech/exports/{row.ref}/fetch/")
    content = b"".join(answer.streaming_content).decode()
    assert ".vcf" in answer["Content-Disposition"]
    assert content.count("BEGIN:VCARD") == 3
    assert "EMAIL;TYPE=INTERNET:kim@nordlicht.example" in content
