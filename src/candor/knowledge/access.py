"""Who may touch which article. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.kernel.actor import Actor
from candor.kernel.db.prepared import PreparedByRef
from candor.knowledge.models import PUBLISH, WRITE, Article, ArticleFile, ArticleText, ArticleVersion

READABLE = PreparedByRef(Article.objects.select_related("category", "owner").visible_to)
OFFERED = PreparedByRef(Article.objects.select_related("category").offered_to)


def readable_article(actor: Actor, ref: str) -> Article:
    """An article that the actor may read, or 404. Staff with the right read drafts and what lies in the bin too."""
    return READABLE.or_404(actor, ref)


def offered_article(actor: Actor, ref: str) -> Article:
    """An article that the help centre offers this reader, or 404: staff are readers like customers there."""
    return OFFERED.or_404(actor, ref)


def writable_article(actor: Actor, ref: str) -> Article:
    """An article whose draft the member of staff may write, or 404."""
    if not (actor.is_staff and actor.may(WRITE)):
        raise Http404
    return readable_article(actor, ref)


def publishable_article(actor: Actor, ref: str) -> Article:
    """An article that the member of staff may publish, withdraw and settle, or 404."""
    if not (actor.is_staff and actor.may(PUBLISH)):
        raise Http404
    return readable_article(actor, ref)


def text_of(article: Article, language: str) -> ArticleText:
    """The article in this language, or 404."""
    text = ArticleText.objects.select_related("published", "draft").filter(article=article, language=language).first()
    if text is None:
        raise Http404
    return text


def version_of(text: ArticleText, number: int) -> ArticleVersion:
    """One version as it was published, or 404."""
    version = ArticleVersion.objects.select_related("by").filter(text=text, number=number).first()
    if version is None:
        raise Http404
    return version


def readable_file(actor: Actor, ref: str) -> ArticleFile:
    """A file of an article that the actor may read, by the file's reference, or 404."""
    visible = Article.objects.visible_to(actor)
    held = ArticleFile.objects.select_related("file").filter(file__ref=ref, article__in=visible).first()
    if held is None:
        raise Http404
    return held


def offered_file(actor: Actor, ref: str) -> ArticleFile:
    """A file of an article that the help centre offers this reader, or 404."""
    offered = Article.objects.offered_to(actor)
    held = ArticleFile.objects.select_related("file").filter(file__ref=ref, article__in=offered).first()
    if held is None:
        raise Http404
    return held
