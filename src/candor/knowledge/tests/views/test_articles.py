"""The pages on which staff write, publish and keep articles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from candor.kernel import clock, search
from candor.kernel.actor import SYSTEM
from candor.kernel.files import has_bytes
from candor.knowledge.actions.categories import CategoryDetails, create_category
from candor.knowledge.actions.settling import move_to_bin, restore_article
from candor.knowledge.actions.writing import Words, save_draft
from candor.knowledge.models import Article, ArticleCategory, ArticleFile, Visibility
from candor.knowledge.queries.reading import published_for
from candor.knowledge.queries.seeking import search_articles
from candor.knowledge.tasks import bin_should_be_emptied, empty_bin, remind_of_reviews, reviews_should_be_told
from candor.knowledge.tests.stories import DRUCKER, PRINTER, published, texts, written
from candor.mail.models import OutboxMessage
from candor.people.models import Organisation, Person
from tests.cast import actor, signed_in

pytestmark = pytest.mark.django_db

SETTINGS = {"category": "", "visibility": "public", "organisations": "", "owner": "", "review_on": "", "version": ""}


def page(name: str, *parts: Any) -> str:
    return reverse(f"tech:{name}", args=parts)


def test_a_technician_writes_and_a_manager_publishes(anna: Person, mara: Person, kim: Person) -> None:
    form = {
        "language": "en",
        "category": "",
        "title": "Paper jam",
        "summary": "",
        "body": "## Open it",
        "key": "k" * 12,
    }
    assert signed_in(anna).post(page("new-article"), form).status_code == 303
    article = Article.objects.get()
    written_page = page("article-text", article.ref, "en")
    assert "Somebody with the right to publish" in signed_in(anna).get(written_page).content.decode()
    assert signed_in(anna).post(page("article-publish", article.ref, "en")).status_code == 404
    assert not published_for(actor(kim)).exists()
    shown = signed_in(mara).get(written_page).content.decode()
    assert "<h3>Open it</h3>" in shown
    assert "Publish the saved draft" in shown
    signed_in(mara).post(page("article-publish", article.ref, "en"), {"what_changed": "First"})
    assert published_for(actor(kim)).get() == article


def test_of_two_writers_the_second_sees_both_texts(anna: Person, boris: Person) -> None:
    article = written()
    seen = texts(article)["en"].revision
    save_draft(texts(article)["en"], Words("Anna's title", "", "Anna's words"), by=actor(anna))
    form = {"title": "Boris's title", "summary": "", "body": "Boris's words", "revision": seen}
    answer = signed_in(boris).post(page("article-text", article.ref, "en"), form)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Anna&#39;s words" in shown
    assert "Boris&#39;s words" in shown
    assert texts(article)["en"].draft.title == "Anna's title"
    again = {**form, "revision": texts(article)["en"].revision}
    assert signed_in(boris).post(page("article-text", article.ref, "en"), again).status_code == 303
    assert texts(article)["en"].draft.title == "Boris's title"


def test_what_changed_is_shown_and_brought_back(mara: Person) -> None:
    article = published()
    browser = signed_in(mara)
    save_draft(texts(article)["en"], Words(PRINTER.title, PRINTER.summary, "Open *Preferences*."), by=actor(mara))
    browser.post(page("article-publish", article.ref, "en"), {"what_changed": "New menu"})
    listed = browser.get(page("article-versions", article.ref, "en")).content.decode()
    assert "New menu" in listed
    assert "Version 1" in listed
    shown = browser.get(page("article-version", article.ref, "en", 2)).content.decode()
    assert "<ins><strong>Preferences</strong></ins>" in shown
    browser.post(page("article-version-restore", article.ref, "en", 1))
    assert texts(article)["en"].draft.body == PRINTER.body


def test_the_preview_takes_no_script_and_no_foreign_picture(anna: Person) -> None:
    body = "<script>alert(1)</script> [x](javascript:alert(1)) ![spy](https://elsewhere.example/p.png) **bold**"
    answer = signed_in(anna).post(page("article-preview"), {"body": body}, headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert "<strong>bold</strong>" in shown
    assert "&lt;script&gt;" in shown
    assert "elsewhere.example" not in shown
    assert 'href="javascript' not in shown
    assert "<script" not in shown


def test_settings_decide_who_reads(mara: Person, kim: Person, sam: Person, nordlicht: Organisation) -> None:
    article = published()
    form = {**SETTINGS, "visibility": "organisations", "organisations": nordlicht.name, "top_position": "1"}
    answer = signed_in(mara).post(page("article-settle", article.ref), {**form, "version": article.version})
    assert answer.status_code == 303
    assert [found.article.id for found in search_articles(actor(kim), "printer", "en")] == [article.pk]
    assert search_articles(actor(sam), "printer", "en") == []
    stale = signed_in(mara).post(page("article-settle", article.ref), {**SETTINGS, "version": article.version})
    assert stale.status_code == 409
    article.refresh_from_db()
    assert article.visibility == Visibility.ORGANISATIONS


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("organisations", "Nobody & Sons", "There is no organisation"),
        ("visibility", "organisations", "Name at least one organisation"),
        ("top_position", "11", "10"),
        ("review_on", "yesterday", "date"),
    ],
)
def test_settings_that_cannot_be_are_told(mara: Person, field: str, value: str, told: str) -> None:
    article = published()
    answer = signed_in(mara).post(page("article-settle", article.ref), {**SETTINGS, field: value})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_the_list_shows_what_is_to_be_done(anna: Person) -> None:
    both, draft = published(en=PRINTER, de=DRUCKER), written(en=Words("Paper jam", "", "Open the lid."))
    category = create_category(CategoryDetails({"en": ("Printing", ""), "de": ("Drucken", "")}), by=SYSTEM)
    Article.objects.filter(pk=both.pk).update(category=category, review_on=clock.now().date())
    search.index_pending()
    browser = signed_in(anna)

    def listed(**asked: str) -> set[str]:
        shown = browser.get(page("articles"), asked).content.decode()
        return {ref for ref in (both.ref, draft.ref) if ref in shown}

    assert listed() == {both.ref, draft.ref}
    assert listed(show="drafts") == {draft.ref}
    assert listed(show="lacks-de") == {draft.ref}
    assert listed(show="review") == {both.ref}
    assert listed(category=category.ref) == {both.ref}
    assert listed(q="lid") == {draft.ref}
    assert listed(q="?!") == set()
    move_to_bin(draft, by=SYSTEM)
    assert listed(show="bin") == {draft.ref}
    assert listed() == {both.ref}


def test_the_list_goes_on_where_the_page_before_ended(anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("candor.knowledge.queries.listing.ROWS", 2)
    made = [written(en=Words(f"Article {number}")) for number in range(3)]
    first = signed_in(anna).get(page("articles")).content.decode()
    assert made[2].ref in first
    assert made[1].ref in first
    assert made[0].ref not in first.replace(f"after={made[0].ref}", "")
    second = signed_in(anna).get(page("articles"), {"after": made[1].ref}).content.decode()
    assert made[0].ref in second
    assert made[2].ref not in second


def test_who_reads_only_gets_no_button_to_write(clara: Person, kim: Person) -> None:
    article = published()
    shown = signed_in(clara).get(page("article", article.ref)).content.decode()
    assert PRINTER.title in shown
    assert "Move to bin" not in shown
    assert "Send files" not in shown
    assert signed_in(clara).get(page("article-text", article.ref, "en")).status_code == 404
    assert signed_in(kim).get(page("article", article.ref)).status_code == 404


def test_a_binned_article_is_found_by_nobody_and_comes_back_whole(mara: Person, kim: Person) -> None:
    article = published()
    signed_in(mara).post(page("article-bin", article.ref))
    assert search_articles(actor(kim), "printer", "en") == []
    assert not published_for(actor(kim)).exists()
    signed_in(mara).post(page("article-restore", article.ref))
    assert [found.article.id for found in search_articles(actor(kim), "printer", "en")] == [article.pk]


def test_after_thirty_days_it_goes_with_its_files(anna: Person, mara: Person) -> None:
    article = published()
    upload = {"files": SimpleUploadedFile("menu.txt", b"menu", "text/plain")}
    signed_in(anna).post(page("article-files", article.ref), upload)
    held = ArticleFile.objects.select_related("file").get()
    assert b"".join(signed_in(anna).get(page("article-file", held.file.ref)).streaming_content) == b"menu"
    move_to_bin(article, by=actor(mara))
    with clock.later(days=29):
        assert not bin_should_be_emptied()
    with clock.later(days=31):
        empty_bin()
        empty_bin()
    assert not Article.objects.exists()
    assert not ArticleFile.objects.exists()


def test_a_file_taken_away_is_gone(anna: Person, django_capture_on_commit_callbacks: Any) -> None:
    article = published()
    signed_in(anna).post(page("article-files", article.ref), {"files": SimpleUploadedFile("a.txt", b"a", "text/plain")})
    held = ArticleFile.objects.select_related("file").get()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(anna).post(page("article-file-remove", held.file.ref))
    assert not ArticleFile.objects.exists()
    assert not has_bytes(held.file.storage_key)


def test_the_keeper_is_told_once_that_an_article_is_due(anna: Person) -> None:
    article = published(en=PRINTER, de=DRUCKER)
    Article.objects.filter(pk=article.pk).update(owner=anna, review_on=clock.now().date() - timedelta(days=1))
    assert reviews_should_be_told()
    remind_of_reviews()
    remind_of_reviews()
    assert OutboxMessage.objects.count() == 1
    assert not reviews_should_be_told()
    Article.objects.filter(pk=article.pk).update(review_on=clock.now().date())
    assert reviews_should_be_told()


def test_categories_have_an_order_and_two_levels(mara: Person) -> None:
    browser = signed_in(mara)

    def make(name: str, parent: str = "") -> Any:
        return browser.post(page("article-categories"), {"name_en": name, "name_de": "", "parent": parent})

    assert [make("Printing").status_code, make("Mail").status_code, make("Mail").status_code] == [303, 303, 303]
    printing, mail = ArticleCategory.objects.in_order()
    assert make("Paper", printing.ref).status_code == 303
    below = ArticleCategory.objects.get(parent=printing)
    assert make("Thick paper", below.ref).status_code == 422
    browser.post(page("article-category-raise", mail.ref))
    assert list(ArticleCategory.objects.filter(parent=None).in_order()) == [mail, printing]
    form = {"name_en": "Post", "name_de": "Post", "parent": "", "version": "0"}
    assert browser.post(page("article-category", mail.ref), form).status_code == 303
    assert browser.post(page("article-category", mail.ref), form).status_code == 409
    browser.post(page("article-category-archive", printing.ref))
    assert not ArticleCategory.objects.active().filter(pk__in=[printing.pk, below.pk]).exists()
    browser.post(page("article-category-restore", below.ref))
    assert ArticleCategory.objects.active().filter(pk__in=[printing.pk, below.pk]).count() == 2


def test_restoring_twice_changes_nothing() -> None:
    article = published()
    restore_article(article, by=SYSTEM)
    article.refresh_from_db()
    assert article.binned_at is None
