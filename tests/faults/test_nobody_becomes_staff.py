"""Whatever customers and strangers send, wherever they can send something: nobody becomes staff by it."""

from __future__ import annotations

import itertools
from typing import ClassVar

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from candor.kernel.check import all_routes
from candor.people.models import StaffInvitation, StaffMember
from tests.architecture.objects import addresses_of
from tests.cast import signed_in
from tests.faults.writes import WRITES, Site

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BY_OFFER = ("set-up/", "tech/invitation/")
"""Whoever has the secret of an offer may take it: that is what it is for."""

WISHES = (
    {"role": "administrator"},
    {"staff": "1", "is_staff": "on", "is_superuser": "on"},
    {"account": "1", "person": "1", "started_on": "2026-01-01"},
    {"permissions": "people.staff.change", "actor": "system"},
    {"next": "/tech/configuration/staff/", "typed": '{"path": "/tech/configuration/staff/invite/", "fields": []}'},
    {"kind": "group", "value": "customers", "role": "technician"},
    {"email": "adam@lindwurm.example", "name": "Adam Kern"},
)
WHO = ("stranger", "kim", "lee", "mallory", "ended contractor")


def _reachable() -> list[tuple[str, str]]:
    """Every pattern that takes something from people outside, with the name under which WRITES has its form."""
    routes = []
    for pattern, entry in all_routes():
        face = pattern.partition("/")[0]
        is_outside = face not in {"tech", "business", "ui"} or entry.callback.policy.name == "anyone"  # type: ignore[attr-defined]
        if is_outside and not pattern.startswith(BY_OFFER):
            routes.append((pattern, f"{face if face in {'tech', 'customer'} else 'public'}:{entry.name}"))
    return sorted(routes)


class CustomersAtLarge(RuleBasedStateMachine):
    """Forms as they are meant, and as somebody wishes them to be, in any order. Each story has the same beginning."""

    site: ClassVar[Site]
    doors: ClassVar[list[tuple[dict[str, str], str]]]
    """Of each route the addresses, told once for all examples."""

    def __init__(self) -> None:
        self._undo = transaction.atomic()
        self._undo.__enter__()
        super().__init__()
        self.browsers: dict[str, Client] = {}
        self.staff = self._rows()

    @rule(who=st.sampled_from(WHO), door=st.integers(0, 10_000), wish=st.sampled_from(WISHES), whose=st.integers(0, 5))
    def send(self, who: str, door: int, wish: dict[str, str], whose: int) -> None:
        addresses, name = self.doors[door % len(self.doors)]
        address = next(itertools.islice(itertools.cycle(addresses.values()), whose, None))
        form = {**(WRITES[name].form if name in WRITES else {}), **wish}
        self._browser(who).post(address, form)

    @rule(who=st.sampled_from(WHO))
    def sign_in_again(self, who: str) -> None:
        self.browsers.pop(who, None)

    @invariant()
    def staff_are_who_they_were(self) -> None:
        assert self._rows() == self.staff

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undo.__exit__(None, None, None)

    def _browser(self, who: str) -> Client:
        person = self.site.world.people[who]
        if who not in self.browsers:
            self.browsers[who] = signed_in(person) if person else Client()
            self.browsers[who].raise_request_exception = False
        return self.browsers[who]

    def _rows(self) -> tuple[list[object], list[object]]:
        members = StaffMember.objects.order_by("pk").values_list("account", "role", "ends_on", "left_at")
        return list(members), list(StaffInvitation.objects.order_by("pk").values_list("person", "role", "settled_at"))


def test_no_sequence_of_what_customers_send_makes_staff(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CustomersAtLarge, "site", site, raising=False)
    doors = [(addresses_of(pattern, site.made), name) for pattern, name in _reachable()]
    monkeypatch.setattr(CustomersAtLarge, "doors", doors, raising=False)
    run_state_machine_as_test(
        CustomersAtLarge,
        settings=settings(
            max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
