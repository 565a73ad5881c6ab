"""Beginnings as the words that begin so: FTS5 walks a word's objects from the newest and stops after a page.

For a beginning that is longer than those of its prefix index it first reads every object of every word, which with five
times as many cases takes five times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from django.db import connection

from candor.kernel.search.backends import SCHEMA
from candor.kernel.search.sought import Sought, Term

LONGEST_PREFIX = 4
"""Letters of the longest beginnings that have an index of their own."""

MOST_WORDS = 40
"""Of one beginning. Each is looked up by itself, and a word's objects are walked beside the others'."""

LAST = "\U0010ffff"

LIST_OF_WORDS = f'CREATE VIRTUAL TABLE IF NOT EXISTS temp."{{0}}_terms" USING fts5vocab({SCHEMA}, {{0}}, instance)'

# FTS5 lists words with every place where they stand, so each is looked for anew: behind the one before, in front of all
# that begin with it. No word holds an exclamation mark, and every letter and digit comes after it.
BEGINNING_SO = """
WITH RECURSIVE found (word) AS (
    SELECT (SELECT term FROM temp."{0}_terms" WHERE term >= ?1 LIMIT 1)
    UNION ALL
    SELECT (SELECT term FROM temp."{0}_terms" WHERE term >= word || '!' LIMIT 1) FROM found WHERE word < ?2
)
SELECT word FROM found WHERE word < ?2 LIMIT ?3
"""


def without_beginnings(table: str, sought: Sought) -> Sought:
    """The same question with words in the place of long beginnings, where they are few."""
    spelled = (tuple(chain.from_iterable(_spelled(table, term) for term in group)) for group in sought.all_of)
    return replace(sought, all_of=tuple(spelled))


def _spelled(table: str, term: Term) -> Iterator[Term]:
    letters = term.words[-1]
    words = _words(table, letters) if term.begins and len(letters) > LONGEST_PREFIX else []
    if not 0 < len(words) <= MOST_WORDS:
        yield term
        return
    for word in words:
        yield Term((*term.words[:-1], word))


def _words(table: str, letters: str) -> list[str]:
    """One more than MOST_WORDS at most. Straight to SQLite, as the list of words is this connection's own."""
    connection.ensure_connection()
    own = connection.connection
    own.execute(LIST_OF_WORDS.format(table))
    found = own.execute(BEGINNING_SO.format(table), (letters, f"{letters}{LAST}", MOST_WORDS + 1))
    return [word for (word,) in found.fetchall()]
