"""Lists of people, taken in and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.public import NewTicket, open_ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.csv_files import Dialect, rows
from candor.kernel.files import open_file, read_chunks
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import StoredFile
from candor.kernel.registries import guards
from candor.kernel.tests.memory import forget, peak_of
from candor.people.actions import importing, unimporting
from candor.people.models import Import, ImportedRow, ImportState, Organisation, Person
from candor.people.rules.import_columns import Column, guess_columns
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.usefixtures("letter_box")]

LIST = """Vorname;Nachname;E-Mail;Telefon;Firma;PLZ;Ort;Straße
Ole;Lund;ole@fjord.example;+47 22 12 34 56;Fjord AS;0150;Oslo;Kai 1
Kim;Jansen;kim@nordlicht.example;+49 431 5550100;Nordlicht GmbH;;;
Ines;Falk;keine Adresse;;;;;
;;;;Deich KG;;;
;;;;;;;

Ole;Lund;OLE@fjord.example;;Fjord AS;;;
"""
SAID = {
    "source_name": "Kontakte GmbH",
    "received_on": "2026-01-05",
    "basis": "6(1)(f)",
    "on_known": "fill",
    "encoding": "utf-8",
    "delimiter": ";",
    **{f"column-{at}": str(column) for at, column in enumerate(guess_columns(LIST.splitlines()[0].split(";")))},
}


def upload(browser: Client, content: str | bytes = LIST, name: str = "people.csv") -> Any:
    content = content.encode() if isinstance(content, str) else content
    return browser.post("/tech/imports/new/", {"file": SimpleUploadedFile(name, content, "text/csv")})


def taken_in(browser: Client, content: str | bytes = LIST, **said: str) -> Import:
    page = upload(browser, content)["Location"]
    browser.post(f"{page}set-up/", {**SAID, **said})
    browser.post(f"{page}start/")
    run_all_due()
    return Import.objects.get(ref=page.split("/")[-2])


def error_rows(row: Import) -> list[list[str]]:
    assert row.error_file is not None
    with open_file(row.error_file) as stream:
        return list(rows(stream, Dialect("utf-8", row.delimiter)))


def test_a_list_is_guessed_shown_and_taken_in(mara: Person, kim: Person) -> None:
    browser = signed_in(mara)
    page = upload(browser)["Location"]
    assert Person.objects.filter(name="Ole Lund").count() == 0
    shown = browser.get(page).content.decode()
    assert '<option value="email" selected>' in shown
    assert '<option value=";" selected>' in shown
    assert "then it can be taken in" in shown
    assert "Our records of people and organisations" in shown, "whoever chose the other use can come back to it"
    browser.post(f"{page}set-up/", SAID)
    shown = browser.get(page).content.decode()
    assert "This is not an e-mail address." in shown
    assert "adds to a known record" in shown
    browser.post(f"{page}start/")
    run_all_due()
    row = Import.objects.get()
    assert (row.state, row.created, row.updated, row.same, row.faulty) == ("done", 2, 1, 1, 1)
    ole = Person.objects.get(name="Ole Lund")
    assert ole.source == "import"
    assert {entry.value for entry in ole.identifiers.all()} == {"ole@fjord.example", "+4722123456"}
    assert ole.addresses.get().city == "Oslo"
    assert ole.memberships.get().organisation.name == "Fjord AS"
    assert Organisation.objects.filter(name="Deich KG").exists()
    assert kim.identifiers.filter(value="+494315550100").exists()
    shown = browser.get(f"/tech/people/{ole.ref}/").content.decode()
    assert "Kontakte GmbH" in shown
    assert "Art. 6(1)(f) GDPR" in shown


def test_error_rows_come_back_with_their_reasons(mara: Person, kim: Person) -> None:
    browser = signed_in(mara)
    row = taken_in(browser)
    assert error_rows(row) == [
        [*LIST.splitlines()[0].split(";"), "Reason"],
        ["Ines", "Falk", "keine Adresse", "", "", "", "", "", "This is not an e-mail address."],
    ]
    answer = browser.get(f"/tech/imports/{row.ref}/errors/")
    assert answer["Content-Disposition"].startswith("attachment")


def test_an_import_is_taken_back_but_for_what_was_touched(mara: Person, kim: Person) -> None:
    browser = signed_in(mara)
    content = "Name,Email,Company\n" + "".join(f"Guest {n:02},guest{n}@fair.example,Fair {n % 3}\n" for n in range(30))
    columns = {"column-0": "name", "column-1": "email", "column-2": "organisation", "delimiter": ","}
    before = Person.objects.count()
    row = taken_in(browser, content, **columns)
    assert row.created == 30
    touched = Person.objects.get(name="Guest 07")
    open_ticket(NewTicket(touched, "Hello", "Hello", Channel.PHONE), by=SYSTEM)
    Person.objects.filter(name="Guest 09").update(version=1)
    browser.post(f"/tech/imports/{row.ref}/undo/")
    run_all_due()
    row.refresh_from_db()
    assert (row.state, row.removed, row.kept) == (ImportState.UNDONE, 28, 2)
    assert Person.objects.count() == before + 2
    assert set(Organisation.objects.filter(name__startswith="Fair").values_list("name", flat=True)) == {
        "Fair 0",
        "Fair 1",
    }
    assert "2 people were touched since and stay." in browser.get(f"/tech/imports/{row.ref}/").content.decode()


def test_after_thirty_days_it_stays(mara: Person, kim: Person) -> None:
    browser = signed_in(mara)
    row = taken_in(browser)
    with clock.later(days=31):
        with pytest.raises(importing.Refused):
            unimporting.undo_import(row, by=actor(mara))
        unimporting.forget_old_imports()
    row.refresh_from_db()
    assert row.file is None
    assert not StoredFile.objects.exists()
    assert ImportedRow.objects.filter(source=row, outcome="created").exists()


@pytest.mark.parametrize(("rule", "counts"), [("skip", (0, 1, 0)), ("report", (0, 0, 1)), ("fill", (1, 0, 0))])
def test_known_people_are_handled_as_chosen(mara: Person, kim: Person, rule: str, counts: tuple[int, ...]) -> None:
    content = "Name,Email,Phone\nKim Jansen,kim@nordlicht.example,+49 431 5550100\n"
    columns = {"column-0": "name", "column-1": "email", "column-2": "phone", "delimiter": ",", "on_known": rule}
    row = taken_in(signed_in(mara), content, **columns)
    assert (row.updated, row.same, row.faulty) == counts


def test_staff_and_erased_people_are_never_touched(mara: Person, anna: Person, monkeypatch: Any) -> None:
    monkeypatch.setitem(guards._guards, "test", lambda ask, value: value != "gone@fjord.example")
    content = "Name,Email,Phone\nAnna,anna@lindwurm.example,+49 431 5550100\nOle Lund,gone@fjord.example,\n"
    columns = {"column-0": "name", "column-1": "email", "column-2": "phone", "delimiter": ","}
    row = taken_in(signed_in(mara), content, **columns)
    assert [cells[-1] for cells in error_rows(row)[1:]] == [
        "This person works here.",
        "The address or number must not be stored again: its owner had it erased.",
    ]
    assert not Person.objects.filter(name="Ole Lund").exists()


def test_a_killed_run_goes_on_where_it_ended(mara: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "Name,Email\n" + "".join(f"Guest {n},guest{n}@fair.example\n" for n in range(25))
    browser = signed_in(mara)
    page = upload(browser, content)["Location"]
    browser.post(f"{page}set-up/", {**SAID, "column-0": "name", "column-1": "email", "delimiter": ","})
    browser.post(f"{page}start/")
    row = Import.objects.get()
    monkeypatch.setattr(importing, "PORTION_SECONDS", 0)
    calls = []

    def dies(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 10:
            raise KeyboardInterrupt

    monkeypatch.setattr(importing, "progress", dies)
    with pytest.raises(KeyboardInterrupt):
        importing.run_import(row.pk)
    row.refresh_from_db()
    assert row.position == 10
    run_all_due()
    importing.run_import(row.pk)
    row.refresh_from_db()
    assert (row.state, row.created) == ("done", 25)
    assert Person.objects.filter(name__startswith="Guest").count() == 25


def test_a_cancelled_run_stops(mara: Person) -> None:
    browser = signed_in(mara)
    page = upload(browser)["Location"]
    browser.post(f"{page}set-up/", SAID)
    browser.post(f"{page}start/")
    browser.post(f"{page}cancellation/")
    run_all_due()
    row = Import.objects.get()
    assert (row.state, row.position) == (ImportState.CANCELLED, 0)
    assert not Person.objects.filter(name="Ole Lund").exists()


def test_the_columns_of_a_list_of_the_same_shape_are_remembered(mara: Person, kim: Person) -> None:
    browser = signed_in(mara)
    taken_in(browser, **{"column-3": ""})
    upload(browser)
    assert Import.objects.order_by("-pk")[0].columns[3] == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"Name,Email\n", "no rows below"),
        (b"Name\n" + b"x\n" * 50_001, "more than 50,000 rows"),
        (b",".join([b"a"] * 61) + b"\nx\n", "more than 60 columns"),
        (b'Name,Email\n"' + b"x" * 100_000, "no list that can be read"),
    ],
)
def test_what_is_no_list_is_refused_and_not_kept(mara: Person, content: bytes, words: str) -> None:
    answer = upload(signed_in(mara), content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"column-0": "email", "column-2": "email"}, "Two columns hold the same"),
        ({"received_on": "2999-01-01"}, "not ahead"),
        ({"basis": "x"}, "Select a valid choice"),
        ({"source_name": ""}, "required"),
    ],
)
def test_a_wrong_set_up_is_shown_again(mara: Person, said: dict[str, str], words: str) -> None:
    browser = signed_in(mara)
    page = upload(browser)["Location"]
    answer = browser.post(f"{page}set-up/", {**SAID, **said})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    browser.post(f"{page}start/")
    assert Import.objects.get().state == "draft"


def test_headings_in_two_languages_are_understood() -> None:
    assert guess_columns(["Full Name", "E-Mail-Adresse", "Mobil", "Firma", "PLZ", "x", "Email"]) == [
        Column.NAME,
        Column.EMAIL,
        Column.SECOND_PHONE,
        Column.ORGANISATION,
        Column.POSTCODE,
        Column.IGNORED,
        Column.IGNORED,
    ]


def test_who_may_not_take_lists_in_cannot(anna: Person, kim: Person, mara: Person, client: Client) -> None:
    page = upload(signed_in(mara))["Location"]
    for person in (anna, kim):
        assert signed_in(person).get(page).status_code in {403, 404}
        assert upload(signed_in(person)).status_code in {403, 404}
    assert client.get(page).status_code in {302, 303}


@pytest.mark.slow
@pytest.mark.once
def test_ten_thousand_bad_rows_leave_a_quick_page_and_a_whole_error_file(mara: Person) -> None:
    content = "Name,Email\n" + "".join(f"Guest {n},not an address\n" for n in range(10_000))
    row = taken_in(signed_in(mara), content, **{"column-0": "name", "column-1": "email", "delimiter": ","})
    assert (row.state, row.faulty) == ("done", 10_000)
    assert row.error_file is not None
    assert sum(chunk.count(b"\n") for chunk in read_chunks(row.error_file)) == 10_001


@pytest.mark.once
def test_bad_rows_are_streamed_and_ask_nothing_of_the_database_each(
    mara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten times the rows: the same memory, and each portion of two hundred asks the same."""
    monkeypatch.setattr(importing, "PORTION_SECONDS", 3_600)  # a portion is as long as it may be, on any machine
    monkeypatch.setattr(importing, "_note", tidily(importing._note))
    browser = signed_in(mara)
    cost_of_bad_rows(browser, 5)
    few, many = cost_of_bad_rows(browser, 200), cost_of_bad_rows(browser, 2_000)
    portions = (2_000 - 200) / importing.MOST_A_PORTION
    assert (many["queries"] - few["queries"]) / portions <= QUERIES_A_PORTION
    assert many["peak"] < few["peak"] * 1.5, "bytes; the list itself is ten times as long"


