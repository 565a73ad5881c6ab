"""What the pages call things."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from candor.knowledge import refusals
from candor.knowledge.models import ArticleText

SHAPES = {"published": "solved", "changed": "waiting", "draft": "new"}


def state_of(text: ArticleText) -> tuple[str, str]:
    """The shape of the look and the words for where a language version stands."""
    has_draft = hasattr(text, "draft")
    if text.published_id is None:
        return SHAPES["draft"], pgettext("article", "Draft")
    if has_draft:
        return SHAPES["changed"], pgettext("article", "Published, draft beside it")
    return SHAPES["published"], pgettext("article", "Published")


def language_name(code: str) -> str:
    return dict(settings.LANGUAGES).get(code, code)


def sentence_for(refusal: refusals.Refused) -> str:
    """Why something did not happen, what was kept and what to do."""
    told = next((words for kind, words in _SENTENCES if isinstance(refusal, kind)), None)
    return str(told or _("This could not be done, and nothing was changed."))


_SENTENCES = (
    (
        refusals.StaleText,
        gettext_lazy("A colleague changed this text while you wrote. Both texts are kept: yours stands below."),
    ),
    (
        (refusals.StaleArticle, refusals.StaleCategory),
        gettext_lazy("A colleague changed this meanwhile. Nothing was saved yet; what you typed stands below."),
    ),
    (
        refusals.EmptyArticle,
        gettext_lazy("An article needs a title and a text before it can be published. The draft is kept."),
    ),
    (
        refusals.NothingToPublish,
        gettext_lazy("There is no draft to publish: what is published says it all."),
    ),
    (
        refusals.ArticleIsBinned,
        gettext_lazy("The article lies in the bin. Nothing was changed; put it back first."),
    ),
    (
        refusals.CategoryTooDeep,
        gettext_lazy("Categories have two levels: choose one at the top, and none that has others below it."),
    ),
)
