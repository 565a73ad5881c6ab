"""Where the demo does not go, and what is left when its loading is interrupted."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from candor.helpdesk.demo import DemoRefused, fill
from candor.helpdesk.models import Ticket
from candor.kernel import instance
from candor.people.models import Person

pytestmark = pytest.mark.django_db


def test_an_instance_in_use_is_left_alone() -> None:
    instance.finish_set_up("Nordlicht GmbH")
    with pytest.raises(DemoRefused):
        fill()
    with pytest.raises(CommandError, match="belongs to an organisation already"):
        call_command("demo_load")
    assert not Ticket.objects.exists()


def test_without_a_demo_there_are_no_log_ins() -> None:
    with pytest.raises(CommandError, match="no demo in this instance"):
        call_command("demo_logins")


def test_an_interrupted_load_leaves_an_empty_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("candor.helpdesk.demo.playing.Play.happen", stop)
    with pytest.raises(KeyboardInterrupt):
        fill()
    instance.forget()
    assert not Person.objects.exists()
    assert not instance.is_set_up()