QUERIES_A_PORTION = 8
"""Its savepoint, the import's row, its outcomes (in two statements), its counters, and reading faults for the file."""


def tidily(note: Callable[..., None]) -> Callable[..., None]:
    """Noting a portion, without what is left of the one before."""

    def forget_and_note(*arguments: Any) -> None:
        forget()
        note(*arguments)

    return forget_and_note


def cost_of_bad_rows(browser: Client, number: int) -> dict[str, int]:
    """How many queries a run took, and the most bytes of another one."""
    content = "Name,Email\n" + "".join(f"Guest {n},not an address {'x' * 150}\n" for n in range(number))
    row = started(browser, content)
    with CaptureQueriesContext(connection) as queries:
        importing.run_import(row.pk)
        asked = len(queries)
    again = started(browser, content)
    peak = peak_of(lambda: importing.run_import(again.pk))
    for run in (row, again):
        run.refresh_from_db()
        assert (run.state, run.faulty) == ("done", number)
        assert len(error_rows(run)) == number + 1
    return {"queries": asked, "peak": peak}


def started(browser: Client, content: str) -> Import:
    page = upload(browser, content)["Location"]
    browser.post(f"{page}set-up/", {**SAID, "column-0": "name", "column-1": "email", "delimiter": ","})
    row = Import.objects.latest("pk")
    importing.start_import(row, by=SYSTEM)
    return row


