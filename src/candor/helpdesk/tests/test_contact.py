"""The public contact form: registers the sender and opens the case in one step, without a cookie."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candor.helpdesk.models import Attachment, Category, Message, Ticket
from candor.kernel import clock
from candor.kernel.models import StoredFile
from candor.people.models import Identifier, Organisation, Person
from candor.people.public import the_one_person_with
from candor.ui.public import Stamp
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def licences(db: Any) -> Category:
    return Category.objects.create(name="Licences")


def filled_in(**changes: Any) -> dict[str, Any]:
    """The form as a person sends it, drawn half a minute ago."""
    with clock.later(seconds=-30):
        stamp = str(Stamp.new())
    return {
        "name": "Ines Falk",
        "email": "Ines.Falk@falk-bau.example",
        "phone": "",
        "category": "",
        "subject": "Cannot activate",
        "text": "The key is refused.\nWhat now?",
        "website": "",
        "stamp": stamp,
        **changes,
    }


def send(client: Client, **changes: Any) -> Any:
    return client.post("/contact/", filled_in(**changes))


def test_the_form_registers_the_sender_and_opens_a_case(client: Client, licences: Category) -> None:
    response = send(client, category=licences.ref)
    ticket = Ticket.objects.get()
    message = ticket.messages.get()
    sender = the_one_person_with("ines.falk@falk-bau.example")
    assert response.status_code == 302
    assert ticket.requester == message.author == sender
    assert (ticket.subject, ticket.category, ticket.notice_version) == ("Cannot activate", licences, "1")
    assert (ticket.is_sender_verified, ticket.channel) == (False, "web")
    assert (message.text, message.came_from) == ("The key is refused.\nWhat now?", "Ines.Falk@falk-bau.example")


def test_no_cookie_is_set_on_any_public_page(client: Client) -> None:
    answers = [
        client.get(address) for address in ("/", "/contact/", "/cookies/", "/privacy/", "/terms/", "/robots.txt")
    ]
    answers += [send(client), client.get(send(client)["Location"]), send(client, subject="")]
    assert [answer.status_code for answer in answers] == [200] * 6 + [302, 200, 422]
    assert not any(answer.cookies for answer in answers)


def test_the_thank_you_page_names_the_case_and_nothing_else(client: Client) -> None:
    page = client.get(send(client)["Location"]).content.decode()
    assert f"case {Ticket.objects.get().number}" in page
    assert "falk" not in page.lower()


def test_nobody_can_try_out_case_numbers(client: Client) -> None:
    address = send(client)["Location"]
    assert client.get(f"{address[:-2]}x/").status_code == 404
    assert client.get("/contact/sent/1/").status_code == 404


def test_a_known_customer_gets_the_same_answer_and_keeps_their_record(client: Client, kim: Person) -> None:
    page = client.get(send(client, email="KIM@nordlicht.example", name="Somebody", phone="+49 30 901820")["Location"])
    ticket = Ticket.objects.get()
    assert page.status_code == 200
    assert ticket.requester == kim
    assert Person.objects.get(pk=kim.pk).name == "Kim Jansen"
    assert not Identifier.objects.filter(person=kim, kind="phone").exists()
    assert ticket.messages.get().text.endswith("Telephone: +49 30 901820")


def test_the_number_of_somebody_new_joins_their_record(client: Client) -> None:
    send(client, phone="+49 30 901820")
    assert Identifier.objects.get(kind="phone").person == the_one_person_with("ines.falk@falk-bau.example")


def test_a_double_submit_opens_one_case(client: Client) -> None:
    data = filled_in()
    first, second = client.post("/contact/", data), client.post("/contact/", data)
    assert first.status_code == second.status_code == 302
    assert Ticket.objects.count() == Message.objects.count() == 1


def test_a_double_submit_leaves_no_second_copy_of_its_files(client: Client) -> None:
    data = filled_in()
    for _time in range(2):
        client.post("/contact/", {**data, "files": SimpleUploadedFile("log.txt", b"one line")})
    assert Attachment.objects.count() == StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Tell us your name"),
        ({"email": "nobody"}, "not an e-mail address"),
        ({"email": ""}, "Tell us your e-mail address"),
        ({"phone": "call me"}, "not a telephone number"),
        ({"subject": "x" * 300}, "250 characters are the most"),
        ({"text": " \n "}, "Write your message"),
        ({"category": "no-such-category"}, "no-such-category is not one of the available choices"),
        ({"website": "https://spam.example"}, "has to stay empty"),
        ({"stamp": ""}, "send it once more"),
        ({"stamp": "made-up:stamp"}, "send it once more"),
    ],
)
def test_every_error_is_told_and_the_typed_text_comes_back(client: Client, changes: Any, words: str) -> None:
    typed = "Grüße & <b>kisses</b> 🙂 مرحبا"
    response = send(client, **{"text": typed, **changes})
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "text" in changes or "Grüße &amp; &lt;b&gt;kisses&lt;/b&gt; 🙂 مرحبا" in page
    assert not Ticket.objects.exists()


def test_a_form_sent_faster_than_a_person_can_is_asked_for_again(client: Client) -> None:
    data = filled_in(stamp=str(Stamp.new()))
    assert client.post("/contact/", data).status_code == 422
    with clock.later(seconds=5):
        assert client.post("/contact/", data).status_code == 302


def test_a_form_left_open_overnight_comes_back_with_its_words_and_can_be_sent(client: Client) -> None:
    with clock.later(days=-2):
        old = str(Stamp.new())
    again = client.post("/contact/", filled_in(stamp=old))
    stamp = again.content.decode().split('name="stamp" value="')[1].split('"')[0]
    assert again.status_code == 422
    assert stamp != old
    with clock.later(seconds=10):
        assert client.post("/contact/", filled_in(stamp=stamp)).status_code == 302


def test_hostile_characters_are_cleaned_and_honest_ones_kept(client: Client) -> None:
    send(client, name="A\x00nn\x1b Eve\u202e", subject="Tab\there \x00 العربية 👩‍👩‍👧", text="a\x00b\r\nc\x07 👩‍👩‍👧")
    ticket = Ticket.objects.get()
    assert "\x00" not in ticket.requester.name
    assert ticket.subject == "Tab here العربية 👩‍👩‍👧"
    assert ticket.messages.get().text == "ab\nc 👩‍👩‍👧"


def test_files_come_along_under_clean_names(client: Client) -> None:
    hostile = SimpleUploadedFile("x.txt", b"data", "text/html")
    hostile.name = "..\\..\\evil\u202e\n.html"
    send(client, files=hostile)
    file = Attachment.objects.get().file
    assert "/" not in file.name
    assert "\\" not in file.name
    assert file.size == 4


def test_a_file_above_the_limit_is_refused_in_words(client: Client, settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, upload_mb=1)
    response = send(client, files=SimpleUploadedFile("film.mov", b"0" * 1_000_001))
    page = response.content.decode()
    assert response.status_code == 422
    assert "“film.mov” is larger than 1 MB" in page
    assert "choose them again" in page
    assert not StoredFile.objects.exists()


def test_files_that_are_too_large_together_are_refused_in_words(client: Client, settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, upload_mb=1)
    files = [SimpleUploadedFile(f"{number}.mov", b"0" * 700_000) for number in range(3)]
    response = send(client, files=files)
    assert response.status_code == 422
    assert "larger than 2 MB together" in response.content.decode()


def test_ten_files_are_enough(client: Client) -> None:
    files = [SimpleUploadedFile(f"{number}.txt", b"") for number in range(11)]
    assert "at most 10 files" in send(client, files=files).content.decode()
    assert send(client, files=files[:10]).status_code == 302


def test_a_flood_from_one_address_is_slowed_down_and_its_words_kept(client: Client) -> None:
    answers = [send(client, text=f"Message {number}") for number in range(7)]
    assert [answer.status_code for answer in answers] == [302] * 6 + [429]
    assert "Message 6" in answers[-1].content.decode()
    with clock.later(hours=1):
        assert send(client).status_code == 302


def test_a_flood_from_one_network_is_slowed_down(client: Client) -> None:
    answers = [
        client.post("/contact/", filled_in(email=f"n{number}@x.example"), REMOTE_ADDR=f"203.0.113.{number}")
        for number in range(31)
    ]
    assert [answer.status_code for answer in answers] == [302] * 30 + [429]
    assert send(client, email="other@x.example").status_code == 302


def test_a_form_from_another_site_is_refused(client: Client) -> None:
    response = client.post("/contact/", filled_in(), headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 403
    assert not Ticket.objects.exists()


def test_who_has_signed_in_asks_in_the_customer_center(kim: Person) -> None:
    assert signed_in(kim).get("/contact/")["Location"] == "/customer/cases/new/"


def test_a_form_opened_before_signing_in_can_still_be_sent(kim: Person) -> None:
    data = filled_in(email="kim@nordlicht.example")
    browser = signed_in(kim)
    browser.handler.enforce_csrf_checks = True
    assert browser.post("/contact/", data).status_code == 302
    elsewhere = browser.post("/contact/", filled_in(), headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    assert Ticket.objects.get().requester == kim


def test_only_categories_for_customers_are_offered(client: Client, licences: Category) -> None:
    Category.objects.create(name="Internal matters", is_offered_to_customers=False)
    Category.objects.create(name="Old things", archived_at=clock.now())
    page = client.get("/contact/").content.decode()
    assert "Licences" in page
    assert "Internal matters" not in page
    assert "Old things" not in page


def test_search_engines_stay_out_of_the_centers(client: Client) -> None:
    assert "Disallow: /customer/" in client.get("/robots.txt").content.decode()


def test_the_sender_joins_no_organisation_by_claiming_an_address(client: Client, nordlicht: Organisation) -> None:
    send(client, email="new.person@nordlicht.example")
    assert Ticket.objects.get().organisation is None
