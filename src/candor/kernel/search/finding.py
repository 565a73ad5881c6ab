"""Finding: what somebody typed, among what they may see."""

from __future__ import annotations

from django.db.models import Expression, QuerySet

from candor.kernel.search.backends import Found, backend
from candor.kernel.search.words import words_sought


def matching(kind: str, text: str, among: QuerySet[Found]) -> QuerySet[Found]:
    """Those of `among` that hold every word of `text`, the newest first; nothing when `text` holds no word.

    One SQL joins the index with `among`, which begins with `visible_to`: slice it for a page. Words of three letters
    and more find longer ones that begin with them. Every text is a valid query.
    """
    words = words_sought(text)
    return backend().newest_first(kind, words, among) if words else among.none()


def ids_matching(kind: str, text: str) -> Expression | None:
    """The ids of all objects that hold every word of `text`, as a subquery for `pk__in`; None when it holds no word.

    For conditions beside others. It knows nothing of who looks: begin the query that it stands in with `visible_to`.
    """
    words = words_sought(text)
    return backend().ids(kind, words) if words else None


def best_matching(kind: str, text: str, among: QuerySet[Found]) -> QuerySet[Found]:
    """As `matching`, the object that the words say most about first. Every hit is weighed: for smaller sets."""
    words = words_sought(text)
    return backend().best_first(kind, words, among) if words else among.none()
