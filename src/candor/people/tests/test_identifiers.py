"""Addresses and numbers: one normal form, and a clear word about everything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.people.rules.identifiers import NotAnIdentifier, normalise_email, normalise_phone, region_of


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Anna@Lindwurm.Example", "anna@lindwurm.example"),
        (" anna@lindwurm.example ", "anna@lindwurm.example"),
        ("Änna@Bücher.example", "änna@xn--bcher-kva.example"),
        ("A\u0308nna@bücher.example", "änna@xn--bcher-kva.example"),
        ("anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"),
        ("info@firma.local", "info@firma.local"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_one_address_has_one_normal_form(written: str, normal: str) -> None:
    assert normalise_email(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "anna",
        "anna@",
        "@lindwurm.example",
        "anna@lindwurm.example\nBcc: all@lindwurm.example",
        "anna@lindwurm.example\x00",
        "anna\u202e@lindwurm.example",
        "Anna <anna@lindwurm.example>",
        "anna@[127.0.0.1]",
        '"anna boss"@lindwurm.example',
        "a" * 300 + "@lindwurm.example",
        "anna@" + "a" * 70 + ".example",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(NotAnIdentifier) as refusal:
        normalise_email(written)
    assert str(refusal.value.reason).endswith(".")


@pytest.mark.parametrize(
    ("written", "region", "normal"),
    [
        ("030 123456", "DE", "+4930123456"),
        ("+49 (0)30 123456", "US", "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("(650) 253-0000 ext. 3", "US", "+16502530000"),
        ("٠٣٠ ١٢٣٤٥٦", "DE", "+4930123456"),
    ],
)
def test_one_number_has_one_normal_form(written: str, region: str, normal: str) -> None:
    assert normalise_phone(written, region) == normal


@pytest.mark.parametrize("written", ["", "call me", "1", "+", "0" * 200, "030\x00123456", "030 123456"])
def test_what_is_no_number_is_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(NotAnIdentifier):
        normalise_phone(written, "")


@given(st.text(max_size=400))
def test_hostile_text_is_an_identifier_or_refused_never_an_error(written: str) -> None:
    for normalise in (normalise_email, lambda text: normalise_phone(text, "DE")):
        try:
            normal = normalise(written)
        except NotAnIdentifier:
            continue
        assert normalise(normal) == normal
        assert len(normal) <= 254


def test_the_country_follows_from_the_time_zone() -> None:
    assert region_of("Europe/Berlin") == "DE"
    assert region_of("America/New_York") == "US"
    assert region_of("UTC") == ""
