"""Searching for what somebody means: other forms, slips, the best first; and an index that forgets and is made anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from unittest import mock

import pytest

from candor.kernel import clock, search
from candor.kernel.models import StoredFile
from candor.kernel.search import backends, finding, indexing, registry
from candor.kernel.search.correcting import corrected
from candor.kernel.search.reading import read, written
from candor.kernel.search.sought import holds, sought_from, sought_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

KIND = "test.letter"


def documents(ids: Iterable[int]) -> Iterator[search.Document]:
    for letter in StoredFile.objects.filter(pk__in=list(ids)):
        yield search.Document(letter.pk, title=letter.name, body=letter.content_type)


@pytest.fixture(autouse=True)
def _letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_searchables", {})
    search.register(KIND, documents=documents, all_ids=lambda: StoredFile.objects.values_list("pk", flat=True))
    search.prepare()


def letters(*titles: str, body: str = "") -> list[StoredFile]:
    first = StoredFile.objects.count()
    rows = [
        StoredFile(
            store="letters", name=title, content_type=body, size=0, sha256="", created_at=clock.now(),
            storage_key=f"{first + number}",
        )
        for number, title in enumerate(titles)
    ]  # fmt: skip
    made = StoredFile.objects.bulk_create(rows)
    search.changed_many(KIND, [row.pk for row in made])
    search.index_pending()
    return made


def reading(ids: Collection[int] | None, most: int) -> list[StoredFile]:
    rows = StoredFile.objects.order_by("-pk")
    return list(rows[:most] if ids is None else rows.filter(pk__in=ids)[:most])


def found(question: str, most: int = 20) -> list[str]:
    sought = sought_from(read(question), search.forms_of(KIND))
    return [row.name for row in search.best(KIND, sought, reading, most).rows] if sought else []


def meant(question: str, visible: Collection[str] | None = None) -> str:
    """What the question is corrected to for somebody who sees the letters of these titles."""

    def seen(word: str) -> int:
        rows = finding.newest(KIND, sought_in(word), reading, 50).rows
        return sum(visible is None or row.name in visible for row in rows)

    return written(corrected(KIND, read(question), seen) or [])


def left_over() -> list[str]:
    """Tables of a rebuild that is over: those beside the kind's, which are told while no kind has them."""
    with mock.patch.object(registry, "_searchables", {}):
        return [name for name in backends.backend().others() if backends.anew_of(KIND) in name]


def vocabulary() -> set[str]:
    return set(backends.backend().beginning(KIND, "", range(1, 64)))


@pytest.mark.parametrize(
    ("written_so", "sought_so"),
    [
        ("Your invoice", "invoices"), ("Two invoices", "invoice"), ("We are installing it", "installed"),
        ("Die Rechnung", "Rechnungen"), ("Alle Häuser", "Haus"), ("Ein Haus", "Häuser"), ("Ein Haus", "Haeuser"),
        ("Eine Überweisung", "ueberweisungen"), ("Some studies", "study"), ("Mehrere Drucker", "druckern"),
    ],
)  # fmt: skip
def test_other_forms_of_a_word_are_found(written_so: str, sought_so: str) -> None:
    letters(written_so, "Nothing of the kind")
    assert found(sought_so) == [written_so]


def test_in_quotation_marks_a_word_is_found_as_it_stands() -> None:
    letters("Your invoices")
    assert found("invoice") == ["Your invoices"]
    assert found('"invoice"') == []
    assert found('"your invoices"') == ["Your invoices"]
    assert found('"invoices your"') == []


def test_what_must_not_stand_there_is_left_out() -> None:
    letters("Printer and paper", "Printer alone", "Printer, paper jam")
    assert found("printer -paper") == ["Printer alone"]
    assert found('printer -"paper jam"') == ["Printer alone", "Printer and paper"]


def test_the_title_comes_before_the_body_and_the_word_before_its_forms() -> None:
    letters("Printing", body="")
    letters("About print", body="")
    letters("In the body", body="one print")
    letters("In the body in another form", body="printing")
    assert found("print") == ["About print", "Printing", "In the body", "In the body in another form"]


@pytest.mark.parametrize(
    ("typed", "meant_so"),
    [
        ("pritner", "printer"), ("prnter", "printer"), ("printerr", "printer"), ("Rehcnugn", "rechnung"),
        ("xrinter fire", "printer fire"),
    ],
)  # fmt: skip
def test_a_slip_is_understood(typed: str, meant_so: str) -> None:
    letters("Printer on fire", "Printer", "Die Rechnung", "Fire")
    assert meant(typed) == meant_so


@pytest.mark.parametrize("typed", ["prx", '"pritner"', "-pritner", "pritn*", "12345", "zzzzzzzzz"])
def test_what_is_short_exact_or_far_away_is_left_as_it_is(typed: str) -> None:
    letters("Printer on fire", "12346")
    assert meant(typed) == ""


def test_a_word_that_is_seen_often_is_no_slip() -> None:
    letters("Panter", "Panter", "Panter", "Printer", "Pinter")
    assert meant("panter") == ""


def test_the_vocabulary_tells_nobody_of_what_they_may_not_see() -> None:
    """Neither is a hidden word proposed, nor does it make a slip look like a known word."""
    letters("Projekt Zirbel", "Projekt Zirbeln", "Projekt Zirkel")
    everybody, some = None, {"Projekt Zirkel"}
    assert meant("zirbek", everybody) == "zirbel"
    assert meant("zirbek", some) == ""
    assert meant("zirbel", some) == "zirkel" == meant("zirxel", some)
    assert meant("zirbex", set()) == ""


