"""Asking the index: a question becomes groups of words, of which the rare ones choose the texts and all weigh them.

No word has to be there: people ask in their own. What nobody wrote is taken for a slip, for two words in one, or for
one word in two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from heapq import nlargest
from operator import or_
from typing import Any

from django.db.models import CharField, Q, QuerySet

from candor.kernel.db.prepared import GivenOf, Prepared
from candor.kernel.search.spelling import slips
from candor.knowledge.finding.packing import unpacked
from candor.knowledge.finding.weighing import LARGEST, rareness
from candor.knowledge.finding.words import neighbours, of_question, splits, stems_of
from candor.knowledge.models import IndexedWord, IndexTotals

SAME, FORM, JOINED, SLIP, SPLIT, PART = 1.0, 0.9, 0.9, 0.7, 0.6, 0.4
"""What another word counts in the place of the one that was asked for."""

SHORTEST_SLIP, SHORTEST_SPLIT, SHORTEST_PART = 3, 7, 5
MOST_PARTS = 12
"""Longer words that begin or end with one."""

FEW = 2
"""A word that so few texts hold may be a slip that somebody else made too."""

ENOUGH = 8_000
"""Places of words that are gone through for choosing; the commoner words weigh those that were chosen."""

MOST_CHOSEN = 400


@dataclass(slots=True)
class Group:
    """The words that stand for one of the question, each with what it counts."""

    counts: dict[int, float] = field(default_factory=dict)

    def add(self, number: int, counts: float) -> None:
        self.counts[number] = max(counts, self.counts.get(number, 0.0))


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the index without its texts."""

    number: int
    word: str
    english: str
    german: str
    count: int


COLUMNS = ("id", "word", "english", "german", "count")


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a word stands, and what it says there."""

    texts: Sequence[int]
    weights: bytes

    def among(self, chosen: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Those of the texts that hold the word, with what it says there; both stand in the order of their numbers."""
        texts, place, end = self.texts, 0, len(self.texts)
        for text in chosen:
            place = bisect_left(texts, text, place)
            if place == end:
                return
            if texts[place] == text:
                yield text, self.weights[place]


def ask(question: str) -> list[tuple[int, float]]:
    """The numbers of texts that answer the question, the best first, with how well; whoever may read them."""
    groups = _groups(question)
    postings = _postings({number for group in groups for number in group.counts})
    texts = IndexTotals.objects.values_list("texts", flat=True).first() or 1
    sizes = [sum(len(postings[number].texts) for number in group.counts) for group in groups]
    scores: dict[int, float] = defaultdict(float)
    chosen: list[int] = []
    gone_through = 0
    for size, group in sorted(zip(sizes, groups, strict=True), key=lambda each: each[0]):
        if scores and gone_through + size > ENOUGH:
            # Once: only what was chosen gains from here on, so it stays what scores most.
            chosen = chosen or sorted(nlargest(MOST_CHOSEN, scores, key=scores.__getitem__))
            _weigh_chosen(scores, chosen, group, postings, rareness(min(size, texts), texts))
        else:
            gone_through += size
            found = _found(group, postings)
            worth = rareness(len(found), texts) / LARGEST
            for text, weight in found.items():
                scores[text] += worth * weight
    return [(text, scores[text]) for text in sorted(scores, key=scores.__getitem__, reverse=True)]


def _found(group: Group, postings: Mapping[int, Posting]) -> dict[int, float]:
    """The texts that hold one of the group's words, each with the most that one of them says there."""
    (first, counts), *others = sorted(group.counts.items(), key=lambda each: -each[1])
    posting = postings[first]
    found = dict(zip(posting.texts, (counts * weight for weight in posting.weights), strict=True))
    for number, less in others:
        posting = postings[number]
        for text, weight in zip(posting.texts, posting.weights, strict=True):
            if found.get(text, 0.0) < less * weight:
                found[text] = less * weight
    return found


def _weigh_chosen(
    scores: dict[int, float], chosen: Sequence[int], group: Group, postings: Mapping[int, Posting], worth: float
) -> None:
    """Let a common word weigh those that rarer ones chose; they come by their numbers."""
    says: dict[int, float] = {}
    for number, counts in group.counts.items():
        for text, weight in postings[number].among(chosen):
            if says.get(text, 0.0) < counts * weight:
                says[text] = counts * weight
    for text, most in says.items():
        scores[text] += worth * most / LARGEST


