"""The proofs are shown to find what they must find, and to be passed by an eraser that follows the map."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from candor.kernel.registries.personal_data import Erase, table_map, tables
from candor.people.models import Activity
from tests.privacy import carriers, parties, proofs, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def test_a_table_added_tomorrow_is_in() -> None:
    """Trap T1: the list of what is tried comes from the live schema; a table that nobody filled fails."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE visitors (name varchar(80))")
        try:
            world.build()
            assert world.tables_without_rows() == ["visitors"]
            cursor.execute("INSERT INTO visitors VALUES ('Kim')")
            assert ("visitors", "Kim", "name") in carriers.cells()
        finally:
            cursor.execute("DROP TABLE visitors")


def test_an_eraser_that_follows_the_map_leaves_nothing(kims: world.World) -> None:
    assert world.tables_without_rows() == []
    before = carriers.where_tokens_are(set(kims.mint.planted))
    assert set(kims.mint.planted) == set(before), "planted and not found before anything was erased"
    assert proofs.left_by(parties.ByTheMap(), kims) == []


def test_an_eraser_that_follows_the_map_touches_nobody_else(kims: world.World) -> None:
    assert proofs.unexplained_after(parties.ByTheMap(), kims) == []


def test_an_eraser_and_an_exporter_that_follow_the_map_agree(kims: world.World) -> None:
    assert proofs.untold_by(parties.ByTheMap(), parties.export_by_the_map, kims) == []


LAZY = [
    (parties.forgets_all_but_the_person, "the name alone"),
    (parties.says_it_did, "T3: done, it says"),
    (parties.hides, "T5: a mark that it is deleted"),
]


@pytest.mark.parametrize(("erase", "why"), LAZY, ids=[why for _erase, why in LAZY])
def test_a_lazy_eraser_is_found_out(erase: proofs.Eraser, why: str, kims: world.World) -> None:
    left = proofs.left_by(erase, kims)
    for carrier in ("people_identifier.written", "helpdesk_message.text", "mail_outboxmessage.to_address", "files/"):
        assert any(carrier in place for place in left), f"{carrier} with {why}"


FORGETFUL = {
    "T6 names in lists of what happened": ("people_activity", "people_activity.text"),
    "T8 snapshots as second copies": ("people_remembered", "people_remembered.before"),
    "T8 lists that were taken in": ("files", "the file files/"),
    "T11 tokens and sessions left": ("people_session", "people_session.data"),
    "T15 returned mail quotes the address": ("mail_rawmessage", "mail_rawmessage.sender"),
    "unsent mail": ("mail_outboxmessage", "mail_outboxmessage.text"),
    "drafts": ("helpdesk_draft", "helpdesk_draft.text"),
    "the search index": ("search-index", "search-index:helpdesk.ticket."),
}


@pytest.mark.usefixtures("thawed")
def test_an_eraser_that_forgets_one_place_is_found_out_there(kims: world.World) -> None:
    """One erasure that forgets them all: every one of them is named by the canary, and nothing but them."""
    forgotten = tuple(place for place, _carrier in FORGETFUL.values())
    left = proofs.left_by(parties.ByTheMap(forgets=forgotten), kims)
    for trap, (_place, carrier) in FORGETFUL.items():
        assert any(carrier in place for place in left), trap
    expected = ("the file ", *forgotten, *(f"{place}:" for place in forgotten), "kernel_storedfile")
    assert [place for place in left if not place.split(" in ", 1)[1].startswith(expected)] == []


def test_a_greedy_eraser_is_found_out(kims: world.World) -> None:
    """The bystander sees what went with a row that had to go, and what was done to somebody alike (trap T22)."""
    changed = proofs.unexplained_after(parties.erases_namesakes_too, kims)
    assert any(place.startswith("people_postaladdress.city of ") for place in changed)


def test_a_lazy_exporter_is_found_out(kims: world.World) -> None:
    untold = proofs.untold_by(parties.ByTheMap(), parties.export_of_the_person_alone, kims)
    assert any("helpdesk_message.text" in told and told.endswith("is in no export") for told in untold)


@pytest.mark.usefixtures("thawed")
def test_an_eraser_that_keeps_in_silence_is_found_out(kims: world.World) -> None:
    """Trap T4: what stays for a reason has to say so, and stays in the person's copy of their data."""
    untold = proofs.untold_by(parties.ByTheMap(forgets=("people_postaladdress",)), parties.export_by_the_map, kims)
    (key,) = {cell[1] for cell in parties.export_by_the_map(kims.subject) if cell[0] == "people_postaladdress"}
    assert f"people_postaladdress.city of {key} was exported and is neither erased nor kept" in untold
    assert f"people_postaladdress.city of {key} is exported still and was not kept" in untold


def test_no_secret_is_ever_exported(kims: world.World) -> None:
    """Trap T2: what is never exported is erased all the same; the canary of the map's eraser says so."""
    exported = parties.export_by_the_map(kims.subject)
    assert parties.secrets_in(exported) == []
    assert len(exported) > 100


def test_what_comes_back_after_the_erasure_is_found(kims: world.World) -> None:
    """Trap T9: a job that ran meanwhile writes the person's words back. In the request file they may stand."""
    address = kims.subject.addresses[0]
    left = proofs.left_by(parties.ByTheMap(), kims, then=lambda: parties.job_that_writes_back(address))
    assert any("kernel_job.arguments" in place for place in left)
    assert proofs.left_by(lambda _subject: [], kims, request_file=["kernel_job", *proofs.RAW_FILES]) == []


def test_marks_may_stand_where_the_map_keeps_them_under_lock_and_nowhere_else(
    kims: world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request file: what was written there stays there; the same words anywhere else are left behind."""
    table = tables()["people_activity"]
    columns = {
        name: replace(answers, erase=Erase.KEEP_LOCKED) if answers.is_personal and name != "by_id" else answers
        for name, answers in table.columns.items()
    }
    columns["person_id"] = replace(columns["kind"], erase=Erase.PLACEHOLDER)
    monkeypatch.setitem(table_map._tables, table.name, replace(table, columns=columns))
    assert proofs.left_by(parties.ByTheMap(), kims) == []
    text = Activity.objects.get(text__contains="canary").text
    left = proofs.left_by(lambda _subject: [], kims, then=lambda: parties.job_that_writes_back(text))
    assert any("kernel_job.arguments" in place for place in left)
