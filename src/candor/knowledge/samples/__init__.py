"""The demo company's articles."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from candor.kernel.actor import Actor
from candor.knowledge.actions.categories import CategoryDetails, create_category
from candor.knowledge.actions.publishing import publish
from candor.knowledge.actions.settling import ArticleDetails, settle_article
from candor.knowledge.actions.writing import NewArticle, Words, create_article, save_draft
from candor.knowledge.models import Article, ArticleCategory, Visibility
from candor.people.public import Organisation, Person

Entry = Mapping[str, Any]
LANGUAGES = ("de", "en")


def articles_of_company(
    now: datetime, keeper: Person, client: Organisation, *, by: Actor
) -> list[tuple[datetime, Callable[[], object]]]:
    """When each is written and published, and the action. `client` is the organisation that one of them is for."""
    told = tomllib.loads((Path(__file__).parent / "articles.toml").read_text("utf-8"))
    made: dict[str, ArticleCategory] = {}
    oldest = max(entry["age"] for entry in told["article"])
    happenings: list[tuple[datetime, Callable[[], object]]] = [
        (now - timedelta(days=oldest, minutes=10), partial(_make_categories, told["category"], made, by))
    ]
    for entry in told["article"]:
        at, title = now - timedelta(days=entry["age"]), entry["en"]["title"]
        happenings.append((at, partial(_write, entry, made, (now, keeper, client), by)))
        if "change" in entry:
            later = now - timedelta(days=entry["age"] // 2)
            happenings.append((later, partial(_change, title, entry["change"], by)))
    return happenings


def _write(
    entry: Entry, made: Mapping[str, ArticleCategory], around: tuple[datetime, Person, Organisation], by: Actor
) -> None:
    now, keeper, client = around
    article = _written(entry, made[entry["category"]], by)
    settle_article(article, _details(entry, article, keeper, client, now), by=by)


def _make_categories(entries: list[Entry], made: dict[str, ArticleCategory], by: Actor) -> None:
    for entry in entries:
        names = {language: tuple(entry[language]) for language in LANGUAGES}
        made[entry["key"]] = create_category(CategoryDetails(names, made.get(entry.get("below", ""))), by=by)


def _written(entry: Entry, category: ArticleCategory, by: Actor) -> Article:
    words = {language: Words(**entry[language]) for language in LANGUAGES if language in entry}
    article = create_article(NewArticle(words, category.pk), by=by)
    for text in article.texts.all() if not entry.get("draft") else ():
        publish(text, by=by)
    return article


def _details(entry: Entry, article: Article, keeper: Person, client: Organisation, now: datetime) -> ArticleDetails:
    visibility = Visibility(entry.get("visibility", "public"))
    is_due = "review" in entry
    return ArticleDetails(
        category=article.category,
        visibility=visibility,
        organisations=[client] if visibility == Visibility.ORGANISATIONS else [],
        owner=keeper,
        review_on=(now + timedelta(days=entry["review"] if is_due else 180)).date(),
        is_faq=entry.get("faq", False),
        top_position=entry.get("top"),
    )


def _change(title: str, what_changed: str, by: Actor) -> None:
    """A second version, so that there is something to compare."""
    article = Article.objects.get(texts__language="en", texts__published__title=title)
    for text in article.texts.select_related("published").order_by("language"):
        if text.published is not None:
            old = text.published
            body = old.body.replace("*Settings*, *Templates*", "*Templates*").replace(
                "*Einstellungen*, *Vorlagen*", "*Vorlagen*"
            )
            save_draft(text, Words(old.title, old.summary, body), by=by)
            publish(text, by=by, what_changed=what_changed)
