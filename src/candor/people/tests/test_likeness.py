"""When names are alike: rules without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.people.rules.likeness import (
    core_of,
    domain_of,
    near_names,
    near_organisations,
    same_name,
    site_of,
    words_of,
)

NAMES = st.text("abcäöüßÉ. -,Kimjansen", max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Jansen", "Jansen, Kim"),
        ("Kim Jansen", "kim  JANSEN"),
        ("Jörg Müller", "Joerg Mueller"),
        ("René Dupont", "Rene Dupont"),
        ("Kim Jansen", "Kim Janssen"),
        ("Kim Jansen", "Kim Jasnen"),
        ("Kim Jansen", "K. Jansen"),
    ],
)
def test_near_names(one: str, other: str) -> None:
    assert near_names(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Jansen", "Lee Jansen"),
        ("Jan", "Jon"),
        ("Kim Jansen", "K. Peters"),
        ("Kim Jansen", ""),
        ("", ""),
        ("K. J.", "Kim Jansen"),
        ("Anna Berg", "Anna Bergmann"),
    ],
)
def test_other_names(one: str, other: str) -> None:
    assert not near_names(one, other)


@given(NAMES, NAMES)
def test_likeness_has_no_direction(one: str, other: str) -> None:
    assert near_names(one, other) == near_names(other, one)
    assert near_organisations(one, other) == near_organisations(other, one)


@given(NAMES)
def test_whoever_has_a_name_is_like_themselves(name: str) -> None:
    assert near_names(name, name) == same_name(name, name) == bool(words_of(name))


@given(NAMES, st.randoms(use_true_random=False))
def test_case_and_order_say_nothing(name: str, random: object) -> None:
    words = list(words_of(name))
    random.shuffle(words)  # type: ignore[attr-defined] # hypothesis's own Random
    assert words_of(" ".join(words).upper()) == words_of(name)


@given(st.text("abcdefgh", min_size=6, max_size=12), st.integers(0, 11), st.sampled_from("xyz"))
def test_one_wrong_letter_in_a_long_name_is_forgiven(name: str, at: int, letter: str) -> None:
    at %= len(name)
    assert near_names(name, name[:at] + letter + name[at + 1 :])
    assert near_names(name, name[:at] + letter + name[at:])
    assert not near_names(name, name[:at] + "xyz" + name[at:])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nordlicht GmbH", "Nordlicht"),
        ("Nordlicht GmbH & Co. KG", "NORDLICHT AG"),
        ("Hafen Logistik Ltd.", "Hafen Logistic Limited"),
        ("Fjord A.S.", "Fjord"),
    ],
)
def test_legal_forms_say_nothing(one: str, other: str) -> None:
    assert near_organisations(one, other)


def test_an_organisation_that_is_called_by_its_form_alone_is_like_none() -> None:
    assert core_of("GmbH") == ()
    assert not near_organisations("GmbH", "GmbH")


def test_where_somebody_works() -> None:
    assert domain_of("kim@nordlicht.example") == "nordlicht.example"
    assert domain_of("kim@gmx.de") == ""
    assert site_of("https://www.Nordlicht.example:8443/de/") == "nordlicht.example"
