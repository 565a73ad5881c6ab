"""Whether an article helped: what readers say, what becomes of their words. Nobody is named anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS, Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert_unless_there
from candor.knowledge.models import Article, ArticleFeedback, ArticleText
from candor.knowledge.queries.reading import in_language

LONGEST_WORDS = 2_000
WORDS_KEPT = timedelta(days=180)
"""Free words may name somebody: they go half a year after they came. The counts on the article stay."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a reader said of an article's version. `key` is the form's one-time key."""

    has_helped: bool
    version_number: int
    words: str = ""
    key: str | None = None


@transaction.atomic
def give_feedback(text: ArticleText, given: Given) -> bool:
    """Count it, and keep the words. The same form twice counts once; False then.

    The fact in the audit log names nobody either, whoever has signed in.
    """
    row = ArticleFeedback(
        text=text,
        version_number=given.version_number,
        has_helped=given.has_helped,
        words=given.words.replace("\x00", "").strip()[:LONGEST_WORDS],
        given_at=clock.now(),
        submission_key=given.key,
    )
    if not insert_unless_there(row):
        return False
    count = "helped_count" if given.has_helped else "did_not_help_count"
    ArticleText.objects.filter(pk=text.pk).update(**{count: F(count) + 1})
    record("knowledge.feedback.given", text, by=ANONYMOUS, article=text.article_id, has_helped=given.has_helped)
    return True


def count_as_solved(reader: Actor, ref: str, language: str, *, key: str | None) -> bool:
    """An article that was offered beside a form answered the question: it helped. False where there is none, or where
    the form was sent before.
    """
    article = Article.objects.offered_to(reader).filter(ref=ref).first()
    shown = in_language([article], language) if article is not None else []
    return bool(shown) and give_feedback(
        ArticleText.objects.get(pk=shown[0].text_id), Given(has_helped=True, version_number=shown[0].number, key=key)
    )


@transaction.atomic
def forget_words(feedback: ArticleFeedback, *, by: Actor) -> None:
    """Take the words away at once, because they name somebody or are none; what was counted stays."""
    if ArticleFeedback.objects.filter(pk=feedback.pk).exclude(words="").update(words="", settled_at=clock.now()):
        record("knowledge.feedback.forgotten", feedback, by=by)


@transaction.atomic
def settle_feedback(feedback: ArticleFeedback, *, by: Actor) -> None:
    """Somebody of us has read the words and is done with them. Twice changes nothing."""
    if ArticleFeedback.objects.filter(pk=feedback.pk, settled_at=None).update(settled_at=clock.now()):
        record("knowledge.feedback.settled", feedback, by=by)


def forget_old_feedback() -> None:
    """Delete what was said half a year ago and longer."""
    ArticleFeedback.objects.filter(given_at__lt=clock.now() - WORDS_KEPT).delete()
