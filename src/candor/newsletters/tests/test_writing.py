"""Writing an issue: what stands in it, what keeps it back, who may do what."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.mail.models import OutboxMessage
from candor.newsletters.models import Issue
from candor.newsletters.rules.letters import is_well_formed, made_of, text_twin
from candor.newsletters.rules.replies import asks_to_stop
from candor.newsletters.tests.stories import news
from candor.people.models import Person
from tests.cast import signed_in

BODY = "# Hello {name|there}\n\nSee [the notice](http://localhost:8000/privacy/) <script>alert(1)</script>"


def form(list_ref: str, **more: str) -> dict[str, str]:
    return {
        "list": list_ref,
        "subject_en": "Version 2",
        "body_en": BODY,
        "subject_de": "",
        "body_de": "",
        "key": "key-of-this-form",
        "version": "0",
        **more,
    }


@pytest.mark.django_db
@pytest.mark.db
def test_sales_write_and_try_an_issue_and_a_manager_sends_it(clara: Person, mara: Person, anna: Person) -> None:
    product, browser = news(), signed_in(clara)
    for _ in range(2):
        answer = browser.post("/business/newsletters/issues/new/", form(product.ref))
        assert answer.status_code == 303
    issue = Issue.objects.get()
    here = f"/business/newsletters/issues/{issue.ref}/"
    said = browser.get(here).content.decode()
    assert "Hello there" in said
    assert "<script>alert" not in said
    assert "A manager sends it" in said
    browser.post(f"{here}test/")
    mail = OutboxMessage.objects.get()
    assert (mail.to_address, mail.subject) == ("clara@lindwurm.example", "[Test] Version 2")
    assert mail.text == "", "its words are made when it is sent"
    assert browser.post(f"{here}send/", {"domain_pace": "600"}).status_code == 404
    assert signed_in(anna).get(here).status_code == 404
    assert Client().get(f"/newsletters/archive/{issue.ref}/").status_code == 404
    stale = browser.post(f"{here}change/", form(product.ref, version="3", subject_en="Mine"))
    assert stale.status_code == 409
    assert "Mine" in stale.content.decode()
    assert "Version 2" in stale.content.decode()
    manager = signed_in(mara)
    assert manager.post(f"{here}send/", {"domain_pace": "0", "send_at": "2020-01-01T10:00"}).status_code == 422
    manager.post(f"{here}send/", {"domain_pace": "600", "send_at": "2099-01-01T10:00"})
    assert Issue.objects.get().state == "scheduled"
    assert browser.post(f"{here}change/", form(product.ref, version="1")).status_code == 409
    manager.post(f"{here}draft/")
    browser.post(f"{here}delete/")
    assert not Issue.objects.exists()


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Hello {vorname}", "{vorname} means nothing here"),
        ("[x](htp:/nowhere)", "does not work"),
        ("[x](http://localhost:8000/no-such-page/)", "does not work"),
        ("![x](https://lindwurm.example/pixel.gif)", "pictures are left out"),
    ],
)
def test_what_is_wrong_is_said_before_it_is_sent(mara: Person, body: str, said: str) -> None:
    product, browser = news(), signed_in(mara)
    browser.post("/business/newsletters/issues/new/", form(product.ref, body_en=body))
    here = f"/business/newsletters/issues/{Issue.objects.get().ref}/"
    assert said in browser.get(here).content.decode()
    browser.post(f"{here}send/", {"domain_pace": "600"})
    assert Issue.objects.get().state == "draft"


@given(st.text(max_size=80), st.text(max_size=40))
@settings(max_examples=60)
def test_whatever_a_reader_is_called_they_change_no_markup(body: str, name: str) -> None:
    made = made_of("{name|x}", f"{body}\n\nHello {{name|there}}")
    html = made.filled_html({"name": f"<img src=x>{name}"})
    assert "<img src=x" not in html
    assert "\n" not in made.filled_subject({"name": name})
    assert text_twin(body).endswith("\n")


@pytest.mark.parametrize("link", ["https://lindwurm.example/a", "mailto:a@b.example", "tel:+49431555"])
def test_a_link_that_leads_somewhere(link: str) -> None:
    assert is_well_formed(link)


@pytest.mark.parametrize(
    "link", ["", "lindwurm.example", "/a", "javascript:alert(1)", "https://", "https://a.b/%7Bname%7D"]
)
def test_a_link_that_leads_nowhere(link: str) -> None:
    assert not is_well_formed(link)


@pytest.mark.parametrize(
    ("subject", "text", "stops"),
    [
        ("Re: News", "unsubscribe", True),
        ("Re: News", "Bitte abmelden, danke", True),
        ("Unsubscribe", "", True),
        ("Unsubscribe", "How do I install it?", False),
        ("Re: News", "I will not stop using it. " * 20, False),
    ],
)
def test_an_answer_that_asks_to_stop(subject: str, text: str, stops: bool) -> None:
    assert asks_to_stop(subject, text) is stops
