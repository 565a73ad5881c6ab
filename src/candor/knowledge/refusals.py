"""Why an action did not happen. Each is raised before anything was written; callers turn it into a sentence."""

from __future__ import annotations

from candor.knowledge.models import Article, ArticleText


class Refused(Exception):
    """The action did not happen and left nothing behind."""


class StaleText(Refused):
    """Somebody changed this language version since the actor looked; answered with 409, both texts are kept."""

    def __init__(self, text: ArticleText) -> None:
        super().__init__(f"text {text.pk} is at revision {text.revision}")
        self.text = text


class StaleArticle(Refused):
    """Somebody changed the article's settings since the actor looked; answered with 409."""

    def __init__(self, article: Article) -> None:
        super().__init__(f"article {article.pk} is at version {article.version}")
        self.article = article


class EmptyArticle(Refused):
    """It needs a title, and words to be published."""


class NothingToPublish(Refused):
    """There is no draft: what is published says it all."""


class ArticleIsBinned(Refused):
    """It lies in the bin; it is put back first."""


class NotInBin(Refused):
    """Only what lies in the bin is deleted for good."""


class CategoryTooDeep(Refused):
    """A sub-category has no categories below it, and one that has some does not become one itself."""


class StaleCategory(Refused):
    """Somebody changed the category meanwhile; answered with 409."""
