"""The help centre as visitors and customers read it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client

from candor.kernel import clock, search
from candor.kernel.files import store_file
from candor.knowledge.actions.writing import Words
from candor.knowledge.models import (
    Article,
    ArticleCategory,
    ArticleCategoryName,
    ArticleFile,
    ArticleOrganisation,
    ArticleText,
    Visibility,
)
from candor.knowledge.tests.stories import DRUCKER, PRINTER, published, written
from candor.people.models import Organisation, Person
from tests.cast import signed_in

pytestmark = pytest.mark.django_db

LONG = Words("Every way to print", "", "# First\n\nOne\n\n## Second\n\nTwo\n\n## Third\n\nThree")


@pytest.fixture(autouse=True)
def _index(db: None) -> None:
    search.prepare()


def shelf(name: str, parent: ArticleCategory | None = None) -> ArticleCategory:
    row = ArticleCategory.objects.create(parent=parent)
    ArticleCategoryName.objects.create(category=row, language="en", name=name)
    return row


def test_the_first_page_shows_shelves_with_articles_and_sets_no_cookie(client: Client) -> None:
    printing, below = shelf("Printing"), None
    below = shelf("Labels", printing)
    empty = shelf("Nothing here")
    Article.objects.filter(pk=published().pk).update(category=printing)
    Article.objects.filter(pk=published(en=Words("Print labels", "", "Text")).pk).update(category=below)
    answer = client.get("/help/")
    page = answer.content.decode()
    assert "Set up a printer" in page
    assert "Labels" in page
    assert str(empty) not in page
    assert not answer.cookies
    assert 'href="/help/"' in page.partition("<footer")[2], "the foot of every public page leads there too"


def test_the_ten_that_come_first_are_those_with_a_place_and_those_that_helped(client: Client) -> None:
    placed, helped, staff_only = published(), published(en=Words("It helped", "", "x")), published(Visibility.STAFF)
    Article.objects.filter(pk=placed.pk).update(top_position=1)
    ArticleText.objects.filter(article__in=[helped, staff_only]).update(helped_count=5)
    page = client.get("/help/").content.decode()
    first = page.partition("Read first")[2]
    assert 0 < first.index("Set up a printer") < first.index("It helped")
    assert first.count("Set up a printer") == 1


def test_a_category_is_read_page_by_page(client: Client) -> None:
    printing = shelf("Printing")
    for number in range(23):
        with clock.later(seconds=number):
            article = published(en=Words(f"Title {number:02}", "", "Text"))
        Article.objects.filter(pk=article.pk).update(category=printing)
    first = client.get(f"/help/categories/{printing.ref}/").content.decode()
    assert ("Title 22" in first, "Title 03" in first, "Title 02" in first) == (True, True, False)
    last = Article.objects.order_by("-changed_at", "-id")[19]
    second = client.get(f"/help/categories/{printing.ref}/?after={last.ref}").content.decode()
    assert ("Title 03" in second, "Title 02" in second, "Title 00" in second) == (False, True, True)


def test_an_article_comes_in_the_readers_language_or_says_that_it_does_not(client: Client) -> None:
    both, english = published(en=PRINTER, de=DRUCKER), published()
    german = {"Accept-Language": "de"}
    page = client.get(f"/help/articles/{both.ref}/", headers=german).content.decode()
    assert "Drucker einrichten" in page
    assert f'hreflang="en" href="{settings.INSTANCE.base_url}/help/articles/{both.ref}/?language=en"' in page
    other = client.get(f"/help/articles/{english.ref}/", headers=german).content.decode()
    assert "Set up a printer" in other
    assert "nur auf Englisch" in other
    assert f'rel="canonical" href="{settings.INSTANCE.base_url}/help/articles/{english.ref}/?language=en"' in other


def test_a_list_names_the_language_of_what_is_not_in_the_readers(client: Client) -> None:
    published(en=PRINTER)
    Article.objects.update(top_position=1)
    page = client.get("/help/", headers={"Accept-Language": "de"}).content.decode()
    assert "Set up a printer" in page
    assert ">English<" in page, "the language by its name, not by its code"


def test_a_long_article_begins_with_its_contents(client: Client) -> None:
    page = client.get(f"/help/articles/{published(en=LONG).ref}/").content.decode()
    assert '<a href="#part-2" dir="auto">Second</a>' in page
    assert '<h3 id="part-2">Second</h3>' in page


@pytest.mark.parametrize("visibility", [Visibility.CUSTOMERS, Visibility.ORGANISATIONS, Visibility.STAFF])
def test_what_is_not_public_does_not_exist_on_the_public_site(
    client: Client, mara: Person, visibility: Visibility
) -> None:
    article = published(visibility)
    for browser in (client, signed_in(mara)):
        answer = browser.get(f"/help/articles/{article.ref}/")
        nothing = browser.get("/help/articles/0123456789abcdef/")
        assert (answer.status_code, nothing.status_code) == (404, 404)
        assert "Set up a printer" not in browser.get("/help/search/?q=printer").content.decode()


def test_a_draft_and_what_lies_in_the_bin_do_not_exist(client: Client) -> None:
    binned = published()
    Article.objects.filter(pk=binned.pk).update(binned_at=clock.now())
    for article in (written(), binned):
        assert client.get(f"/help/articles/{article.ref}/").status_code == 404
        assert client.post(f"/help/articles/{article.ref}/feedback/", {"helped": "yes"}).status_code == 404


def test_an_organisations_article_is_its_members_alone(kim: Person, sam: Person, nordlicht: Organisation) -> None:
    article = published(Visibility.ORGANISATIONS)
    ArticleOrganisation.objects.create(article=article, organisation=nordlicht)
    assert signed_in(kim).get(f"/customer/help/articles/{article.ref}/").status_code == 200
    assert signed_in(sam).get(f"/customer/help/articles/{article.ref}/").status_code == 404


def test_files_go_with_their_article(client: Client, kim: Person) -> None:
    article = published(Visibility.CUSTOMERS)
    file = store_file("files", "dialog.txt", "text/plain", [b"Press OK"])
    ArticleFile.objects.create(article=article, file=file, created_at=clock.now())
    assert client.get(f"/help/files/{file.ref}/").status_code == 404
    answer = signed_in(kim).get(f"/customer/help/files/{file.ref}/")
    assert b"".join(answer.streaming_content) == b"Press OK"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_frequent_questions_stand_on_one_page(client: Client) -> None:
    asked = published()
    Article.objects.filter(pk=asked.pk).update(is_faq=True)
    published(en=Words("Not asked", "", "x"))
    page = client.get("/help/questions/").content.decode()
    assert "<strong>Settings</strong>" in page
    assert "Not asked" not in page


class Seen(HTMLParser):
    """What a browser makes of some markup: the tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


HOSTILE = """<script>alert(1)</script> <img src=x onerror=alert(1)>

[press](javascript:alert(1)) [data](data:text/html,x) ![elsewhere](https://tracker.example/x.png)

<a href="x" onclick="alert(1)">x</a> [ok](https://candor.example "t\\" onmouseover=\\"alert(1)")
"""


def test_hostile_words_of_an_article_do_nothing(client: Client) -> None:
    page = client.get(f"/help/articles/{published(en=Words('<b>x</b>', '<i>', HOSTILE)).ref}/").content.decode()
    body = page.partition('<div class="prose"')[2].partition("</article>")[0]
    seen = Seen()
    seen.feed(body)
    assert not {"script", "b", "i"} & {tag for tag, _attributes in seen.tags}
    names = {name for _tag, attributes in seen.tags for name in attributes}
    assert not [name for name in names if name.startswith("on")]
    assert {attributes["src"] for tag, attributes in seen.tags if tag == "img"} <= {""}
    addresses = [attributes["href"] for tag, attributes in seen.tags if tag == "a"]
    assert addresses == ["https://candor.example"]
    assert '<h1 dir="auto">&lt;b&gt;' in page
