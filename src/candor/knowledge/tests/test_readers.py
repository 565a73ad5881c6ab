"""What readers tell us: whether an article helped, what they looked for in vain, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.kernel import clock, search
from candor.kernel.models import AuditFact
from candor.knowledge.actions.feedback import WORDS_KEPT, Given, give_feedback
from candor.knowledge.actions.missed import MISSED_KEPT, note_missed
from candor.knowledge.models import Article, ArticleFeedback, ArticleText, MissedSearch, Visibility
from candor.knowledge.queries.missed import most_missed
from candor.knowledge.rules.missed import LONGEST, MOST_DIGITS, worth_noting
from candor.knowledge.tasks import forget_readers_words
from candor.knowledge.tests.stories import published
from candor.people.models import Person
from candor.ui.public import Stamp
from tests.cast import actor, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index(db: None) -> None:
    search.prepare()


def says(client: Client, article: Article, helped: str = "yes", face: str = "", **more: Any) -> Any:
    form = {"helped": helped, "stamp": str(Stamp.new()), "number": "1", **more}
    return client.post(f"{face}/help/articles/{article.ref}/feedback/", form)


def test_a_visitor_says_that_it_helped_without_a_cookie(client: Client) -> None:
    article = published()
    answer = says(client, article)
    assert (answer.status_code, dict(answer.cookies)) == (303, {})
    assert "Thank you" in client.get(answer["Location"]).content.decode()
    text = ArticleText.objects.get(article=article)
    assert (text.helped_count, text.did_not_help_count) == (1, 0)


def test_the_same_form_twice_counts_once(client: Client) -> None:
    article, stamp = published(), str(Stamp.new())
    for _press in range(2):
        says(client, article, "no", stamp=stamp, words="A picture is missing.")
    assert ArticleText.objects.get(article=article).did_not_help_count == 1
    assert ArticleFeedback.objects.get().words == "A picture is missing."


def test_one_network_is_counted_a_few_times_and_its_words_come_back(client: Client) -> None:
    article = published()
    with clock.at(clock.now().replace(minute=30, second=0, microsecond=0)):
        answers = [says(client, article, words="Again") for _time in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert "Again" in answers[-1].content.decode()
    assert ArticleText.objects.get(article=article).helped_count == 5


def test_who_has_signed_in_is_counted_once_a_day_and_named_nowhere(kim: Person) -> None:
    article = published(Visibility.CUSTOMERS)
    with clock.at(clock.now().replace(hour=12, minute=30)):
        browser = signed_in(kim)
        answers = [says(browser, article, face="/customer").status_code for _time in range(2)]
    assert answers == [303, 429]
    fact = AuditFact.objects.filter(name="knowledge.feedback.given").get()
    assert fact.actor_id is None


@pytest.mark.parametrize(
    "form", [{"helped": "perhaps"}, {"helped": ""}, {"stamp": "made up"}, {"stamp": ""}, {"website": "https://spam"}]
)
def test_what_no_reader_sends_is_not_counted(client: Client, form: dict[str, str]) -> None:
    article = published()
    answer = client.post(
        f"/help/articles/{article.ref}/feedback/",
        {"helped": "yes", "stamp": str(Stamp.new()), "number": "1", "words": "Kept", **form},
    )
    assert answer.status_code == 422
    assert "Kept" in answer.content.decode()
    assert not ArticleFeedback.objects.exists()


def test_writers_read_the_words_settle_them_and_take_them_away(anna: Person, clara: Person) -> None:
    text = ArticleText.objects.get(article=published())
    for words in ("Ask Kim Jansen.", "Too short.", ""):
        give_feedback(text, Given(has_helped=False, version_number=1, words=words))
    browser = signed_in(anna)
    of_article = browser.get(f"/tech/articles/{text.article.ref}/").content.decode()
    assert "<dt>English</dt>" in of_article, "a language is called by its name"
    page = browser.get("/tech/article-feedback/").content.decode()
    assert ("Ask Kim Jansen." in page, "Too short." in page, page.count("It did not help")) == (True, True, 2)
    named, short = (ArticleFeedback.objects.get(words=words) for words in ("Ask Kim Jansen.", "Too short."))
    browser.post(f"/tech/article-feedback/{named.ref}/removal/")
    browser.post(f"/tech/article-feedback/{short.ref}/settling/")
    named.refresh_from_db()
    assert named.words == ""
    assert "No words wait" in browser.get("/tech/article-feedback/").content.decode()
    assert signed_in(clara).get("/tech/article-feedback/").status_code == 404


def test_what_is_looked_for_in_vain_is_counted_by_the_day(client: Client, anna: Person) -> None:
    published()
    for question in ("Label  Printer Offline", "label printer offline", "set up a printer"):
        client.get("/help/search/", {"q": question}, headers={"Accept-Language": "en"})
    with clock.later(days=1):
        client.get("/help/search/?q=zzqx")
        client.get("/help/search/?q=zzqx", headers={"HX-Request": "true"})
        client.post("/help/search/missed/", {"q": "zzqx"})
        found = [(row.text, row.times) for row in most_missed(actor(anna))]
    assert ("zzqx", 2) in found
    assert all(text != "set up a printer" for text, _times in found)


def test_an_article_about_it_is_begun_once(anna: Person) -> None:
    note_missed("labels for bottles", "en")
    row, browser = MissedSearch.objects.get(), signed_in(anna)
    assert "labels for bottles" in browser.get("/tech/article-searches/").content.decode()
    for _press in range(2):
        browser.post(f"/tech/article-searches/{row.pk}/article/")
    assert ArticleText.objects.get().draft.title == "Labels for bottles"
    assert "Everything was found" in browser.get("/tech/article-searches/").content.decode()


def test_settled_words_come_back_when_somebody_looks_again(anna: Person) -> None:
    note_missed("labels", "en")
    signed_in(anna).post(f"/tech/article-searches/{MissedSearch.objects.get().pk}/settling/")
    assert not most_missed(actor(anna))
    with clock.later(days=1):
        note_missed("labels", "en")
        assert [row.times for row in most_missed(actor(anna))] == [1]


def test_both_end_by_themselves() -> None:
    text = ArticleText.objects.get(article=published())
    give_feedback(text, Given(has_helped=True, version_number=1, words="Good."))
    note_missed("labels", "en")
    with clock.later(seconds=(MISSED_KEPT + timedelta(days=2)).total_seconds()):
        forget_readers_words()
        assert (MissedSearch.objects.exists(), ArticleFeedback.objects.exists()) == (False, True)
    with clock.later(seconds=(WORDS_KEPT + timedelta(days=2)).total_seconds()):
        forget_readers_words()
    text.refresh_from_db()
    assert (ArticleFeedback.objects.exists(), text.helped_count) == (False, 1)


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("  Printer   OFFLINE ", "printer offline"),
        ("mail from kim@nordlicht.example lost", "mail from lost"),
        ("call +49 431 5550100 back", "call back"),
        ("invoice RE-2026-00417", "invoice"),
        ("windows 11 error 404", "windows 11 error 404"),
        ("https://portal.example/?id=7 broken", "broken"),
        ("DE89 3704 0044 0532 0130 00", ""),
        ("???", ""),
        ("x", ""),
    ],
)
def test_what_may_be_somebodys_is_not_kept(question: str, kept: str) -> None:
    assert worth_noting(question) == kept


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_nothing_that_could_reach_somebody_is_ever_kept(question: str) -> None:
    kept = worth_noting(question)
    assert len(kept) <= LONGEST
    assert "@" not in kept
    assert all(sum(letter.isdigit() for letter in word) <= MOST_DIGITS for word in kept.split())


def test_hostile_questions_find_nothing_and_break_nothing(client: Client) -> None:
    published()
    for question in ("\x00", '"', "a" * 5_000, "%_'; DROP TABLE", "<script>alert(1)</script>", "(((", "ü" * 300, "🖨️"):
        answer = client.get("/help/search/", {"q": question})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


def test_a_network_that_searches_too_often_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("candor.knowledge.views.reading.MOST_SEARCHES", 2)
    with clock.at(clock.now().replace(minute=5, second=0, microsecond=0)):
        statuses = [client.get("/help/search/?q=printer").status_code for _time in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get("/help/").status_code == 200
