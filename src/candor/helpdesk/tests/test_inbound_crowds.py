"""How many people one message can make known: its sender, and nobody whom it merely names."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from candor.mail.models import RawState, Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.people.models import Identifier, Person

pytestmark = pytest.mark.db

MOST_NEW = 40
"""What the contract allows at most."""


@pytest.fixture(autouse=True)
def _sender(settings: Any) -> None:
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, mail_from="support@lindwurm.example")


def crowd(name: str, many: int) -> str:
    return ", ".join(f"{name}{number}@elsewhere.example" for number in range(many))


def test_a_message_that_names_a_crowd_makes_its_sender_known_and_nobody_else(db: None) -> None:
    before = set(Person.objects.values_list("pk", flat=True))
    headers = {"to": f"support@lindwurm.example, {crowd('to', 150)}", "cc": crowd("cc", 150)}
    received = receive(letter(sender="new@elsewhere.example", reply_to=crowd("reply", 150), **headers), Way.PIPE)
    assert received.state == RawState.HANDLED, received.reason
    new = Person.objects.exclude(pk__in=before)
    known = set(Identifier.objects.filter(person__in=new).values_list("value", flat=True))
    assert known == {"new@elsewhere.example"}
    assert len(new) <= MOST_NEW
