"""Lists of people and organisations, handed out: with a reason, once, for a day, and told to everybody in them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from candor.kernel import clock, search
from candor.kernel.actor import SYSTEM
from candor.kernel.csv_files import guess, rows
from candor.kernel.files import _root
from candor.kernel.ids import new_ref
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AccessLogEntry, AuditFact, Job, StoredFile
from candor.kernel.registries import guards
from candor.kernel.tests.memory import forget, peak_of
from candor.people.actions import exporting
from candor.people.actions.exporting import Wanted, ask_for_export, make_export
from candor.people.actions.identifiers import Refused, add_identifier
from candor.people.models import (
    Export,
    Organisation,
    Person,
    PostalAddress,
    StaffMember,
)
from candor.people.queries import exports as queries
from candor.people.rules.export_columns import COLUMNS
from candor.people.rules.import_columns import COLUMN_NAMES, guess_columns
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.usefixtures("letter_box")]

WHY = "A letter to all"
SAID = {"which": "all", "columns": ["name", "email", "organisation"], "reason": WHY}


def asked(browser: Client, kind: str = "people", **said: Any) -> Any:
    return browser.post(f"/tech/{kind}/export/", {**SAID, **said})


def made(browser: Client, kind: str = "people", **said: Any) -> Export:
    page = asked(browser, kind, **said)["Location"]
    run_all_due()
    return Export.objects.get(ref=page.split("/")[-2])


def fetched(browser: Client, row: Export) -> bytes:
    answer = browser.post(f"/tech/exports/{row.ref}/fetch/")
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content)


def table(content: bytes) -> list[list[str]]:
    stream = io.BytesIO(content)
    return list(rows(stream, guess(stream)))


def told(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_list_is_asked_for_made_and_fetched_once(mara: Person, kim: Person, sam: Person) -> None:
    browser = signed_in(mara)
    page = asked(browser)["Location"]
    assert "The file is being made" in told(browser.get(page))
    run_all_due()
    assert "The file is ready" in told(browser.get(page))
    row = Export.objects.get()
    content = fetched(browser, row)
    assert content.startswith(b"\xef\xbb\xbf")
    assert table(content) == [
        ["Name", "E-mail address", "Organisation"],
        ["Mara Stern", "mara@lindwurm.example", ""],
        ["Kim Jansen", "kim@nordlicht.example", "Nordlicht GmbH"],
        ["Sam Peters", "sam@hafen.example", "Hafen AG"],
    ]
    again = browser.post(f"/tech/exports/{row.ref}/fetch/", follow=True)
    assert "was fetched already" in told(again)
    assert not StoredFile.objects.exists()


def test_what_was_searched_for_goes_alone(mara: Person, kim: Person, sam: Person, hafen: Organisation) -> None:
    search.rebuild()
    browser = signed_in(mara)
    shown = told(browser.get("/tech/people/?q=jansen"))
    assert "/tech/people/export/?q=jansen" in shown
    assert "What the search for “jansen” finds" in told(browser.get("/tech/people/export/?q=jansen"))
    row = made(browser, typed="jansen", which="found")
    assert [cells[0] for cells in table(fetched(browser, row))] == ["Name", "Kim Jansen"]
    row = made(browser, "organisations", typed="hafen", which="found", columns=["organisation", "website"])
    assert [cells[0] for cells in table(fetched(browser, row))] == ["Organisation", "Hafen AG"]
    assert not Export.objects.exclude(typed="").exists(), "what was searched for is forgotten with the file"


def test_everybody_in_it_finds_the_export_in_the_access_log(mara: Person, kim: Person, sam: Person) -> None:
    browser = signed_in(mara)
    row = made(browser)
    fetched(browser, row)
    looks = AccessLogEntry.objects.filter(object_kind="people.export", object_id=row.pk, actor_id=mara.pk)
    assert set(looks.values_list("subject_id", "actor_role")) == {(kim.pk, "manager"), (sam.pk, "manager")}


def test_facts_tell_which_columns_and_how_many_and_no_names(mara: Person, kim: Person) -> None:
    browser = signed_in(mara)
    fetched(browser, made(browser, typed="Kim", which="found", columns=["second-email", "name"]))
    facts = {fact.name: fact for fact in AuditFact.objects.filter(name__startswith="people.export")}
    assert set(facts) == {"people.export.asked", "people.export.made", "people.export.fetched"}
    assert facts["people.export.asked"].details == {
        "kind": "people", "all": False, "column_name": True, "column_second_email": True,
    }  # fmt: skip
    assert facts["people.export.made"].details == {"kind": "people", "rows": 1}
    assert facts["people.export.fetched"].actor_id == mara.pk
    assert "Kim" not in str([fact.details for fact in facts.values()])


def test_every_column_comes_back_by_an_import(mara: Person, kim: Person, nordlicht: Organisation) -> None:
    for number in range(3):
        ole = make_person(f"=Ole {number}", f"ole{number}@fjord.example")
        Person.objects.filter(pk=ole.pk).update(note='Calls\nat noon; "often"')
        add_identifier(ole, "email", f"o{number}@x.example", by=SYSTEM)
        add_identifier(ole, "phone", f"+47 22 12 3{number} 00", by=SYSTEM)
        ole.memberships.create(organisation=nordlicht, position="Buying", since=clock.now())
        PostalAddress.objects.create(person=ole, lines="Kai 1\nHaus 2", postcode="0150", city="Oslo", country="NO")
    deich = Organisation.objects.create(
        name="Deich KG", website="https://deich.example", phone="+49 431 1", address="Deich 1\nKiel", country="DE",
        vat_number="DE136695976", note="+ pays late", created_at=clock.now(),
    )  # fmt: skip
    browser = signed_in(mara)
    people = fetched(browser, made(browser, columns=list(COLUMNS["people"]), typed="=Ole", which="found"))
    companies = fetched(browser, made(browser, "organisations", columns=list(COLUMNS["organisations"])))
    before = tell_all()
    Person.objects.filter(name__startswith="=Ole").delete()
    Organisation.objects.filter(pk__in=[nordlicht.pk, deich.pk]).delete()
    for content in (companies, people):
        take_in(browser, content)
    assert tell_all() == before


def tell_all() -> list[Any]:
    """What stands on the records, without their numbers."""
    people = Person.objects.filter(name__startswith="=Ole").order_by("name")
    return [
        *(list(cells.items()) for cells in queries.cells_of("people", people)),
        *(list(cells.items()) for cells in queries.cells_of("organisations", Organisation.objects.order_by("name"))),
    ]


def take_in(browser: Client, content: bytes) -> None:
    upload = SimpleUploadedFile("list.csv", content, "text/csv")
    page = browser.post("/tech/imports/new/", {"file": upload})["Location"]
    guessed = guess_columns(table(content)[0])
    said = {"source_name": "Ours", "received_on": "2026-01-05", "basis": "6(1)(f)", "on_known": "fill"}
    columns = {f"column-{at}": str(column) for at, column in enumerate(guessed)}
    browser.post(f"{page}set-up/", {**said, **columns, "encoding": "utf-8", "delimiter": ","})
    browser.post(f"{page}start/")
    run_all_due()


@pytest.mark.parametrize("language", ["en", "de"])
def test_headings_of_exports_are_understood_by_imports(language: str) -> None:
    with translation.override(language):
        for columns in COLUMNS.values():
            assert guess_columns([str(COLUMN_NAMES[column]) for column in columns]) == list(columns)


def test_a_german_file_has_german_headings_and_semicolons(mara: Person) -> None:
    Person.objects.filter(pk=mara.pk).update(language="de")
    browser = signed_in(mara)
    content = fetched(browser, made(browser))
    assert content.decode("utf-8-sig").splitlines()[0] == "Name;E-Mail-Adresse;Organisation"


def test_addresses_that_a_guard_hides_stay_out(mara: Person, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guards._guards, "test", lambda ask, value: not (ask == guards.Ask.SHOW and "kim" in value))
    browser = signed_in(mara)
    assert b"kim@" not in fetched(browser, made(browser))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"columns": ["name", "password"]}, "password is not one of the available choices"),
        ({"columns": []}, "Choose at least one column."),
        ({"columns": ["vat-number"]}, "vat-number is not one of the available choices"),
        ({"reason": ""}, "required"),
        ({"reason": "x"}, "at least 5 characters"),
        ({"which": "found"}, "Select a valid choice"),
        ({"which": "everything"}, "Select a valid choice"),
    ],
)
def test_a_wrong_form_is_shown_again(mara: Person, said: dict[str, Any], words: str) -> None:
    answer = asked(signed_in(mara), **said)
    assert answer.status_code == 422
    assert words in told(answer)
    assert not Export.objects.exists()


def test_nobody_else_follows_fetches_or_withdraws_it(mara: Person, adam: Person, anna: Person, kim: Person) -> None:
    row = made(signed_in(mara))
    for person in (adam, anna, kim):
        browser = signed_in(person)
        assert browser.get(f"/tech/exports/{row.ref}/").status_code == 404
        assert browser.post(f"/tech/exports/{row.ref}/fetch/").status_code == 404
        assert browser.post(f"/tech/exports/{row.ref}/withdrawal/").status_code == 404
    assert Client().post(f"/tech/exports/{row.ref}/fetch/").status_code == 401
    assert WHY in told(signed_in(adam).get("/tech/exports/")), "administrators see that it was, and why"
    assert Export.objects.get().state == "ready"


@pytest.mark.parametrize("who", ["anna", "clara", "paula", "kim"])
def test_who_may_not_export_cannot(who: str, request: pytest.FixtureRequest) -> None:
    browser = signed_in(request.getfixturevalue(who))
    assert asked(browser).status_code == 404
    assert "/tech/people/export/" not in told(browser.get("/tech/people/"))


def test_asking_and_fetching_want_a_fresh_sign_in(mara: Person) -> None:
    browser = signed_in(mara)
    row = made(browser)
    with clock.later(minutes=30):
        assert "confirm-password" in browser.get("/tech/people/export/")["Location"]
        kept = asked(browser)
        assert 'name="typed"' in told(kept), "what was typed waits behind the password"
        assert 'name="typed"' in told(browser.post(f"/tech/exports/{row.ref}/fetch/"))
    assert Export.objects.get().state == "ready"


def test_a_public_sandbox_hands_nothing_out(mara: Person, settings: Any) -> None:
    browser = signed_in(mara)
    row = made(browser)
    settings.INSTANCE = replace(settings.INSTANCE, sandbox_until=clock.now())
    for page in ("people/export/", "organisations/export/", f"exports/{row.ref}/fetch/"):
        assert browser.post(f"/tech/{page}", SAID).status_code == 403
    assert "This stays closed in the sandbox" in told(browser.get("/tech/people/export/"))


def test_a_right_taken_away_between_asking_and_making_hands_nothing_out(mara: Person, kim: Person) -> None:
    browser = signed_in(mara)
    asked(browser)
    StaffMember.objects.update(role="technician")
    run_all_due()
    assert Export.objects.get().state == "refused"
    assert not StoredFile.objects.exists()
    assert not AccessLogEntry.objects.filter(object_kind="people.export").exists()


def test_a_right_taken_away_while_the_file_is_written_hands_nothing_out(
    mara: Person, kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(signed_in(mara))

    def loses(*_arguments: Any) -> None:
        StaffMember.objects.update(role="technician")

    monkeypatch.setattr(exporting, "progress", loses)
    run_all_due()
    assert Export.objects.get().state == "refused"
    assert not StoredFile.objects.exists()


def test_a_right_taken_away_between_making_and_fetching_hands_nothing_out(mara: Person) -> None:
    browser = signed_in(mara)
    row = made(browser)
    StaffMember.objects.update(role="technician")
    assert browser.post(f"/tech/exports/{row.ref}/fetch/").status_code == 404


def test_whose_account_was_locked_gets_no_file(mara: Person) -> None:
    asked(signed_in(mara))
    mara.account.is_active = False
    mara.account.save()
    run_all_due()
    assert Export.objects.get().state == "refused"


def test_after_a_day_the_file_is_gone(mara: Person) -> None:
    browser = signed_in(mara)
    row = made(browser)
    assert not exporting.something_is_over()
    with clock.later(hours=25):
        with pytest.raises(Refused, match="its time is over"):
            exporting.fetch_export(row, by=actor(mara))
        assert exporting.something_is_over()
        exporting.forget_old_exports()
        exporting.forget_old_exports()
    assert Export.objects.get().state == "expired"
    assert not StoredFile.objects.exists()
    assert "Its time is over" in told(browser.get(f"/tech/exports/{row.ref}/"))
    with clock.later(days=366):
        exporting.forget_old_exports()
    assert not Export.objects.exists()


def test_an_export_is_withdrawn_before_and_after_it_is_made(mara: Person) -> None:
    browser = signed_in(mara)
    page = asked(browser)["Location"]
    browser.post(f"{page}withdrawal/")
    run_all_due()
    assert "The export was withdrawn" in told(browser.get(page))
    row = made(browser, columns=["email"])
    for _press in range(2):
        browser.post(f"/tech/exports/{row.ref}/withdrawal/")
    assert "was fetched already" in told(browser.post(f"/tech/exports/{row.ref}/fetch/", follow=True))
    assert not StoredFile.objects.exists()
    assert AuditFact.objects.filter(name="people.export.withdrawn").count() == 2


def test_withdrawn_while_it_is_written_leaves_no_file(mara: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(signed_in(mara))
    row = Export.objects.get()
    before = on_disk()
    monkeypatch.setattr(exporting, "progress", lambda *_: exporting.withdraw_export(row, by=actor(mara)))
    run_all_due()
    assert Export.objects.get().state == "withdrawn"
    assert on_disk() == before


def test_a_failed_run_begins_anew_and_tells_everybody_once(
    mara: Person, kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(mara)
    page, before = asked(browser)["Location"], on_disk()

    def dies(*_arguments: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(exporting, "progress", dies)
        run_all_due()
    assert on_disk() == before, "a half written file is taken back"
    row = Export.objects.get()
    assert row.state == "asked"
    with clock.later(hours=2):
        run_all_due()
        make_export(row.pk)
    assert "The file is ready" in told(browser.get(page))
    assert AccessLogEntry.objects.filter(object_kind="people.export", subject_id=kim.pk).count() == 1
    assert AuditFact.objects.filter(name="people.export.made").count() == 1


def test_a_job_that_was_given_up_is_told(mara: Person) -> None:
    browser = signed_in(mara)
    page = asked(browser)["Location"]
    Job.objects.filter(task="people.make_export").update(state="failed")
    assert "The file could not be made" in told(browser.get(page))


def test_the_button_pressed_twice_makes_one_and_five_may_wait(mara: Person) -> None:
    browser = signed_in(mara)
    assert asked(browser)["Location"] == asked(browser)["Location"]
    for number in range(4):
        asked(browser, reason=f"{WHY} {number}")
    answer = asked(browser, reason="One more letter")
    assert answer.status_code == 422
    assert "Five exports of yours are waiting" in told(answer)
    assert Export.objects.count() == 5


def test_a_large_list_keeps_memory_flat_and_asks_the_same_for_each_portion(
    mara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PORTION", 50)
    monkeypatch.setattr(exporting, "portions", tidy_portions)
    few_guests(250)
    few, some = cost_of_a_file(mara), cost_of_a_file(mara)
    few_guests(2_000)
    many = cost_of_a_file(mara)
    portions = 2_000 / 50
    assert few["queries"] == some["queries"]
    assert (many["queries"] - some["queries"]) / portions == pytest.approx(PER_PORTION, abs=0.1)
    assert many["peak"] < some["peak"] * 1.5, "two thousand more people, each with half a kilobyte"


PER_PORTION = 7
"""Reading a portion; four queries about its people; noting it. Savepoints are none."""


def tidy_portions(records: Any) -> Iterator[list[Any]]:
    """Each without what is left of the one before."""
    for found in queries.portions(records):
        forget()
        yield found


def few_guests(number: int) -> None:
    Person.objects.bulk_create(
        Person(name=f"Guest {'x' * 100}", note="y" * 400, source="test", created_at=clock.now()) for _ in range(number)
    )


def cost_of_a_file(mara: Person) -> dict[str, int]:
    """How many queries making a file of everybody took, and how many bytes at most."""
    there = Person.objects.count()
    row = ask_for_export(Wanted("people", list(COLUMNS["people"]), "", f"All {there} {new_ref()}"), by=actor(mara))
    with CaptureQueriesContext(connection) as queries_made:
        exporting.make_export(row.pk)
    exporting.withdraw_export(row, by=actor(mara))
    again = ask_for_export(Wanted("people", list(COLUMNS["people"]), "", f"All {there} {new_ref()}"), by=actor(mara))
    peak = peak_of(lambda: make_export(again.pk))
    again.refresh_from_db()
    assert again.rows == there
    exporting.withdraw_export(again, by=actor(mara))
    asked = [query for query in queries_made.captured_queries if "SAVEPOINT" not in query["sql"]]
    return {"queries": len(asked), "peak": peak}


def on_disk() -> int:
    """How many files the store holds."""
    return sum(1 for path in _root().glob("*/*"))
