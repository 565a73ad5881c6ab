"""Whom a note mentions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.helpdesk.rules.mentions import mentions_in

NAMES = {1: "Anna Berg", 2: "Boris Tal", 3: "Anna Berglund", 4: "Zoë Müller", 5: "Bo"}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@Boris can you look?", {2}),
        ("@boris tal, please", {2}),
        ("(@Anna Berg) and @ANNA BERGLUND", {1, 3}),
        ("@Zoë: danke", {4}),
        ("@zoë müller.", {4}),
        ("@Bo and @Boris", {5, 2}),
        ("mail anna@berg.example or boris@boris.example", set()),
        ("https://chat.example/@boris", set()),
        ("@Borisov, @ Boris, @@, @", set()),
        ("@nobody", set()),
    ],
)
def test_who_is_meant(text: str, people: set[int]):
    assert mentions_in(text, NAMES).people == people


def test_a_first_name_of_two_people_is_unclear():
    assert mentions_in("@Anna, hello", NAMES).unclear == ("Anna",)
    assert mentions_in("@Anna, hello", {1: "Anna Berg"}).people == {1}


SOME = st.text("@ab AB.ßİ\n", max_size=12)


@given(SOME, st.dictionaries(st.integers(1, 9), SOME, max_size=5))
def test_every_text_and_name_is_taken(text: str, names: dict[int, str]):
    assert mentions_in(text, names).people <= names.keys()
