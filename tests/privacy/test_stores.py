"""Every store keeps to the contract: it discovers, exports, erases, verifies and compacts, and may be asked twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import (
    DATABASE,
    Erase,
    Piece,
    StoreUnavailable,
    Subject,
    Table,
    Trace,
    copied,
    declare_store,
    keepers,
    store_map,
    table_of,
    tables,
)
from candor.kernel.stores.finding import Whose, rows_of, rows_shown_among, rows_touched
from candor.kernel.stores.sought import FEW, Sought
from candor.people.models import Identifier, Import, Person
from tests.privacy import carriers, parties, proofs, world
from tests.privacy.marks import tokens_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def pieces_of(store: str, subject: Subject) -> list[Piece]:
    return list(keepers()[store].discover(subject))


def test_every_store_discovers_verifies_and_erases_what_is_somebodys(kims: world.World) -> None:
    """Files, index and raw mail alike: found, gone after one erasure, and no error at the second."""
    for store in ("files", "mail-raw", "search-index"):
        pieces, keeper = pieces_of(store, kims.subject), keepers()[store]
        assert pieces, store
        for piece in pieces:
            keeper.erase(piece)
            keeper.erase(piece)
            assert keeper.verify(piece, kims.subject) is Trace.GONE, piece
        assert keeper.compact(())


def test_a_row_is_erased_alone_and_never_takes_another_along(kims: world.World) -> None:
    """Trap T4: what points to a row holds it; the database refuses, and nothing has changed."""
    person = Piece(DATABASE, "people_person", str(kims.subject.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        keepers()[DATABASE].erase(person)
    assert keepers()[DATABASE].verify(person, kims.subject) is Trace.FOUND
    assert Identifier.objects.filter(person=kims.subject.pk).exists()


def test_verifying_tells_gone_from_clean_from_found(kims: world.World) -> None:
    rows = keepers()[DATABASE]
    (activity,) = [piece for piece in rows.discover(kims.subject) if piece.place == "people_postaladdress"]
    about = Subject(kims.subject.pk, words=(str(rows.export(activity, kims.subject)["city"]),))
    assert rows.verify(activity, about) is Trace.FOUND
    rows.erase(activity, {"city": "", "lines": "", "label": "", "postcode": ""})
    assert rows.verify(activity, about) is Trace.CLEAN
    rows.erase(activity)
    assert rows.verify(activity, about) is Trace.GONE
    rows.erase(activity)


def test_a_file_goes_as_a_whole_and_shows_its_content(kims: world.World) -> None:
    exported = ((piece, keepers()["files"].export(piece, kims.subject)) for piece in pieces_of("files", kims.subject))
    piece, shown = next((piece, shown) for piece, shown in exported if shown)
    assert isinstance(shown["content"], Iterator)
    assert tokens_in(b"".join(shown["content"])) <= set(kims.mint.planted)
    with pytest.raises(ValueError, match="A file goes whole"):
        keepers()["files"].erase(piece, {"content": ""})


def test_a_copy_shows_no_file_that_somebody_only_stands_in(kims: world.World) -> None:
    """Trap T8: a list that was taken in holds many people, an earlier copy everything once more. Both are erased."""
    listed = Import.objects.filter(outcomes__person=kims.subject.pk).exclude(file=None).values_list("file", flat=True)
    key = StoredFile.objects.get(pk=listed[0]).storage_key
    piece = next(piece for piece in pieces_of("files", kims.subject) if piece.key == key)
    assert keepers()["files"].export(piece, kims.subject) == {}


@pytest.mark.parametrize("store", ["database", "files", "mail-raw", "search-index"])
def test_many_pieces_say_the_same_as_one_by_one(store: str, kims: world.World) -> None:
    """And ask for it once a table, however many there are."""
    keeper, pieces = keepers()[store], pieces_of(store, kims.subject)
    singly = {piece: set(values) for piece in pieces if (values := keeper.export(piece, kims.subject))}
    with CaptureQueriesContext(connection) as seen:
        together = {each.piece: set(each.values) for each in copied(keeper, pieces, kims.subject) if each.values}
    assert together == singly
    assert len(seen) <= 2 * len({(piece.place, piece.field) for piece in pieces})


def test_what_hangs_on_a_row_says_so(kims: world.World) -> None:
    """So that a copy can show a message under its case and a file under its message."""
    found = {
        each.piece.place: each.hangs_on
        for each in copied(keepers()[DATABASE], pieces_of(DATABASE, kims.subject), kims.subject)
    }
    assert found["helpdesk_message"]["ticket"][0] == "helpdesk_ticket"
    assert found["helpdesk_attachment"]["message"][0] == "helpdesk_message"
    assert found["people_person"] == {}


def test_files_left_without_a_row_are_found(kims: world.World) -> None:
    """Trap T11: the row is gone, the bytes are not; the keeper still says so."""
    piece, *_others = pieces_of("files", kims.subject)
    StoredFile.objects.filter(storage_key=piece.key).update(storage_key="moved")
    assert keepers()["files"].verify(piece, kims.subject) is Trace.FOUND
    assert any(f"files/{piece.key[:2]}/{piece.key}" in place for place, _data in carriers.places())


class FakeRemote:
    """A remote system in memory that can be down: what any further system's keeper has to be able to do."""

    def __init__(self, holds: dict[str, str]) -> None:
        self.holds, self.is_down = holds, False

    def discover(self, subject: Subject) -> Iterator[Piece]:
        self._reach()
        return (Piece("fake-remote", "contacts", key) for key in list(self.holds) if key in subject.addresses)

    def export(self, piece: Piece, subject: Subject) -> Mapping[str, object]:
        self._reach()
        return {"note": self.holds[piece.key]} if piece.key in self.holds else {}

    def erase(self, piece: Piece, put: Mapping[str, object] | None = None) -> None:
        self._reach()
        self.holds.pop(piece.key, None)

    def verify(self, piece: Piece, subject: Subject) -> Trace:
        self._reach()
        return Trace.FOUND if piece.key in self.holds else Trace.GONE

    def compact(self, places: Collection[str]) -> bool:
        return not self.is_down

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("fake-remote")


