"""Tables are looked at and emptied in one go: a page that is answered after its test writes before that or after."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from candor.people.models import Organisation
from tests import emptying


@pytest.mark.django_db(transaction=True)
def test_nobody_writes_between_the_look_and_the_emptying(
    nordlicht: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_in_one, looks = list[bool](), emptying.asked_together

    def look(questions: list[str]) -> list[int]:
        is_in_one.append(connection.in_atomic_block)
        return looks(questions)

    monkeypatch.setattr(emptying, "asked_together", look)
    call_command("flush", verbosity=0, interactive=False)
    assert is_in_one
    assert all(is_in_one)
    assert not Organisation.objects.exists()
