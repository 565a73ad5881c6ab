"""Contacts of others taken in: as a list, with the preview of one, whatever stands in the file."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import StoredFile
from candor.people.models import Identifier, Import, Membership, Organisation, Person, PostalAddress
from candor.people.rules.import_columns import Column
from candor.people.rules.vcard_reading import COLUMNS, LONGEST_VALUE, NotReadable, is_vcard, rows_of
from candor.people.rules.vcards import card
from tests.cast import signed_in

VERSION_3 = """BEGIN:VCARD\r
VERSION:3.0\r
N:Brandt;Lena;;Dr.;\r
FN:Dr. Lena Brandt\r
ORG:Werft\\; Söhne\\, GmbH;Einkauf\r
TITLE:Leiterin des Ein\r
 kaufs\r
item1.EMAIL;TYPE=INTERNET:lena.privat@web.example\r
EMAIL;TYPE=INTERNET,WORK,pref:lena@werft.example\r
TEL;TYPE="cell,voice":+49 431 5550177\r
ADR;TYPE=WORK:;;Kai 4;Kiel;SH;24103;DE\r
PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r
 BBBB\r
NOTE:One\\nTwo\r
X-EVIL:x\r
END:VCARD\r
"""
VERSION_4 = """BEGIN:VCARD
VERSION:4.0
FN:Jo Ahrens
EMAIL;PREF=2:jo.second@werft.example
EMAIL;PREF=1:mailto:jo@werft.example
TEL;VALUE=uri;TYPE="voice,home":tel:+49-431-5550178
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:org
FN:Reederei Nord AG
ORG:Reederei Nord AG
URL:https://reederei.example
TEL:+49 431 5550179
ADR:;;Hafenstr. 1;Kiel;;24103;DE
END:VCARD
"""


def read(text: str | bytes) -> list[dict[Column, str]]:
    content = text if isinstance(text, bytes) else text.encode()
    rows = list(rows_of(io.BytesIO(content)))
    return [{c: cell for c, cell in zip(COLUMNS, row, strict=True) if cell} for row in rows]


def test_both_versions_say_what_they_say() -> None:
    assert read(VERSION_3) == [
        {
            Column.NAME: "Dr. Lena Brandt", Column.EMAIL: "lena@werft.example",
            Column.SECOND_EMAIL: "lena.privat@web.example", Column.PHONE: "+49 431 5550177",
            Column.ORGANISATION: "Werft; Söhne, GmbH", Column.POSITION: "Leiterin des Einkaufs",
            Column.STREET: "Kai 4", Column.POSTCODE: "24103", Column.CITY: "Kiel", Column.COUNTRY: "DE",
            Column.NOTE: "One\nTwo",
        }
    ]  # fmt: skip
    jo, company = read(VERSION_4)
    assert (jo[Column.EMAIL], jo[Column.SECOND_EMAIL]) == ("jo@werft.example", "jo.second@werft.example")
    assert jo[Column.PHONE] == "+49-431-5550178"
    assert company == {
        Column.ORGANISATION: "Reederei Nord AG", Column.WEBSITE: "https://reederei.example",
        Column.ORGANISATION_PHONE: "+49 431 5550179", Column.ORGANISATION_ADDRESS: "Hafenstr. 1\n24103 Kiel",
        Column.ORGANISATION_COUNTRY: "DE",
    }  # fmt: skip


OF_A_PERSON = (Column.EMAIL, Column.PHONE, Column.POSITION, Column.STREET, Column.CITY, Column.NOTE)


@given(st.dictionaries(st.sampled_from(OF_A_PERSON), st.text(st.characters(categories=["L", "N", "P"]), max_size=90)))
@settings(max_examples=60)
def test_what_we_hand_out_comes_back(cells: dict[Column, str]) -> None:
    said = {name: text for name, text in cells.items() if text and not text.lower().startswith(("mailto:", "tel:"))}
    assert read(card({Column.NAME: "Kim Jansen", **said})) == [{Column.NAME: "Kim Jansen", **said}]


@given(st.binary(max_size=300), st.integers(0, len(VERSION_3)))
@settings(max_examples=80)
def test_nothing_in_a_file_breaks_the_reader(noise: bytes, at: int) -> None:
    content = VERSION_3.encode()
    spoilt = content[:at] + noise + content[at:]
    try:
        for cells in read(spoilt):
            assert all(len(text) <= LONGEST_VALUE for text in cells.values())
    except NotReadable:
        pass
    is_vcard(io.BytesIO(noise))


def test_hostile_files_stay_small_and_keep_to_their_card() -> None:
    nested = "BEGIN:VCARD\nVERSION:3.0\nFN:Outer\nAGENT:\nBEGIN:VCARD\nFN:Inner\nEND:VCARD\nEND:VCARD\n"
    assert [cells[Column.NAME] for cells in read(nested)] == ["Outer"]
    deep = "BEGIN:VCARD\nVERSION:3.0\nFN:Deep\n" + "BEGIN:VCARD\n" * 20_000
    assert [cells[Column.NAME] for cells in read(deep)] == ["Deep"]
    long = f"BEGIN:VCARD\nVERSION:4.0\nFN:Long\nNOTE:{'x' * 3_000_000}\nPHOTO:data:{'A' * 3_000_000}\nEND:VCARD\n"
    assert [len(cells[Column.NOTE]) for cells in read(long)] == [LONGEST_VALUE]
    many = "BEGIN:VCARD\nVERSION:4.0\nFN:Many\n" + "EMAIL:a@b.example\n" * 50_000 + "END:VCARD\n"
    assert read(many) == [{Column.NAME: "Many", Column.EMAIL: "a@b.example"}]
    quotes = "BEGIN:VCARD\nVERSION:4.0\nFN:Quotes\nTEL" + ';TYPE="' * 5_000 + ":1\nEND:VCARD\n"
    assert [cells[Column.NAME] for cells in read(quotes)] == ["Quotes"]
    with pytest.raises(NotReadable):
        read("BEGIN:VCARD\nVERSION:2.1\nN:Old;Phone\nEND:VCARD\n")


def uploaded(who: Person, text: str) -> Any:
    file = SimpleUploadedFile("contacts.vcf", text.encode(), "text/vcard")
    return signed_in(who).post("/tech/imports/new/", {"file": file})


@pytest.mark.django_db
@pytest.mark.db
def test_contacts_go_the_way_of_a_list(clara: Person, kim: Person) -> None:
    evil = VERSION_3.replace("Dr. Lena Brandt", "=cmd()<script>alert(1)</script>", 1)
    known = "BEGIN:VCARD\nVERSION:4.0\nFN:Kim Jansen\nEMAIL:kim@nordlicht.example\nEND:VCARD\n"
    place = uploaded(clara, evil + VERSION_4 + known)["Location"]
    browser = signed_in(clara)
    shown = browser.get(place).content.decode()
    assert "<script>alert(1)" not in shown
    assert "Jo Ahrens" in shown
    row = Import.objects.get()
    assert row.rows == 4
    said = {f"column-{number}": name for number, name in enumerate(row.columns)}
    browser.post(
        f"{place}set-up/",
        {
            **said, "source_name": "The fair", "received_on": "2026-01-05", "basis": "6(1)(f)", "on_known": "skip",
            "encoding": row.encoding, "delimiter": row.delimiter,
        },
    )  # fmt: skip
    preview = browser.get(place).content.decode()
    assert preview.count(">new<") == 3
    browser.post(f"{place}start/")
    run_all_due()
    row.refresh_from_db()
    assert (row.state, row.created, row.same, row.faulty) == ("done", 3, 1, 0)
    lena = Identifier.objects.get(value="lena@werft.example").person
    assert Membership.objects.get(person=lena).organisation.name == "Werft; Söhne, GmbH"
    assert PostalAddress.objects.get(person=lena).city == "Kiel"
    company = Organisation.objects.get(name="Reederei Nord AG")
    assert (company.website, company.country) == ("https://reederei.example", "DE")
    assert not StoredFile.objects.filter(content_type="text/vcard").exists()


@pytest.mark.django_db
@pytest.mark.db
def test_contacts_of_other_versions_are_refused_and_not_kept(clara: Person) -> None:
    for version, words in (("VERSION:2.1\n", "neither vCard 3.0 nor 4.0"), ("", "neither vCard 3.0 nor 4.0")):
        answer = uploaded(clara, f"BEGIN:VCARD\n{version}N:Old;Phone\nEND:VCARD\n")
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.django_db
@pytest.mark.db
def test_a_list_of_organisations_fills_what_is_missing_and_gives_wrong_numbers_back(
    clara: Person, hafen: Organisation
) -> None:
    Organisation.objects.filter(pk=hafen.pk).update(country="AT", note="Kept")
    head = "Organisation,VAT number,Country of the organisation,Website of the organisation,Note on the organisation\n"
    rows = (
        "Hafen AG,U13585627,DE,https://hafen.example,Not taken\nNeue Werft,DE136695976,,,\nFalsch GmbH,DE136695977,,,\n"
    )
    file = SimpleUploadedFile("companies.csv", f"{head}{rows}".replace("U13585627", "ATU13585627").encode(), "text/csv")
    browser = signed_in(clara)
    place = browser.post("/tech/imports/new/", {"file": file})["Location"]
    row = Import.objects.get()
    said = {f"column-{number}": name for number, name in enumerate(row.columns)}
    where = {"source_name": "Our old system", "received_on": "2026-01-05", "basis": "6(1)(b)", "on_known": "fill"}
    form = {**said, **where, "encoding": row.encoding, "delimiter": row.delimiter}
    browser.post(f"{place}set-up/", form)
    preview = browser.get(place).content.decode()
    assert "adds to a known record" in preview
    assert "This VAT number cannot be one" in preview
    browser.post(f"{place}start/")
    run_all_due()
    row.refresh_from_db()
    assert (row.created, row.updated, row.faulty) == (1, 1, 1)
    hafen.refresh_from_db()
    told = (hafen.vat_number, hafen.website, hafen.country, hafen.note)
    assert told == ("ATU13585627", "https://hafen.example", "AT", "Kept")
    browser.post(f"{place}undo/")
    run_all_due()
    assert Organisation.objects.filter(pk=hafen.pk).exists()
    assert not Organisation.objects.filter(name="Neue Werft").exists()
