"""Signing up elsewhere: by a form on another site, and by a box beside an enquiry or a download."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from candor.business.models import Lead
from candor.catalogue.models import Audience, DownloadRequest
from candor.catalogue.tests.stories_releases import released
from candor.kernel.actor import SYSTEM
from candor.mail.models import OutboxMessage
from candor.newsletters.models import SignUp, Subscription
from candor.newsletters.tests.stories import drain, form_of, news
from candor.people.models import Person
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
FOREIGN = {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://elsewhere.example"}


def hidden_in(html: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))


def copied(browser: Client, ref: str) -> tuple[str, dict[str, str]]:
    """The address and the hidden fields of the English form, as somebody copies it."""
    page = browser.get(f"/business/newsletters/lists/{ref}/form/").content.decode()
    texts = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    html = next(unescape(text) for text in texts if 'lang="en"' in unescape(text))
    found = re.search(r'action="https?://[^/]+([^"]+)"', html)
    assert found
    assert "<script" not in html
    assert "<p hidden>" in html
    return found[1], hidden_in(html)


def test_a_form_on_another_site_asks_by_mail_and_answers_everybody_alike(mara: Person, kim: Person) -> None:
    address, hidden = copied(signed_in(mara), news().ref)
    form = {**hidden, "agrees": "yes", "website": ""}
    pages = []
    for email in ("kim@nordlicht.example", "rosa@garten.example"):
        answer = signed_in(kim).post(address, {**form, "email": email}, **FOREIGN)
        pages.append((answer.status_code, answer["Location"]))
        assert "sessionid" not in answer.cookies
    assert pages[0] == pages[1] == (303, "/newsletters/sent/")
    Client().post(address, {**form, "email": "rosa@garten.example"}, **FOREIGN)
    assert SignUp.objects.count() == 2
    drain()
    assert OutboxMessage.objects.filter(to_address="rosa@garten.example").count() == 1
    assert not Subscription.objects.exists()
    assert signed_in(kim).post("/customer/newsletters/end/", **FOREIGN).status_code == 403
    assert Client().post("/newsletters/", form_of(Client(), "a@b.example", news()), **FOREIGN).status_code == 403


def test_what_cannot_be_used_stands_on_our_own_form_with_the_address(mara: Person) -> None:
    product = news()
    address, hidden = copied(signed_in(mara), product.ref)
    form = {**hidden, "agrees": "yes", "email": "rosa@garten.example", "website": ""}
    for wrong, status in (({"agrees": ""}, 422), ({"website": "spam"}, 422), ({"words": "0" * 32}, 409)):
        answer = Client().post(address, {**form, **wrong}, **FOREIGN)
        assert answer.status_code == status
        assert "rosa@garten.example" in answer.content.decode()
        assert "checked" not in answer.content.decode()
    assert not SignUp.objects.exists()
    statuses = [
        Client().post(address, {**form, "email": "rosa@garten.example"}, **FOREIGN).status_code for _ in range(5)
    ]
    assert statuses == [303] * 4 + [429]
    assert Client().get(address).status_code == 405
    assert Client().post(address.replace(product.ref, "nothing"), form, **FOREIGN).status_code == 404
    signed_in(mara).post(f"/business/newsletters/lists/{product.ref}/retire/")
    assert Client().post(address, form, **FOREIGN).status_code == 404


def test_a_box_beside_an_enquiry_is_a_consent_of_its_own_and_no_condition(db: None) -> None:
    product, browser = news(), Client()
    page = browser.get("/enquiry/").content.decode()
    assert f'value="{product.topic}"' in page
    assert "checked" not in page
    form = {**form_of(browser, "rosa@garten.example"), "name": "Rosa", "text": "Ten seats, please."}
    form.pop("lists")
    assert browser.post("/enquiry/", form).status_code == 303
    assert not SignUp.objects.exists()
    second = {**form, "stamp": form_of(browser, "x")["stamp"], "text": "And news.", "further": [product.topic]}
    assert browser.post("/enquiry/", second).status_code == 303
    browser.post("/enquiry/", second)
    assert SignUp.objects.get().email == "rosa@garten.example"
    assert Lead.objects.count() == 1
    assert not Subscription.objects.exists()


def test_a_box_beside_a_download_asks_too(db: None) -> None:
    product, browser = news(), Client()
    release = released(audience=Audience.FORM, by=SYSTEM)
    address = reverse("public:download-form", args=[release.ref])
    assert product.topic in browser.get(address).content.decode()
    form = {**form_of(browser, "rosa@garten.example"), "name": "Rosa", "further": [product.topic]}
    form.pop("lists")
    assert browser.post(address, form).status_code == 303
    assert SignUp.objects.get().email == "rosa@garten.example"
    assert not DownloadRequest.objects.get().wants_news
