"""A mail to sales as it came: staff who see the mail see its header fields and source, and nobody else does."""

from __future__ import annotations

import html

import pytest
from django.urls import reverse

from candor.business.actions.answering import Answer, send_answer
from candor.business.models import SalesMail
from candor.business.tests.stories import mail_in, mail_of, sales_box, written
from candor.kernel.models import AccessLogEntry
from candor.mail.models import RawMessage
from candor.people.models import Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def read(who: Person, address: str) -> str:
    answer = signed_in(who).get(address)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.content.decode())


def address_of(mail: SalesMail, name: str = "sales-mail-original") -> str:
    return reverse(f"tech:{name}", args=[mail.ref])


@pytest.fixture
def mail(kim: Person) -> SalesMail:
    sales_box()
    return mail_of(mail_in(subject="Seats \u202ehere"))


def test_it_shows_header_fields_and_source_and_is_noted(mail: SalesMail, clara: Person, kim: Person) -> None:
    talk = read(clara, reverse("tech:sales-correspondence", args=[mail.correspondence.ref]))
    assert address_of(mail) in talk
    AccessLogEntry.objects.all().delete()
    page = read(clara, address_of(mail))
    assert 'dir="ltr">Message-Id</dt>' in page
    assert "Seats [U+202E]here" in page
    assert "\u202e" not in page.split("Header fields")[1]
    assert "what would ten more seats cost?" in page
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_id=clara.pk).exists()


def test_it_can_be_saved_as_a_file(mail: SalesMail, clara: Person) -> None:
    saved = signed_in(clara).get(address_of(mail, "sales-mail-original-file"))
    assert f'filename="message-{mail.ref}.eml"' in saved["Content-Disposition"]
    assert saved["Content-Type"] == "application/octet-stream"
    assert b"what would ten more seats cost?" in b"".join(saved.streaming_content)  # type: ignore[attr-defined] # it is a stream


@pytest.mark.parametrize(("who", "status"), [("paula", 200), ("anna", 404), ("kim", 404), ("mallory", 404)])
@pytest.mark.parametrize("name", ["sales-mail-original", "sales-mail-original-file"])
def test_who_sees_it(name: str, who: str, status: int, mail: SalesMail, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who)
    assert signed_in(person).get(address_of(mail, name)).status_code == status


def test_what_is_no_longer_kept_says_so(mail: SalesMail, clara: Person) -> None:
    RawMessage.objects.update(file=None)
    assert "The original is not kept" in read(clara, address_of(mail))
    assert signed_in(clara).get(address_of(mail, "sales-mail-original-file")).status_code == 404


def test_an_answer_of_ours_offers_none(kim: Person, clara: Person) -> None:
    found = written()
    ours = send_answer(found, Answer("Ten seats cost 900 euros."), by=actor(clara))
    assert address_of(ours) not in read(clara, reverse("tech:sales-correspondence", args=[found.ref]))
