"""What the knowledge base holds about people: who of us wrote and keeps its articles.

The articles themselves are the organisation's. What readers tell us names nobody: neither table has a column for who it
was, and both end by themselves (`tasks.forget_readers_words`).
"""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    business,
    declare,
    keep_from,
    personal,
    technical,
)
from candor.knowledge.actions.feedback import WORDS_KEPT
from candor.knowledge.actions.missed import MISSED_KEPT
from candor.knowledge.models import (
    Article,
    ArticleCategory,
    ArticleCategoryName,
    ArticleDraft,
    ArticleFeedback,
    ArticleFile,
    ArticleOrganisation,
    ArticleText,
    ArticleVersion,
    IndexedText,
    IndexedWord,
    IndexTotals,
    MissedSearch,
)


def _of_staff() -> Column:
    """Who of us wrote it, or keeps it true."""
    return personal(
        "user.unique_id",
        purposes=[Purpose.STAFF],
        erase=Erase.NULL,
        export=Export.NO,
        log=Log.NO,
        author=Author.SOFTWARE,
    )


def _technical(*names: str) -> dict[str, Column]:
    return {name: technical() for name in names}


def _words() -> dict[str, Column]:
    return {name: business() for name in ("title", "summary", "body")}


declare(ArticleCategory, row=Row.NOBODY, fields=_technical("id", "ref", "parent", "position", "archived_at", "version"))
declare(
    ArticleCategoryName,
    row=Row.NOBODY,
    fields={**_technical("id", "category", "language"), "name": business(), "description": business()},
)
declare(
    Article,
    row=Row.MENTION,
    person="owner",
    keep="staff",
    fields={
        **_technical("id", "ref", "category", "visibility", "is_faq", "top_position", "version", "submission_key"),
        **_technical("review_on", "review_told_on", "origin_kind", "origin_id", "import_digest"),
        **_technical("published_at", "binned_at", "created_at", "changed_at"),
        **{name: _of_staff() for name in ("owner", "binned_by", "created_by")},
    },
)
declare(ArticleOrganisation, row=Row.NOBODY, fields=_technical("id", "article", "organisation"))
declare(
    ArticleText,
    row=Row.NOBODY,
    fields=_technical(
        *("id", "article", "language", "published", "last_number", "revision", "helped_count", "did_not_help_count")
    ),
)
declare(
    ArticleDraft,
    row=Row.MENTION,
    person="by",
    keep="staff",
    fields={**_technical("id", "text", "saved_at"), **_words(), "by": _of_staff()},
)
declare(
    ArticleVersion,
    row=Row.MENTION,
    person="by",
    keep="staff",
    fields={
        **_technical("id", "text", "number", "published_at"),
        **_words(),
        "what_changed": business(),
        "by": _of_staff(),
    },
)
declare(ArticleFile, row=Row.NOBODY, fields=_technical("id", "article", "file", "created_at"))
keep_from("article-feedback", "The day it was said.", period=WORDS_KEPT)
keep_from("missed-search", "The day it was looked for.", period=MISSED_KEPT)
# Free words: readers are asked to name nobody, nothing leads from a row to who wrote it, and all end by themselves.
declare(
    ArticleFeedback,
    row=Row.NOBODY,
    keep="article-feedback",
    fields={
        **_technical("id", "ref", "text", "version_number", "has_helped", "given_at", "settled_at", "submission_key"),
        "words": business(),
    },
)
declare(
    MissedSearch,
    row=Row.NOBODY,
    keep="missed-search",
    fields={**_technical("id", "day", "language", "count", "settled_at"), "text": business()},
)
# Words of published texts, which are the organisation's; made from the versions, and made anew at will.
declare(
    IndexedWord,
    row=Row.NOBODY,
    fields={**_technical("id", "english", "german", "backwards", "count", "texts", "weights"), "word": business()},
)
declare(IndexedText, row=Row.NOBODY, fields=_technical("text", "version_id", "words", "title_words"))
declare(IndexTotals, row=Row.NOBODY, fields=_technical("id", "texts"))
