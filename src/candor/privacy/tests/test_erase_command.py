"""Erasing by command: what keeps something is confirmed by a named officer, a full grant by nobody."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from candor.kernel.registries.personal_data import Purpose
from candor.people.models import Person
from candor.privacy import contracts
from candor.privacy.contracts import register_contracts
from candor.privacy.erasing import finishing
from candor.privacy.models import Erasure, ErasureState
from candor.privacy.rules.deciding import Contract, Standing
from tests.cast import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def _nothing_to_overwrite(monkeypatch: pytest.MonkeyPatch) -> None:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    monkeypatch.setattr(contracts, "_sources", {})
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)


@pytest.fixture
def otto() -> Person:
    return make_person("Otto Alt", "otto@alt.example")


@pytest.fixture
def contract(otto: Person) -> None:
    """Something of Otto stays."""
    needed = Contract(Standing.PARTY, frozenset({Purpose.CONTRACT}), date(2199, 12, 31))
    register_contracts("test", of=lambda _people: {otto.pk: [needed]})


def erase(**options: object) -> None:
    call_command("privacy_erase", email="otto@alt.example", reason="by letter", yes=True, stdout=StringIO(), **options)


def test_a_full_grant_goes_unattended_and_is_confirmed_by_nobody(otto: Person) -> None:
    erase()
    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.confirmed_by) == (ErasureState.DONE, None)
    assert not Person.objects.filter(name="Otto Alt").exists()


@pytest.mark.once
@pytest.mark.usefixtures("contract")
def test_who_keeps_something_has_to_give_a_name(otto: Person, paula: Person, anna: Person) -> None:
    with pytest.raises(CommandError, match="add --by ADDRESS"):
        erase()
    with pytest.raises(CommandError, match="may decide in the Privacy office"):
        erase(by="anna@lindwurm.example")
    assert Erasure.objects.latest("pk").state == ErasureState.PLANNED
    assert Person.objects.filter(name="Otto Alt").exists()
    erase(by="paula@lindwurm.example")
    erasure = Erasure.objects.get(state=ErasureState.DONE)
    assert erasure.confirmed_by == paula
    assert {kept["ground"] for kept in erasure.kept} == {"contract"}


@pytest.mark.once
def test_planning_by_command_waits_for_the_plan(otto: Person) -> None:
    out = StringIO()
    call_command("privacy_plan", email="otto@alt.example", json=True, stdout=out)
    found = json.loads(out.getvalue())
    assert (found["state"], found["right"], found["needs_confirmation"]) == ("planned", "erasure", False)
    assert found["goes"]