@pytest.mark.once
def test_the_file_of_errors_may_be_longer_than_uploads_may_be(mara: Person, settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, upload_mb=1)
    content = "Name,Email\n" + "".join(f"Guest {n},not an address {'x' * 450}\n" for n in range(2_050))
    row = taken_in(signed_in(mara), content, **{"column-0": "name", "column-1": "email", "delimiter": ","})
    assert row.file is not None
    assert row.error_file is not None
    assert row.file.size < 1_000_000 < row.error_file.size
    assert len(error_rows(row)) == 2_051


def test_a_list_larger_than_uploads_may_be_is_refused_and_not_kept(mara: Person, settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, upload_mb=1)
    answer = upload(signed_in(mara), "Name\n" + "x" * 1_000_000)
    assert answer.status_code in {413, 422}
    assert not StoredFile.objects.exists()


def test_many_organisations_are_taken_back_a_few_at_a_time(mara: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unimporting, "PORTION", 2)
    content = "Name,Company\n" + "".join(f",Fair {n}\n" for n in range(7)) + "Ole Lund,Fair 7\n"
    row = taken_in(signed_in(mara), content, **{"column-0": "name", "column-1": "organisation", "delimiter": ","})
    make_person("Kim").memberships.create(
        organisation=Organisation.objects.get(name="Fair 4"), since=clock.now().date()
    )  # fmt: skip
    removed = []
    monkeypatch.setattr(unimporting.search, "changed", lambda kind, _number: removed.append(kind))
    unimporting.undo_import(row, by=actor(mara))
    steps = 0
    while unimporting._step(row.pk):
        steps += 1
    row.refresh_from_db()
    assert (row.state, row.removed) == (ImportState.UNDONE, 1)
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Fair 4"]
    assert steps == 8, "two rows a step: once for their people, once for their organisations"