@pytest.fixture
def remote(kims: world.World, monkeypatch: pytest.MonkeyPatch) -> FakeRemote:
    monkeypatch.setattr(store_map, "_stores", dict(store_map._stores))
    fake = FakeRemote({kims.address: "Likes tea", "sam@hafen.example": "Likes coffee"})
    declare_store("fake-remote", holds="Contacts elsewhere.", erase=Erase.DELETE_ROW, keeper=fake)
    return fake


def test_a_remote_system_joins_by_its_keeper_alone(kims: world.World, remote: FakeRemote) -> None:
    """Nothing else learns of it: the eraser meets it through the contract, and leaves others' entries there."""
    (piece,) = pieces_of("fake-remote", kims.subject)
    assert keepers()["fake-remote"].export(piece, kims.subject) == {"note": "Likes tea"}
    parties.ByTheMap()(kims.subject)
    assert remote.holds == {"sam@hafen.example": "Likes coffee"}


def test_a_remote_system_that_is_down_is_no_success(kims: world.World, remote: FakeRemote) -> None:
    """Trap T3: what could not be asked was not erased, and is erased when it is asked again."""
    remote.is_down = True
    with pytest.raises(StoreUnavailable):
        parties.ByTheMap()(kims.subject)
    assert kims.address in remote.holds
    remote.is_down = False
    parties.ByTheMap()(kims.subject)
    assert kims.address not in remote.holds


def test_discovering_asks_no_more_for_more_rows(kims: world.World) -> None:
    """Trap T21: one query a table and way, however much somebody has; rows come in batches."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            pieces_of(DATABASE, kims.subject)
        return len(seen)

    few = queries()
    person = Person.objects.get(pk=kims.subject.pk)
    for number in range(60):
        Identifier.objects.create(
            person=person, kind="email", value=f"{number}@x.example", written="x", created_at=world.NOW
        )
    assert queries() == few


def keys_of(question: Callable[..., QuerySet[Any]], table: Table, whose: Whose) -> QuerySet[Any, Any]:
    return question(table, whose).order_by("pk").values_list("pk")


def all_touched(table: Table, whose: Whose) -> QuerySet[Any]:
    return rows_touched(table, whose, *tables())


KEYS = {question: partial(keys_of, question) for question in (rows_of, all_touched)}


def test_questions_that_are_kept_find_what_new_ones_find(kims: world.World) -> None:
    """Composed for anybody with as many numbers and addresses, also where rows are too many to be named."""
    person = Person.objects.get(pk=kims.subject.pk)
    for more in (3, FEW):
        for number in range(more):
            address = f"{more}-{number}@x.example"
            Identifier.objects.create(person=person, kind="email", value=address, written="x", created_at=world.NOW)
        sought = Sought(Subject(person.pk, addresses=tuple(f"{number}@x.example" for number in range(more))))
        for table in tables().values():
            for question, keys in KEYS.items() if table.is_personal else ():
                kept = [key for (key,) in sought.each(keys, table)]
                assert kept == list(question(table, sought).order_by("pk").values_list("pk", flat=True)), table.name


def test_a_batch_of_files_is_looked_at_file_by_file(kims: world.World) -> None:
    """Trap T21, measured: a list of all that somebody wrote, made for each batch, took a quarter of an hour."""
    if connection.vendor != "sqlite":
        pytest.skip("the plan is told in SQLite's words")
    files = StoredFile.objects.values_list("pk", flat=True)[:3]
    asked = str(rows_shown_among(table_of(StoredFile), Sought(kims.subject), list(files)).explain())
    assert "SEARCH kernel_storedfile USING INTEGER PRIMARY KEY" in asked
    assert "LIST SUBQUERY" not in asked, asked
    assert "SCAN" not in asked, asked


def test_what_a_deleted_row_leaves_behind_goes_by_compacting(kims: world.World) -> None:
    """Trap T19, measured: the write-ahead log and the index's file hold erased words until they are emptied."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's files are not ours to read")
    left = proofs.left_by(parties.ByTheMap(compacts=False), kims)
    database = Path(str(connection.settings_dict["NAME"])).name
    assert any(f"the file {database}-wal" in place for place in left), "nothing left: this proves nothing"
    assert all(" in the file " in place for place in left)
    assert all(keeper.compact(()) for keeper in keepers().values())
    assert proofs.left_by(lambda _subject: [], kims) == []
