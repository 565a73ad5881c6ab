"""Somebody in sales removes a scan of an ID: from the mail, and from everywhere else a copy of it is."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from candor.business.actions.answering import Answer, send_answer
from candor.business.models import SalesFile, SalesMail
from candor.business.tests.stories import mail_in, mail_of, sales_box
from candor.kernel.files import store_file
from candor.kernel.models import AuditFact, StoredFile
from candor.mail.models import OutboxAttachment, OutboxMessage, RawMessage
from candor.people.models import Person
from candor.privacy.actions.settling import settle_redactions
from candor.privacy.models import HoldReason
from candor.privacy.public import Target, set_hold
from tests.cast import actor, signed_in
from tests.privacy.carriers import files_of_the_home

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SCAN, NAME = b"%PDF-1.7 passport of zinnober-4417", "zinnober-passport-4417.pdf"
REASON = {"reason": "identity"}


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Any) -> Iterator[None]:
    """A ledger's copy of its own, and a home without the files that this test left."""
    before = set(files_of_the_home())
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, ledger_copy=str(tmp_path))
    yield
    for file in set(files_of_the_home()) - before:
        if "files" in file.parts:
            file.unlink()


@pytest.fixture
def mail(kim: Person) -> SalesMail:
    sales_box()
    return mail_of(mail_in(files=((NAME, "application/pdf", SCAN),)))


def page_of(mail: SalesMail, name: str = "sales-mail-remove-file") -> str:
    return reverse(f"tech:{name}", args=[mail.ref])


def gone(mail: SalesMail) -> str:
    return page_of(mail, "sales-mail-file-gone")


def chosen(mail: SalesMail) -> dict[str, str]:
    return {"file": mail.files.get().file.ref, **REASON}


def found_on_disk() -> list[str]:
    sought = (NAME.encode(), b"passport of zinnober-4417")
    return [file.name for file in files_of_the_home() if any(each in file.read_bytes() for each in sought)]


@pytest.mark.django_db(transaction=True)
def test_it_goes_from_everywhere_and_leaves_a_note(mail: SalesMail, clara: Person) -> None:
    found, scan = mail.correspondence, mail.files.get().file
    copy = store_file("files", NAME, "application/pdf", [SCAN])
    answer = send_answer(found, Answer("Here it is again.", files=[copy]), by=actor(clara))
    waiting = OutboxMessage.objects.get(about_kind="business.salesmail", about_id=answer.pk)
    assert found_on_disk()

    browser, talk = signed_in(clara), reverse("tech:sales-correspondence", args=[found.ref])
    assert page_of(mail) in browser.get(talk).content.decode()
    form = chosen(mail)
    shown = html.unescape(browser.post(page_of(mail), form).content.decode())
    for words in (f"“{NAME}” is in 3 places", "Mail that waits to be sent", "cannot be undone", f"#m-{answer.ref}"):
        assert words in shown
    assert SalesFile.objects.count() == 2, "a preview changes nothing"

    told = browser.post(gone(mail), form, follow=True).content.decode()
    assert told.count("File removed by Clara Wolff") == 2, "at both mails that had it"
    assert "A copy of an identity document" in told
    assert NAME not in told
    assert not SalesFile.objects.exists()
    assert not OutboxAttachment.objects.exists()
    assert not StoredFile.objects.exists(), "the raw mail's went too"
    waiting.refresh_from_db()
    assert waiting.text.startswith("Here it is again."), "the mail itself still goes"
    assert browser.get(reverse("tech:sales-file", args=[scan.ref])).status_code == 404
    settle_redactions()
    assert not found_on_disk()


def test_the_audit_tells_of_it_by_numbers_alone(mail: SalesMail, clara: Person) -> None:
    signed_in(clara).post(gone(mail), chosen(mail))
    fact = AuditFact.objects.get(name="privacy.file.removed")
    assert (fact.object_kind, fact.object_id, fact.actor_id) == ("business.salesmail", mail.pk, clara.pk)
    assert fact.details == {"files": 1, "originals": 1, "reason": "identity"}
    assert RawMessage.objects.get(became_id=mail.pk).file is None


@pytest.mark.parametrize("form", [{}, {"file": "", **REASON}, {"file": "x", **REASON}, {"reason": "identity' --"}])
def test_a_bad_choice_is_told(form: dict[str, str], mail: SalesMail, clara: Person) -> None:
    for address in (page_of(mail), gone(mail)):
        assert signed_in(clara).post(address, form).status_code == 422
    assert SalesFile.objects.count() == 1


@pytest.mark.parametrize("who", ["paula", "anna", "kim", "mallory"])
def test_who_may_not_work_on_it_removes_nothing(who: str, mail: SalesMail, request: pytest.FixtureRequest) -> None:
    browser = signed_in(request.getfixturevalue(who))
    assert browser.get(page_of(mail)).status_code == 404
    for address in (page_of(mail), gone(mail)):
        assert browser.post(address, chosen(mail)).status_code == 404
    assert SalesFile.objects.count() == 1


def test_a_legal_hold_keeps_it(mail: SalesMail, clara: Person, paula: Person, kim: Person) -> None:
    set_hold(Target(person=kim.pk), HoldReason.CLAIM, date(2037, 1, 1), by=actor(paula))
    answer = signed_in(clara).post(gone(mail), chosen(mail))
    assert answer.status_code == 409
    assert "A legal hold covers this person." in answer.content.decode()
    assert SalesFile.objects.count() == 1


def test_a_mail_without_files_has_nothing_to_remove(kim: Person, clara: Person) -> None:
    sales_box()
    mail = mail_of(mail_in())
    browser = signed_in(clara)
    assert browser.get(page_of(mail)).status_code == 404
    talk = browser.get(reverse("tech:sales-correspondence", args=[mail.correspondence.ref])).content.decode()
    assert page_of(mail) not in talk
