"""Files that sales sends with an answer: kept with the mail, sent with it, shown and fetched by sales alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from candor.business.models import Correspondence, SalesFile, SalesMail
from candor.business.tests.stories import written
from candor.kernel.models import StoredFile
from candor.mail.models import OutboxAttachment, OutboxMessage
from candor.people.models import Identifier, Person
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

OFFER = b"%PDF-1.7 ten seats, 900 euros"


def upload(name: str = "offer.pdf", content: bytes = OFFER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def post(who: Person, found: Correspondence, **typed: Any) -> Any:
    form = {"text": "Here is the offer.", "key": "a-key-of-one-form", "files": [upload()], **typed}
    return signed_in(who).post(reverse("tech:sales-answer", args=[found.ref]), form)


def kept_files() -> list[str]:
    return list(StoredFile.objects.filter(store="files").order_by("id").values_list("name", flat=True))


def test_files_go_out_with_the_answer_and_stand_below_it(kim: Person, clara: Person) -> None:
    found = written()
    assert post(clara, found, files=[upload(), upload("terms.pdf", b"terms")]).status_code == 303

    mail = OutboxMessage.objects.get()
    sent = OutboxAttachment.objects.filter(message=mail).order_by("id").values_list("file__name", flat=True)
    assert list(sent) == ["offer.pdf", "terms.pdf"]
    browser, file = signed_in(clara), SalesFile.objects.get(mail__is_ours=True, file__name="offer.pdf").file
    address = reverse("tech:sales-file", args=[file.ref])
    page = browser.get(reverse("tech:sales-correspondence", args=[found.ref])).content.decode()
    assert address in page.split("Here is the offer.")[1]
    assert address in browser.get(reverse("tech:person-timeline", args=[kim.ref])).content.decode()
    answer = browser.get(address)
    assert b"".join(answer) == OFFER
    assert 'filename="offer.pdf"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("who", ["anna", "kim", "mallory"])
def test_nobody_beside_sales_gets_them(who: str, clara: Person, kim: Person, request: pytest.FixtureRequest) -> None:
    post(clara, written())
    address = reverse("tech:sales-file", args=[SalesFile.objects.get().file.ref])
    assert signed_in(request.getfixturevalue(who)).get(address).status_code == 404


@pytest.mark.parametrize("who", ["paula", "anna", "mallory"])
def test_who_may_not_answer_leaves_no_file(who: str, kim: Person, request: pytest.FixtureRequest) -> None:
    found = written()
    assert post(request.getfixturevalue(who), found).status_code == 404
    assert not kept_files()
    assert not OutboxMessage.objects.exists()


def test_a_file_says_enough(kim: Person, clara: Person) -> None:
    assert post(clara, written(), text="").status_code == 303
    assert OutboxAttachment.objects.get().file.name == "offer.pdf"


def test_the_same_form_sent_twice_keeps_each_file_once(kim: Person, clara: Person) -> None:
    found = written()
    for _press in range(2):
        assert post(clara, found).status_code == 303
    assert kept_files() == ["offer.pdf"]
    assert SalesMail.objects.filter(is_ours=True).count() == 1


def test_what_is_not_sent_leaves_no_file_and_keeps_the_words(kim: Person, clara: Person) -> None:
    found = written()
    Identifier.objects.filter(person=kim).delete()
    answer = post(clara, found)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "No address of this person is known." in page
    assert "Here is the offer." in page
    assert "Attach your files again" in page
    assert not kept_files()


def test_too_many_or_too_large_files_are_told(kim: Person, clara: Person) -> None:
    found, most = written(), settings.INSTANCE.upload_mb * 1_000_000
    eleven = post(clara, found, files=[upload(f"{number}.pdf") for number in range(11)])
    large = post(clara, found, files=[upload("large.pdf", b"x" * (most + 1))])
    for answer, told in ((eleven, "Send at most 10 files."), (large, "“large.pdf” is larger than")):
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert "Here is the offer." in answer.content.decode()
    assert not kept_files()
    assert not OutboxMessage.objects.exists()
