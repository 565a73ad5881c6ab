"""Writing and publishing articles, and who reads them."""

from __future__ import annotations

from typing import Any

import pytest

from candor.kernel.actor import ANONYMOUS, SYSTEM, Actor
from candor.knowledge.actions.publishing import publish, restore_version, unpublish
from candor.knowledge.actions.writing import NewArticle, Words, add_language, create_article, discard_draft, save_draft
from candor.knowledge.models import Article, ArticleDraft, ArticleOrganisation, ArticleText, Visibility
from candor.knowledge.queries.reading import in_language, published_for
from candor.knowledge.refusals import EmptyArticle, NothingToPublish, StaleText
from candor.knowledge.tests.stories import DRUCKER, PRINTER, published, texts, written
from candor.people.models import Organisation, Person
from tests.cast import actor

pytestmark = pytest.mark.django_db


def test_a_draft_is_seen_by_us_alone(anna: Person, kim: Person, stranger: Actor) -> None:
    article = written()
    assert article in Article.objects.visible_to(actor(anna))
    assert not Article.objects.visible_to(actor(kim)).exists()
    assert not Article.objects.visible_to(stranger).exists()


def test_what_is_published_stays_while_the_next_version_is_written(anna: Person, stranger: Actor) -> None:
    article = published()
    text = texts(article)["en"]
    save_draft(text, Words("Set up any printer", "", "New words."), by=actor(anna), expected_revision=text.revision)
    [shown] = in_language(list(published_for(stranger)), "en")
    assert shown.title == PRINTER.title
    publish(texts(article)["en"], by=actor(anna), what_changed="Clearer title")
    [shown] = in_language(list(published_for(stranger)), "en")
    assert (shown.title, shown.number) == ("Set up any printer", 2)
    assert [version.title for version in text.versions.order_by("number")] == [PRINTER.title, "Set up any printer"]


def test_of_two_who_write_at_once_one_is_told(anna: Person, boris: Person) -> None:
    text = texts(written())["en"]
    seen = text.revision
    save_draft(text, Words("Anna's"), by=actor(anna), expected_revision=seen)
    with pytest.raises(StaleText):
        save_draft(text, Words("Boris's"), by=actor(boris), expected_revision=seen)
    assert ArticleDraft.objects.get(text=text).title == "Anna's"


def test_a_version_is_brought_back_as_a_draft(anna: Person) -> None:
    article = published()
    text = texts(article)["en"]
    save_draft(text, Words("Wrong", "", "Wrong."), by=actor(anna))
    publish(texts(article)["en"], by=actor(anna))
    restore_version(text.versions.get(number=1), by=actor(anna))
    now = texts(article)["en"]
    assert (now.draft.title, now.published.title) == (PRINTER.title, "Wrong")


def test_withdrawn_words_stay_as_a_draft(mara: Person, stranger: Actor) -> None:
    article = published()
    unpublish(texts(article)["en"], by=actor(mara))
    assert not published_for(stranger).exists()
    assert texts(article)["en"].draft.title == PRINTER.title


def test_nothing_is_published_twice(mara: Person) -> None:
    article = published()
    with pytest.raises(NothingToPublish):
        publish(texts(article)["en"], by=actor(mara))
    with pytest.raises(EmptyArticle):
        publish(texts(written(en=Words("Only a title")))["en"], by=actor(mara))


def test_readers_get_their_language_or_the_other() -> None:
    both, english = published(en=PRINTER, de=DRUCKER), published()
    rows = {each.id: each for each in in_language(list(published_for(ANONYMOUS)), "de")}
    assert rows[both.pk].title == DRUCKER.title
    assert rows[english.pk].title == PRINTER.title


def test_a_further_language_begins_once(anna: Person, boris: Person) -> None:
    article = published()
    add_language(article, "de", DRUCKER, by=actor(anna))
    with pytest.raises(StaleText):
        add_language(article, "de", Words("Anders"), by=actor(boris))
    assert texts(article)["de"].draft.title == DRUCKER.title
    discard_draft(texts(article)["de"], by=actor(anna))
    assert list(ArticleText.objects.filter(article=article).values_list("language", flat=True)) == ["en"]


def test_pressing_twice_makes_one(anna: Person) -> None:
    new = NewArticle({"en": PRINTER}, key="key-of-this-form")
    assert create_article(new, by=actor(anna)) == create_article(new, by=actor(anna))


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.PUBLIC, {"stranger", "kim", "sam", "mallory", "clara"}),
        (Visibility.CUSTOMERS, {"kim", "sam", "mallory", "clara"}),
        (Visibility.ORGANISATIONS, {"kim"}),
        (Visibility.STAFF, set()),
    ],
)
def test_who_is_offered_an_article(
    visibility: Visibility, readers: set[str], nordlicht: Organisation, request: Any
) -> None:
    article = published(visibility)
    ArticleOrganisation.objects.create(article=article, organisation=nordlicht)
    actors = {name: actor(request.getfixturevalue(name)) for name in ("kim", "sam", "mallory", "clara")}
    actors["stranger"] = ANONYMOUS
    offered = {name for name, who in actors.items() if Article.objects.offered_to(who).exists()}
    assert offered == readers
    assert article in Article.objects.visible_to(actors["clara"])
    assert article in Article.objects.visible_to(SYSTEM)


def test_who_left_the_organisation_reads_its_articles_no_more(kim: Person, nordlicht: Organisation) -> None:
    article = published(Visibility.ORGANISATIONS)
    ArticleOrganisation.objects.create(article=article, organisation=nordlicht)
    kim.memberships.update(ended_on="2026-01-31")
    assert not Article.objects.visible_to(actor(kim)).exists()