def _groups(question: str) -> list[Group]:
    words, pairs = of_question(question), neighbours(question)
    joined = {first + second: (first, second) for first, second in pairs}
    apart = {word: splits(word) for word in words if len(word) >= SHORTEST_SPLIT}
    known = _known(words, {*joined, *(part for ways in apart.values() for way in ways for part in way)})
    groups = {word: _forms(word, known.values()) for word in words}
    for word, (first, second) in joined.items():
        if word in known and (first in groups or second in groups):
            for part in {first, second} & groups.keys():
                groups[part].add(known[word].number, JOINED)
    _widen(groups)
    unknown = [word for word, group in groups.items() if _count(group, known) <= FEW]
    for word in unknown:
        groups[word] = _split(groups[word], apart.get(word, ()), known)
    _correct({word: groups[word] for word in unknown})
    return [group for group in groups.values() if group.counts]


def _known(words: Sequence[str], others: Collection[str]) -> dict[str, Known]:
    """What the index knows of the words, of others of their stems, and of further ones."""
    stems = [stems_of(word) for word in words]
    return _read(
        Q(word__in=[*words, *others])
        | Q(english__in=[english for english, _german in stems])
        | Q(german__in=[german for _english, german in stems])
    )


def _read(condition: Q) -> dict[str, Known]:
    rows = IndexedWord.objects.filter(condition).values_list(*COLUMNS)
    return {row[1]: Known(*row) for row in rows}


def _forms(word: str, known: Iterable[Known]) -> Group:
    group, (english, german) = Group(), stems_of(word)
    for other in known:
        if other.word == word:
            group.add(other.number, SAME)
        elif other.english == english or other.german == german:
            group.add(other.number, FORM)
    return group


def _widen(groups: Mapping[str, Group]) -> None:
    """Longer words that begin or end with one: German writes together what belongs together. One query for all."""
    parts = [word for word in groups if len(word) >= SHORTEST_PART]
    if not parts:
        return
    starts = [start for word in parts for start in (word, word[::-1])]
    beyond = [start[:-1] + chr(ord(start[-1]) + 1) for start in starts]
    for row in LONGER.rows(len(parts), starts=starts, beyond=beyond):
        other = Known(*row)
        for word in parts:
            if other.word != word and (other.word.startswith(word) or other.word.endswith(word)):
                groups[word].add(other.number, PART)


def _longer(count: int) -> QuerySet[Any, Any]:
    """For so many words some of those that are longer and begin or end with one."""
    ranges = [_beginning(("word", "backwards")[place % 2], place) for place in range(2 * count)]
    return IndexedWord.objects.filter(reduce(or_, ranges)).values_list(*COLUMNS)


def _beginning(column: str, place: int) -> Q:
    start, beyond = (GivenOf(name, CharField(), place) for name in ("starts", "beyond"))
    words = IndexedWord.objects.filter(**{f"{column}__gt": start, f"{column}__lt": beyond})
    return Q(pk__in=words.order_by(column).values("pk")[:MOST_PARTS])


LONGER = Prepared(_longer)
"""Composed once for each number of words: forty ranges took twice as long to compose as to look through."""


def _count(group: Group, known: Mapping[str, Known]) -> int:
    """How many texts hold the word or a form of it, at most."""
    return sum(each.count for each in known.values() if group.counts.get(each.number, 0.0) >= FORM)


def _split(group: Group, ways: Sequence[tuple[str, str]], known: Mapping[str, Known]) -> Group:
    """With the two words in which it falls apart, where the index knows both."""
    fitting = [way for way in ways if all(part in known for part in way)]
    if fitting:
        best = max(fitting, key=lambda way: min(len(part) for part in way))
        for part in best:
            group.add(known[part].number, SPLIT)
    return group


def _correct(groups: Mapping[str, Group]) -> None:
    """Words one slip away, with their other forms."""
    near = {word: slips(word) for word in groups if len(word) >= SHORTEST_SLIP and word.isalpha()}
    found = _read(reduce(or_, (Q(word__in=other) for other in near.values()))) if near else {}
    forms = _known(list(found), ()) if found else {}
    for word, others in near.items():
        for meant in others & found.keys():
            likely = SLIP if meant[0] == word[0] else SLIP * SLIP
            for number, counts in _forms(meant, forms.values()).counts.items():
                groups[word].add(number, likely * counts)


def _postings(numbers: Collection[int]) -> dict[int, Posting]:
    rows = IndexedWord.objects.filter(pk__in=numbers).values_list("id", "texts", "weights")
    return {number: Posting(unpacked(texts), bytes(weights)) for number, texts, weights in rows}