def test_the_last_entry_takes_its_words_along() -> None:
    first, second = letters("Printer Hohenzollern", "Printer")
    assert {"printer", "hohenzollern"} <= vocabulary()
    StoredFile.objects.filter(pk=first.pk).update(name="Printer")
    search.changed(KIND, first.pk)
    search.index_pending()
    assert vocabulary() == {"printer"}
    StoredFile.objects.filter(pk__in=[first.pk, second.pk]).delete()
    search.changed_many(KIND, [first.pk, second.pk])
    search.index_pending()
    assert vocabulary() == set()


def test_what_something_was_taken_out_of_is_found_by_nobody_before_it_is_written_anew() -> None:
    row, other = letters("Password zinnober", "Password other")
    search.taken_out(KIND, [row.pk])
    for hits in (
        found("password"),
        [each.name for each in search.matching(KIND, "password", StoredFile.objects.all())],
        [each.name for each in StoredFile.objects.filter(pk__in=search.ids_matching(KIND, "password"))],
    ):
        assert hits == [other.name]
    StoredFile.objects.filter(pk=row.pk).update(name="Password [redacted]")
    search.index_pending()
    assert found("password") == [other.name, "Password [redacted]"]
    assert found("zinnober") == []


def test_everything_is_found_while_the_index_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what changes meanwhile stands in the new one, whether the rebuild had come to it or not."""
    monkeypatch.setattr(indexing, "ANEW", 2)
    rows = letters("Alpha one", "Alpha two", "Alpha three", "Alpha four", "Alpha five")
    told = []

    def meanwhile(_kind: str, count: int) -> None:
        told.append(count)
        assert len(found("alpha")) == 5 + len(told) - 1
        if count == 2:
            for row in (rows[0], rows[-1]):
                StoredFile.objects.filter(pk=row.pk).update(name=f"Alpha beta {row.pk}")
            search.changed_many(KIND, [rows[0].pk, rows[-1].pk])
        letters(f"Alpha later {count}")

    counted = search.rebuild(meanwhile)
    assert told[:3] == [2, 4, counted[KIND] if counted[KIND] < 6 else 6]
    assert len(found("alpha")) == 5 + len(told)
    assert len(found("beta")) == 2
    assert found('"alpha one"') == []
    assert not left_over()


def test_of_two_rebuilds_the_later_one_wins() -> None:
    letters("Kept")

    def another(_kind: str, _count: int) -> None:
        search.rebuild()

    with pytest.raises(search.AnotherRebuild):
        search.rebuild(another)
    assert found("kept") == ["Kept"]
    assert not left_over()


def test_a_rebuild_that_broke_off_does_no_harm() -> None:
    letters("Kept")

    def killed(_kind: str, _count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search.rebuild(killed)
    letters("Written after")
    assert (found("kept"), found("after")) == (["Kept"], ["Written after"])
    assert search.rebuild() == {KIND: 2}
    assert (found("kept"), found("after")) == (["Kept"], ["Written after"])


def test_work_is_bounded_and_older_hits_of_few_visible_are_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """With more hits than are looked at, what passes a narrow filter is held against the index instead."""
    monkeypatch.setattr(finding, "PORTIONS", (4, 6))
    rows = letters(*[f"Common {number}" for number in range(30)])
    mine = {rows[0].pk, rows[1].pk}
    asked: list[int] = []

    def few(ids: Collection[int] | None, most: int) -> list[StoredFile]:
        asked.append(len(ids or ()))
        chosen = StoredFile.objects.filter(pk__in=mine).order_by("-pk")
        return list((chosen if ids is None else chosen.filter(pk__in=ids))[:most])

    for way in (search.best, search.newest):
        asked.clear()
        hits = way(KIND, sought_in("common"), few, 3)
        assert [row.name for row in hits.rows] == ["Common 1", "Common 0"]
        assert sum(asked) <= 2 * (4 + 6 + 4)
        assert not hits.is_cut


def test_pages_follow_each_other() -> None:
    rows = letters(*[f"Report {number}" for number in range(7)])
    first = search.newest(KIND, sought_in("report"), reading, 3)
    second = search.newest(KIND, sought_in("report"), reading, 3, below=first.rows[-1].pk)
    last = search.newest(KIND, sought_in("report"), reading, 3, below=second.rows[-1].pk)
    assert [row.pk for hits in (first, second, last) for row in hits.rows] == [row.pk for row in reversed(rows)]
    assert [hits.has_more for hits in (first, second, last)] == [True, True, False]


@pytest.mark.parametrize(
    "question",
    [
        "printer",
        "print*",
        '"paper jam"',
        "jam paper",
        "printer -jam",
        '-"paper jam" printer',
        "pa",
        "straße",
        "printer fire",
    ],
)
def test_the_index_and_the_text_say_the_same(question: str) -> None:
    titles = ["Printer jam", "Paper jam", "Jam of paper", "Printers on fire", "In der Strasse", "Pa", "The paper jams"]
    letters(*titles)
    sought = sought_in(question)
    assert sought is not None
    rows = search.newest(KIND, sought, reading, 20).rows
    assert {row.name for row in rows} == {title for title in titles if holds(sought, title)}
