"""Programs and the knowledge base: what is being written stays with us, what is published goes to whom it is for."""

from __future__ import annotations

import pytest

from candor.knowledge.actions.feedback import Given, give_feedback
from candor.knowledge.models import ArticleText, Visibility
from candor.knowledge.tests.stories import DRUCKER, PRINTER, published
from candor.people.models import Organisation, Person
from candor.people.scopes import Scope
from tests.api.programs import Program, problem

pytestmark = [pytest.mark.django_db, pytest.mark.db]

WORDS = {"language": "en", "title": "Replace the drum", "body": "Open **the lid** first."}


def test_an_article_is_written_published_found_and_withdrawn(anna: Person, mara: Person, kim: Person) -> None:
    writer, keeper, reader = Program(anna), Program(mara), Program(kim)
    made = writer.post("articles", WORDS)
    assert made.status_code == 201, made.content
    address = made.headers["Location"]
    assert (reader.get(address).status_code, reader.get("articles").json()["items"]) == (404, []), "a draft is ours"

    text = f"{address}/texts/en"
    read = writer.get(text)
    assert (read.json()["state"], read.json()["draft"]["title"]) == ("draft", "Replace the drum")
    assert problem(writer.post(f"{text}/publication", {}, if_match=read.headers["ETag"])) == "scope"
    answer = keeper.post(f"{text}/publication", {"what_changed": "New."}, if_match=read.headers["ETag"])
    assert (answer.json()["state"], answer.json()["number"]) == ("published", 1)

    shown = reader.get(address).json()
    assert [each["published"]["title"] for each in shown["texts"]] == ["Replace the drum"]
    assert {"visibility", "owner", "version"}.isdisjoint(shown), "how we keep it is not for customers"
    assert "draft" not in shown["texts"][0]
    found = reader.get("articles?q=How do I replace a drum?").json()["items"]
    assert [(each["title"], each["languages"]) for each in found] == [("Replace the drum", ["en"])]

    etag = keeper.get(text).headers["ETag"]
    withdrawn = keeper.post(f"{text}/withdrawal", if_match=etag)
    assert withdrawn.json()["draft"]["body"] == WORDS["body"], "the words stay, as a draft"
    assert reader.get(address).status_code == 404


def test_of_two_programs_that_write_one_draft_the_second_reads_again(anna: Person, boris: Person) -> None:
    article = published()
    text = f"articles/{article.ref}/texts/en"
    first, second = Program(anna), Program(boris)
    etag = first.get(text).headers["ETag"]
    assert first.send("PUT", f"{text}/draft", {"title": "Mine"}, if_match=etag).status_code == 200
    late = second.send("PUT", f"{text}/draft", {"title": "Theirs"}, if_match=etag)
    assert (late.status_code, problem(late)) == (412, "stale")
    assert ArticleText.objects.get(article=article).draft.title == "Mine"
    again = second.post(f"articles/{article.ref}/texts", {"language": "en", "title": "x"})
    assert problem(again) == "stale", "the language is there already"


def test_an_article_for_an_organisation_is_for_its_members_alone(
    mara: Person, kim: Person, sam: Person, nordlicht: Organisation
) -> None:
    article, keeper = published(de=DRUCKER, en=PRINTER), Program(mara)
    address = f"articles/{article.ref}"
    etag = keeper.get(address).headers["ETag"]
    wanted = {"visibility": "organisations", "organisations": [nordlicht.ref], "review_on": "2037-05-04"}
    settled = keeper.patch(address, wanted, if_match=etag)
    assert settled.status_code == 200, settled.content
    assert [each["name"] for each in settled.json()["organisations"]] == [nordlicht.name]
    assert Program(sam).get(address).status_code == 404
    theirs = Program(kim).get("articles?language=de").json()["items"]
    assert [(each["title"], each["language"]) for each in theirs] == [("Drucker einrichten", "de")]
    nobody = keeper.patch(address, {"organisations": ["0" * 16]}, if_match=settled.headers["ETag"])
    assert [error["field"] for error in nobody.json()["errors"]] == ["organisations"]


def test_a_list_of_articles_is_read_to_its_end_by_category_and_readers(mara: Person) -> None:
    keeper = Program(mara)
    shelf = keeper.post("article-categories", {"en": {"name": "Printing"}}).json()["ref"]
    inside = {keeper.post("articles", {**WORDS, "category": shelf}).json()["ref"] for _ in range(3)}
    published(Visibility.STAFF)
    seen, cursor = set(), ""
    while cursor is not None:
        page = keeper.get(f"articles?category={shelf}&limit=2&cursor={cursor}").json()
        assert seen.isdisjoint(each["ref"] for each in page["items"])
        seen |= {each["ref"] for each in page["items"]}
        cursor = page["next"]
    assert seen == inside
    assert [each["visibility"] for each in keeper.get("articles?visibility=staff").json()["items"]] == ["staff"]


def test_figures_are_for_readers_of_ours_and_words_for_writers(anna: Person, kim: Person) -> None:
    article = published()
    give_feedback(article.texts.get(), Given(has_helped=False, version_number=1, words="No picture."))
    address = f"articles/{article.ref}/feedback"
    told = Program(anna).get(address).json()["items"][0]
    assert (told["helped"], told["did_not_help"]) == (0, 1)
    assert [each["words"] for each in told["latest"]] == ["No picture."]
    reading = Program(anna, [Scope.ARTICLES_READ]).get(address).json()["items"][0]
    assert (reading["did_not_help"], reading["latest"]) == (1, [])
    assert Program(kim).get(address).status_code == 404
