"""Addresses written quickly are those that Django would write."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, reverse

from candor.kernel.http.addresses import path_to

CALLS = [
    ("tech:cases",),
    ("tech:ticket", "40nj7t2egwe2z94w"),
    ("tech:ticket", "zq-0-qz"),
    ("tech:sandbox-enter", "technician"),
    ("public:set-up", "a b ü?&#%"),
]


@pytest.mark.parametrize("call", CALLS)
def test_they_are_the_same(call: tuple[str, ...]) -> None:
    name, *args = call
    for _ in range(2):
        assert path_to(name, *args) == reverse(name, args=args or None)


@pytest.mark.parametrize("call", [("tech:nowhere",), ("tech:ticket",), ("tech:ticket", "a", "b"), ("tech:ticket", "ü")])
def test_what_fits_no_route_is_an_error(call: tuple[str, ...]) -> None:
    name, *args = call
    with pytest.raises(NoReverseMatch):
        reverse(name, args=args or None)
    with pytest.raises(NoReverseMatch):
        path_to(name, *args)


@override_settings(ROOT_URLCONF="candor.ui.urls")
def test_other_routes_are_not_mixed_up() -> None:
    with pytest.raises(NoReverseMatch):
        path_to("tech:cases")
