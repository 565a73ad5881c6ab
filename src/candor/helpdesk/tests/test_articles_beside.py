"""Articles beside a case: while a customer writes it, while we answer it, and one made of its solution."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from candor.helpdesk.actions.writing import NewMessage, send_reply
from candor.helpdesk.models import Draft, Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.helpdesk.tests.test_contact import filled_in
from candor.kernel import search
from candor.knowledge.models import Article, ArticleFeedback, ArticleOrganisation, ArticleText, Visibility
from candor.knowledge.tests.stories import published
from candor.people.models import Organisation, Person
from tests.cast import actor, signed_in

pytestmark = pytest.mark.django_db

PRINTING = {"subject": "Set up the printer", "text": "How do I set up my printer?", "body": "How do I set it up?"}


@pytest.fixture(autouse=True)
def _index(db: None) -> None:
    search.prepare()


def test_a_visitor_is_shown_what_may_answer_it(client: Client) -> None:
    published()
    published(Visibility.CUSTOMERS)
    answer = client.post("/contact/suggestions/", PRINTING, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.count("Set up a printer</a>") == 1
    assert "<html" not in page
    assert not answer.cookies


def test_a_form_that_comes_back_shows_them_without_a_script(client: Client) -> None:
    article = published()
    answer = client.post("/contact/", filled_in(subject="Set up the printer", email="not an address"))
    assert answer.status_code == 422
    assert f"/help/articles/{article.ref}/" in answer.content.decode()


def test_who_found_the_answer_sends_nothing_and_it_helped_once(client: Client) -> None:
    article = published()
    form = filled_in(solved_by=article.ref)
    for _press in range(2):
        assert client.post("/contact/solved/", form)["Location"] == "/contact/not-sent/"
    assert not Ticket.objects.exists()
    assert ArticleText.objects.get(article=article).helped_count == 1
    assert ArticleFeedback.objects.get().words == ""


def test_a_customer_finds_the_articles_of_their_organisation(kim: Person, sam: Person, nordlicht: Organisation) -> None:
    article = published(Visibility.ORGANISATIONS)
    ArticleOrganisation.objects.create(article=article, organisation=nordlicht)
    for person, is_shown in ((kim, True), (sam, False)):
        page = signed_in(person).post("/customer/cases/new/suggestions/", PRINTING).content.decode()
        assert (f"/customer/help/articles/{article.ref}/" in page) is is_shown


def test_a_customer_who_found_it_keeps_no_draft(kim: Person) -> None:
    article, browser = published(), signed_in(kim)
    browser.post("/customer/cases/new/draft/", {"body": "How do I set it up?"})
    browser.post("/customer/cases/new/solved/", {"solved_by": article.ref, "key": "key-of-this-form"})
    assert not Draft.objects.exists()
    assert ArticleText.objects.get(article=article).helped_count == 1


def test_nobody_counts_an_article_that_they_may_not_read(client: Client) -> None:
    hidden = published(Visibility.STAFF)
    client.post("/contact/solved/", filled_in(solved_by=hidden.ref))
    assert ArticleText.objects.get(article=hidden).helped_count == 0


@pytest.mark.parametrize(
    ("visibility", "face"),
    [(Visibility.PUBLIC, ""), (Visibility.CUSTOMERS, "/customer"), (Visibility.STAFF, None)],
)
def test_a_link_goes_where_the_customer_may_read(
    anna: Person, kim: Person, visibility: Visibility, face: str | None
) -> None:
    article, ticket = published(visibility), ticket_of(kim, "Set up the printer")
    browser = signed_in(anna)
    panel = browser.get(f"/tech/cases/{ticket.ref}/articles/").content.decode()
    assert "Set up a printer" in panel
    address = f"/tech/cases/{ticket.ref}/articles/link/"
    answer = browser.post(address, {"article": article.ref}, headers={"X-Insert": "1"})
    if face is None:
        assert "Insert link" not in panel
        assert answer.status_code == 422
        return
    link = f"{settings.INSTANCE.base_url}{face}/help/articles/{article.ref}/"
    assert answer.content.decode() == f"Set up a printer\n{link}"
    browser.post(address, {"article": article.ref})
    assert Draft.objects.get().text == f"Set up a printer\n{link}"


def test_another_organisations_article_is_never_linked(anna: Person, sam: Person, nordlicht: Organisation) -> None:
    article, ticket = published(Visibility.ORGANISATIONS), ticket_of(sam, "Set up the printer")
    ArticleOrganisation.objects.create(article=article, organisation=nordlicht)
    browser = signed_in(anna)
    assert "Not for this customer" in browser.get(f"/tech/cases/{ticket.ref}/articles/").content.decode()
    answer = browser.post(
        f"/tech/cases/{ticket.ref}/articles/link/", {"article": article.ref}, headers={"X-Insert": "1"}
    )
    assert answer.status_code == 422


def test_an_article_is_made_of_the_solution(anna: Person, clara: Person, kim: Person) -> None:
    ticket = ticket_of(kim, "Set up the printer")
    send_reply(ticket, NewMessage("Open the settings, Kim."), by=actor(anna))
    browser, address = signed_in(anna), f"/tech/cases/{ticket.ref}/articles/new/"
    page = browser.get(address).content.decode()
    assert "Open the settings, Kim." in page
    assert "Take out everything that speaks of people" in page
    given = {"title": "Set up a printer", "body": "Open the settings.", "language": "en", "visibility": "public"}
    for _press in range(2):
        browser.post(address, {**given, "key": "key-of-this-form"})
    article = Article.objects.get()
    assert (article.origin_kind, article.origin_id, article.published_at) == ("helpdesk.ticket", ticket.pk, None)
    assert "Made of this case" in browser.get(f"/tech/cases/{ticket.ref}/articles/").content.decode()
    assert signed_in(clara).post(address, given).status_code == 404
