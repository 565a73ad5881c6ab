"""How much a word says about a text: BM25 over two fields, the title weighing more than the body.

S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009), chapter 3.6: occurrences in
each field are evened by the field's length, weighed, added, and only then made to count less and less.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

SATURATION = 1.2
TITLE = 5.0
"""One occurrence in a title weighs as many in a body."""

USUAL_TITLE, USUAL_BODY = 9, 150
"""Words. Fixed, so that a text's weights do not change with what others write."""

BY_LENGTH = 0.5
"""How far a long field counts as long: 0 not at all, 1 wholly."""

LARGEST = 255


def weights(title: Sequence[str], body: Sequence[str]) -> Mapping[str, int]:
    """For each word of a text what it says there, from 1 to 255."""
    in_title, in_body = Counter(title), Counter(body)
    for_title = TITLE / _evened(len(title), USUAL_TITLE)
    for_body = 1 / _evened(len(body), USUAL_BODY)
    return {
        word: _weight(in_title[word] * for_title + in_body[word] * for_body)
        for word in in_title.keys() | in_body.keys()
    }


def rareness(count: int, texts: int) -> float:
    """What a word says that stands in so many of the texts: the fewer, the more."""
    return math.log(1 + (max(texts - count, 0) + 0.5) / (count + 0.5))


def _evened(length: int, usual: int) -> float:
    return 1 - BY_LENGTH + BY_LENGTH * length / usual


def _weight(occurrences: float) -> int:
    return max(1, round(LARGEST * occurrences / (SATURATION + occurrences)))
