"""The large demo's command: what it takes, what it says, and what it leaves when its loading is broken off."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from candor.helpdesk.demo.large import fill_large
from candor.helpdesk.models import Message, Ticket
from candor.kernel import instance
from candor.people.models import Identifier

pytestmark = pytest.mark.django_db


def silently(_what: str, _count: int) -> None:
    """Nobody watches."""


def test_what_was_broken_off_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("candor.helpdesk.demo.large.loading.write_cases", stop)
        with pytest.raises(KeyboardInterrupt):
            fill_large(20, 1, silently)
    instance.forget()
    with pytest.raises(CommandError, match="broken off"):
        call_command("demo", "--size", "20")
    with pytest.raises(CommandError, match="broken off"):
        call_command("demo_load")
    assert not Ticket.objects.exists()


def test_a_whole_set_is_here_already(capsys: pytest.CaptureFixture[str]) -> None:
    fill_large(20, 1, silently)
    instance.forget()
    call_command("demo_load")
    assert "here already" in capsys.readouterr().err


def test_progress_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", "--size", "20")
    told = capsys.readouterr()
    assert "cases: 20" in told.err
    assert "with 20 cases" in told.err
    assert not told.out


@pytest.mark.parametrize("size", ["19", "-5", "many", ""])
def test_a_size_that_is_none_is_refused(size: str) -> None:
    with pytest.raises(CommandError, match="expected a number from 20"):
        call_command("demo", "--size", size)


def test_the_same_seed_gives_the_same_set_and_another_seed_another() -> None:
    assert loaded(1) == loaded(1) != loaded(2)


def loaded(seed: int) -> list[Any]:
    """What a set of this seed holds, rolled back again."""
    with transaction.atomic():
        fill_large(20, seed, silently)
        tickets = Ticket.objects.order_by("number").values_list("subject", "status", "requester__name", "queue__name")
        texts = Message.objects.order_by("id").values_list("text", "kind")
        addresses = Identifier.objects.order_by("id").values_list("value", flat=True)
        holds = [*tickets, *texts, *addresses]
        transaction.set_rollback(True)
    instance.forget()
    return holds
