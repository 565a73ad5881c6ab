"""Keeping the index of published texts: one at a time as they are published, thousands at once in an import.

It is written in the transaction that publishes, so what can be read can be found, and what was withdrawn cannot.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db import transaction

from candor.kernel.turns import one_at_a_time
from candor.knowledge.finding.packing import NUMBER, packed, unpacked
from candor.knowledge.finding.weighing import weights
from candor.knowledge.finding.words import of_body, of_title, stems_of
from candor.knowledge.models import ArticleText, ArticleVersion, IndexedText, IndexedWord, IndexTotals

TURN = "knowledge.index"
AT_ONCE = 500
"""Words that one statement names."""

MOST_TEXTS = 250
"""Texts that are taken in together, so that no other writer waits for long."""

Thing = TypeVar("Thing")
Said = tuple[int, int, list[str], Mapping[str, int]]
"""Of a published text: its number, that of its version, its title's words, and all its words with their weights."""


@dataclass(slots=True)
class Row:
    """A word's texts and weights while they are being changed. `is_new`: the index does not hold it yet."""

    word: str
    number: int = 0
    texts: array[int] = field(default_factory=lambda: array(NUMBER))
    weights: bytearray = field(default_factory=bytearray)

    def put(self, text: int, weight: int) -> None:
        at = bisect_left(self.texts, text)
        if at < len(self.texts) and self.texts[at] == text:
            self.weights[at] = weight
        else:
            self.texts.insert(at, text)
            self.weights.insert(at, weight)

    def take(self, text: int) -> None:
        at = bisect_left(self.texts, text)
        if at < len(self.texts) and self.texts[at] == text:
            del self.texts[at], self.weights[at]


def index_texts(ids: Iterable[int]) -> int:
    """Let the index say what these texts say now: those that are published, and no others. Returns how many it holds.

    Some hundreds at a time are one transaction, unless the caller's is around it.
    """
    numbers, count = iter(ids), 0
    while some := list(islice(numbers, MOST_TEXTS)):
        with transaction.atomic():
            one_at_a_time(TURN)
            count += _index(some)
    return count


def rebuild() -> int:
    """Write the index anew, text by text: everything is found meanwhile. Returns how many texts it holds."""
    held = IndexedText.objects.order_by("text").values_list("text", flat=True)
    published = ArticleText.objects.filter(published__isnull=False).order_by("id").values_list("pk", flat=True)
    index_texts(list(held.exclude(text__published__isnull=False)))
    return index_texts(published.iterator(chunk_size=MOST_TEXTS))


def _index(ids: Sequence[int]) -> int:
    said = list(_said(ids))
    before = {each.text_id: unpacked(each.words) for each in IndexedText.objects.filter(text__in=ids)}
    rows = _held({word for _text, _version, _title, weighed in said for word in weighed}, set().union(*before.values()))
    by_number = {row.number: row for row in rows.values()}
    for text, words in before.items():
        for number in words:
            if number in by_number:
                by_number[number].take(text)
    for text, _version, _title, weighed in said:
        for word, weight in weighed.items():
            rows.setdefault(word, Row(word)).put(text, weight)
    _write(rows)
    _note(ids, said, {word: row.number for word, row in rows.items()})
    _count(len(said) - len(before))
    return len(said)


def _said(ids: Sequence[int]) -> Iterator[Said]:
    """What those of the texts say that are published."""
    for version in ArticleVersion.objects.filter(pk__in=_published(ids)).order_by("text").iterator():
        title = of_title(version.title)
        yield version.text_id, version.pk, title, weights(title, of_body(f"{version.summary}\n{version.body}"))


def _published(ids: Sequence[int]) -> list[int]:
    texts = ArticleText.objects.filter(pk__in=ids, published__isnull=False, article__binned_at=None)
    return list(texts.values_list("published", flat=True))


def _held(words: Collection[str], numbers: Collection[int]) -> dict[str, Row]:
    """The rows of these words, and those of these numbers, as the index holds them."""
    rows: dict[str, Row] = {}
    for names in _portions(words):
        rows |= {each.word: _row(each) for each in IndexedWord.objects.filter(word__in=names)}
    missing = set(numbers) - {row.number for row in rows.values()}
    for some in _portions(missing):
        rows |= {each.word: _row(each) for each in IndexedWord.objects.filter(pk__in=some)}
    return rows


def _row(held: IndexedWord) -> Row:
    return Row(held.word, held.pk, unpacked(held.texts), bytearray(held.weights))


def _write(rows: Mapping[str, Row]) -> None:
    """Write what changed; a word that nothing says any more goes."""
    for gone in _portions(row.number for row in rows.values() if row.number and not row.texts):
        IndexedWord.objects.filter(pk__in=gone).delete()
    for some in _portions(row for row in rows.values() if row.texts):
        written = IndexedWord.objects.bulk_create(
            (_made(row) for row in some),
            update_conflicts=True,
            unique_fields=["word"],
            update_fields=["count", "texts", "weights"],
        )
        for row, made in zip(some, written, strict=True):
            row.number = made.pk


def _made(row: Row) -> IndexedWord:
    english, german = stems_of(row.word)
    return IndexedWord(
        word=row.word,
        english=english,
        german=german,
        backwards=row.word[::-1],
        count=len(row.texts),
        texts=packed(row.texts),
        weights=bytes(row.weights),
    )


def _note(ids: Sequence[int], said: Sequence[Said], numbers: Mapping[str, int]) -> None:
    """Keep which words each text stands under, so that it can be taken out whatever becomes of its words."""
    IndexedText.objects.filter(text__in=ids).delete()
    IndexedText.objects.bulk_create(
        (
            IndexedText(
                text_id=text,
                version_id=version,
                title_words=len(set(title)),
                words=packed(numbers[word] for word in [*dict.fromkeys(title), *(weighed.keys() - set(title))]),
            )
            for text, version, title, weighed in said
        ),
        batch_size=AT_ONCE,
    )


def _count(more: int) -> None:
    totals, _is_new = IndexTotals.objects.get_or_create(pk=1)
    totals.texts = max(totals.texts + more, 0)
    totals.save()


def _portions(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while some := list(islice(rest, AT_ONCE)):
        yield some
