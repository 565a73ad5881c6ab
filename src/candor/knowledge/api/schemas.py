"""Articles and their categories as programs read and write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from candor.kernel.api.schemas import Day, Input, Named, Output, Ref
from candor.knowledge.actions.settling import MOST_TOP
from candor.knowledge.forms import LONGEST_BODY, LONGEST_SUMMARY, LONGEST_TITLE, MOST_ORGANISATIONS

LanguageCode = Literal["de", "en"]
Readers = Literal["public", "customers", "organisations", "staff"]
State = Literal["draft", "published", "changed"]

Title = Annotated[str, Field(pattern=r"\S", max_length=LONGEST_TITLE)]
Summary = Annotated[str, Field(max_length=LONGEST_SUMMARY, description="One sentence below the title.")]
Body = Annotated[str, Field(max_length=LONGEST_BODY, description="Markdown.")]
CategoryName = Annotated[str, Field(pattern=r"\S", max_length=80)]
CategoryWords = Annotated[str, Field(max_length=200, description="What belongs there.")]


class ArticleRow(Output):
    """One line of the list. `title` and `summary` are in the language asked for, or else in `language`."""

    ref: str
    title: str
    summary: str
    language: LanguageCode
    languages: list[LanguageCode] = Field(description="In which it can be read today.")
    category: Ref | None
    published_at: datetime | None
    visibility: Readers | None = Field(None, description="For staff.")
    changed_at: datetime | None = Field(None, description="For staff.")


class WordsOut(Output):
    """Title, summary and Markdown body."""

    title: str
    summary: str
    body: str


class ArticleDraftOut(WordsOut):
    """What is being written beside what is published."""

    saved_at: datetime


class TextOut(Output):
    """An article in one language. `state`, `draft` and `revision` are for staff."""

    language: LanguageCode
    published: WordsOut | None
    number: int = Field(description="The version that is published; 0: none is.")
    published_at: datetime | None
    state: State | None = Field(None, description="`changed`: published, with a draft beside it.")
    draft: ArticleDraftOut | None = None
    revision: int | None = None


class ArticleOut(Output):
    """One article with its texts. The fields from `visibility` on are for staff."""

    ref: str
    category: Ref | None
    is_faq: bool
    published_at: datetime | None
    texts: list[TextOut]
    visibility: Readers | None = None
    organisations: list[Named] | None = Field(None, description="Whose members read it, for that visibility.")
    owner: Named | None = Field(None, description="Who of us keeps it true.")
    review_on: date | None = None
    top_position: int | None = None
    created_at: datetime | None = None
    changed_at: datetime | None = None
    binned_at: datetime | None = None
    version: int | None = None


class WordsIn(Input):
    """The words of an article in one language."""

    title: Title
    summary: Summary = ""
    body: Body = ""


class NewTextIn(WordsIn):
    """An article in a further language."""

    language: LanguageCode


class NewArticleIn(NewTextIn):
    """A new article in its first language."""

    category: Ref | None = None


class ArticleIn(Input):
    """What shall be different about an article beside its words; what is not sent stays."""

    category: Ref | None = None
    visibility: Readers | None = None
    organisations: Annotated[list[Ref], Field(max_length=MOST_ORGANISATIONS)] | None = None
    owner: Ref | None = None
    review_on: Day | None = None
    is_faq: bool | None = None
    top_position: Annotated[int, Field(ge=1, le=MOST_TOP)] | None = None


class PublicationIn(Input):
    """What changed, for colleagues who look at the versions later."""

    what_changed: Annotated[str, Field(max_length=200)] = ""


class CategoryOut(Output):
    """A category. It stands below `parent`, or at the top. `is_archived` and `version` are for staff."""

    ref: str
    name: str
    description: str
    parent: Ref | None
    names: dict[str, str] = Field(description="Its name by language.")
    is_archived: bool | None = None
    version: int | None = None


class CategoryNameIn(Input):
    """A category's name in one language."""

    name: CategoryName
    description: CategoryWords = ""


class CategoryIn(Input):
    """A category: its names by language, and the one it stands below."""

    en: CategoryNameIn
    de: CategoryNameIn | None = None
    parent: Ref | None = None


class SaidOut(Output):
    """What a reader wrote about an article. Nobody knows who."""

    ref: str
    has_helped: bool
    words: str
    given_at: datetime


class FeedbackOut(Output):
    """How often an article helped its readers in one language. `latest` is for those who write."""

    language: LanguageCode
    helped: int
    did_not_help: int
    latest: list[SaidOut]


class MissedOut(Output):
    """Words that were looked for and found nowhere, in the last ninety days."""

    text: str
    language: str
    times: int
    last_on: date
