"""Somebody in sales takes a password away from a mail, and from everywhere else it stands."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from django.urls import reverse

from candor.business.models import SalesMail
from candor.business.tests.stories import written
from candor.mail.models import RawMessage
from candor.people.models import Person
from candor.privacy.models import Hold, HoldReason
from candor.privacy.public import Target, set_hold
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SECRET = "zinnober-7714"


@pytest.fixture(autouse=True)
def _ledger(settings, tmp_path):
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, ledger_copy=str(tmp_path))


def mail_with_it() -> SalesMail:
    return SalesMail.objects.get(correspondence=written(f"My password is {SECRET}, by the way.\n"))


def test_a_marked_span_goes_from_the_mail_and_the_raw_mail_with_it(kim: Person, clara: Person):
    mail, browser = mail_with_it(), signed_in(clara)
    path = reverse("tech:sales-mail-redact", args=[mail.ref])
    asked = browser.post(path, {"span": SECRET}).content.decode()
    assert "It stands in 1 place" in asked
    mail.refresh_from_db()
    assert SECRET in mail.text, "nothing is changed before it is confirmed"

    page = browser.post(path, {"span": SECRET, "confirmed": "yes"}, follow=True).content.decode()

    mail.refresh_from_db()
    assert mail.text == "My password is [redacted], by the way."
    assert RawMessage.objects.get(became_id=mail.pk).file is None
    assert "Redacted by Clara Wolff" in page


@pytest.mark.parametrize("span", ["", "ab", "does not stand there"])
def test_a_bad_span_is_told(span: str, kim: Person, clara: Person):
    mail = mail_with_it()
    answer = signed_in(clara).post(reverse("tech:sales-mail-redact", args=[mail.ref]), {"span": span})
    assert answer.status_code == 422


def test_a_legal_hold_keeps_every_word(kim: Person, clara: Person, paula: Person):
    mail = mail_with_it()
    set_hold(Target(person=kim.pk), HoldReason.CLAIM, date(2027, 1, 1), by=actor(paula))
    assert Hold.objects.exists()
    path = reverse("tech:sales-mail-redact", args=[mail.ref])
    answer = signed_in(clara).post(path, {"span": SECRET, "confirmed": "yes"})
    assert answer.status_code == 409
    mail.refresh_from_db()
    assert SECRET in mail.text
