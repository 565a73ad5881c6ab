"""VAT numbers: what can be one, and what people are told about what cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.people.models import Organisation, Person
from candor.people.rules.vat_numbers import Fault, NotAVatNumber, normalised
from tests.cast import signed_in


@pytest.mark.parametrize(
    ("written", "country", "expected"),
    [
        ("DE136695976", "", "DE136695976"),
        ("de 136 695 976", "FR", "DE136695976"),
        ("136695976", "DE", "DE136695976"),
        ("094259216", "GR", "EL094259216"),
        ("CHE-107.787.577 IVA", "CH", "CHE107787577IVA"),
        ("980 7806 84", "GB", "GB980780684"),
        ("12-345", "US", "12-345"),
        ("12345", "", "12345"),
    ],
)
def test_a_number_is_kept_as_invoices_name_it(written: str, country: str, expected: str) -> None:
    assert normalised(written, country) == expected


@pytest.mark.parametrize(
    ("written", "country", "fault"),
    [
        ("DE136695978", "", Fault.CHECK_DIGITS),
        ("DE12", "", Fault.FORM),
        ("136695976", "AT", Fault.FORM),
        ("ATU13585628", "", Fault.CHECK_DIGITS),
    ],
)
def test_what_cannot_be_one_is_refused_with_the_reason(written: str, country: str, fault: Fault) -> None:
    with pytest.raises(NotAVatNumber) as refusal:
        normalised(written, country)
    assert refusal.value.fault is fault


@given(st.text(max_size=20), st.sampled_from(["", "DE", "GR", "FR", "GB", "CH", "US", "??"]))
def test_whatever_is_typed_is_kept_or_refused_and_stays_as_kept(written: str, country: str) -> None:
    try:
        kept = normalised(written, country)
    except NotAVatNumber:
        return
    assert normalised(kept, country) == kept


@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, more: int) -> None:
    digits = list("136695976")
    digits[place] = str((int(digits[place]) + more) % 10)
    with pytest.raises(NotAVatNumber):
        normalised("".join(digits), "DE")


@pytest.mark.django_db
@pytest.mark.db
@pytest.mark.once
def test_a_mistyped_number_comes_back_with_the_reason(clara: Person, nordlicht: Organisation) -> None:
    browser, page = signed_in(clara), f"/tech/organisations/{nordlicht.ref}/details/"
    sent = {"version": "0", "name": "Nordlicht GmbH", "country": "DE", "vat_number": "DE136695978"}
    answer = browser.post(page, sent)
    assert answer.status_code == 422
    assert "a digit is mistyped" in answer.content.decode()
    browser.post(page, {**sent, "vat_number": "136 695 976"})
    assert Organisation.objects.get().vat_number == "DE136695976"


@pytest.mark.django_db
@pytest.mark.db
@pytest.mark.once
def test_a_number_of_earlier_days_does_not_stand_in_the_way(clara: Person, nordlicht: Organisation) -> None:
    Organisation.objects.filter(pk=nordlicht.pk).update(vat_number="DE 1")
    page = f"/tech/organisations/{nordlicht.ref}/details/"
    sent = {"version": "0", "name": "Nordlicht AG", "country": "DE", "vat_number": "DE 1"}
    assert signed_in(clara).post(page, sent).status_code == 303
