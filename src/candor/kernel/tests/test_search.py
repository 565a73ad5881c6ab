"""Searching: what was saved is found within a second, by those who may see it, whatever somebody types."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candor.kernel import clock, search
from candor.kernel.models import Job, PendingIndexing, StoredFile
from candor.kernel.search import backends, registry
from candor.kernel.search.reading import read
from candor.kernel.search.sought import sought_from, sought_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

KIND = "test.letter"


def documents(ids: Iterable[int]) -> Iterator[search.Document]:
    """Letters, told by the one table of the kernel that has room for words."""
    for letter in StoredFile.objects.filter(pk__in=list(ids)):
        if letter.name == "poison":
            raise ValueError(letter.name)
        yield search.Document(letter.pk, title=letter.name, body=letter.content_type)


@pytest.fixture(autouse=True)
def _letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_searchables", {})
    search.register(KIND, documents=documents, all_ids=lambda: StoredFile.objects.values_list("pk", flat=True))
    search.prepare()


def letter(title: str, body: str = "") -> StoredFile:
    row = StoredFile.objects.create(
        store="letters", name=title, content_type=body, size=0, sha256="", created_at=clock.now(),
        storage_key=f"{StoredFile.objects.count()}",
    )  # fmt: skip
    search.changed(KIND, row.pk)
    return row


def found(text: str) -> list[str]:
    return [row.name for row in search.matching(KIND, text, StoredFile.objects.all())]


def reading(ids: Collection[int] | None, most: int) -> list[StoredFile]:
    rows = StoredFile.objects.order_by("-pk")
    return list(rows.filter(pk__in=ids)[:most] if ids is not None else rows[:most])


def test_words_of_title_and_body_are_found_newest_first() -> None:
    letter("Printer on fire")
    letter("Invoice", "the printer prints invoices")
    letter("Holiday")
    search.index_pending()
    assert found("printer") == ["Invoice", "Printer on fire"]
    assert found("printer fire") == ["Printer on fire"]
    assert found("printer holiday") == []


def test_the_best_comes_first_where_asked() -> None:
    letter("Printer manual", "printer printer")
    letter("Holiday", "no word of it but one: printer")
    search.index_pending()
    best = search.best(KIND, sought_in("printer"), reading, 9).rows
    assert [row.name for row in best] == ["Printer manual", "Holiday"]


@pytest.mark.parametrize("sought", ["ARGER", "Ärger", "ärger", "A\u0308rger", "STRASSE", "straße", "lodz", "Łódź"])
def test_case_and_accents_do_not_matter(sought: str) -> None:
    letter("Ärger in der Straße nach Łódź")
    search.index_pending()
    assert len(found(sought)) == 1


def test_a_word_finds_longer_ones_that_begin_with_it() -> None:
    letter("Rechnungen für März")
    search.index_pending()
    assert found("Rechnung")
    assert found("rec")
    assert not found("re"), "two letters stand for themselves"
    assert not found("echnung")


def test_only_what_may_be_seen_is_found_and_in_one_query() -> None:
    mine, _theirs = letter("Salary of Kim"), letter("Salary of Lee")
    search.index_pending()
    visible = StoredFile.objects.filter(pk=mine.pk)
    with CaptureQueriesContext(connection) as queries:
        assert [row.pk for row in search.matching(KIND, "salary", visible)[:50]] == [mine.pk]
    assert len(queries) == 1


def test_hits_can_be_narrowed_counted_and_paged() -> None:
    rows = [letter(f"Report {number}") for number in range(5)]
    search.index_pending()
    hits = search.matching(KIND, "report", StoredFile.objects.all())
    assert [row.pk for row in hits.filter(pk__lt=rows[3].pk)[:2]] == [rows[2].pk, rows[1].pk]
    assert hits.count() == 5
    assert hits.values_list("pk", flat=True)[0] == rows[4].pk


def test_what_changed_is_found_by_its_new_words_alone() -> None:
    row = letter("Draft")
    search.index_pending()
    StoredFile.objects.filter(pk=row.pk).update(name="Contract")
    search.changed(KIND, row.pk)
    search.index_pending()
    assert not found("draft")
    assert found("contract")


def test_what_is_gone_leaves_the_index() -> None:
    row = letter("Secret")
    search.index_pending()
    StoredFile.objects.filter(pk=row.pk).delete()
    search.changed(KIND, row.pk)
    search.index_pending()
    letter("Other")  # may take the number over
    assert not found("secret")


def test_one_unreadable_object_holds_up_nobody() -> None:
    letter("Before")
    letter("poison")
    letter("After")
    assert search.index_pending() == 3
    assert (found("before"), found("after")) == (["Before"], ["After"])
    assert not PendingIndexing.objects.exists()


def test_a_mark_of_a_kind_that_is_gone_is_dropped() -> None:
    search.changed("test.forgotten", 1)
    assert search.index_pending() == 1


def test_a_rebuild_holds_what_there_is() -> None:
    letter("Kept")
    PendingIndexing.objects.all().delete()
    assert search.rebuild() == {KIND: 1}
    assert found("kept") == ["Kept"]


def test_a_lost_index_is_made_again_by_the_worker() -> None:
    letter("Kept")
    with backends.backend().writing() as writer:
        writer.drop(KIND)
    search.prepare()
    assert found("kept") == []
    assert Job.objects.get().task == "kernel.rebuild_search_index"


HOSTILE = [
    "", " ", '"', "'", "''", '""', "*", "a*", "NOT", "AND OR", "NEAR(a b)", "a NOT", "col:x", "title:x", "^a", "a-b",
    "-a", "+a", "(", "a & b", "a | !b", "<->", ":*", "'a':*", "\\", "%", "_", "; DROP TABLE kernel_job", "\x00",
    "a\x00b", "\ud800", "🔥", "a" * 5000, "{a b}", "1e5", "007", "..", "a.b@c.de", "https://x.de/?q=1", "اختبار",
    "漢字", "ﬁne", "x" * 63 + "ü", "İ", "null", "\u202e",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_bad_query(text: str) -> None:
    letter("Something", "else")
    search.index_pending()
    assert isinstance(found(text), list)
    sought = sought_from(read(text), search.forms_of(KIND))
    assert sought is None or isinstance(search.best(KIND, sought, reading, 9).rows, list)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_a_query(text: str) -> None:
    found(text)
