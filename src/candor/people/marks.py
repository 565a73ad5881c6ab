"""What stands beside an organisation where a person's place in it is shown. Slices above say so in their `panels.py`.

It is asked together with the memberships, so that no page asks once more for it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, QuerySet
from django.utils.functional import Promise

from candor.people.models import Membership

_marks: dict[str, tuple[Promise, Callable[[], Exists]]] = {}


def register_mark(name: str, words: Promise, *, holds: Callable[[], Exists]) -> None:
    """Show `words` beside an organisation for which `holds`; there `OuterRef` means the membership's columns."""
    _marks[name] = (words, holds)


def with_marks(memberships: QuerySet[Membership]) -> list[tuple[Membership, list[Promise]]]:
    """The memberships, each with the words that hold for its organisation. One query."""
    marks = {f"mark_{number}": mark for number, mark in enumerate(_marks.values())}
    rows = memberships.annotate(**{name: holds() for name, (_words, holds) in marks.items()})
    return [(row, [words for name, (words, _holds) in marks.items() if getattr(row, name)]) for row in rows]
