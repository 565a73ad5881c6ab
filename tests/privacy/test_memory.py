"""What is remembered of the erased, so that they are neither written to nor made anew: keyed hashes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from candor.kernel.actor import SYSTEM
from candor.kernel.registries import guards
from candor.kernel.registries.guards import Ask
from candor.mail.actions.intake import Place, handle, store_fetched
from candor.mail.models import RawMessage, RawState, SeenMessage, Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.mail.tests.test_intake import make_mailbox
from candor.people.models import Identifier, Person
from candor.people.public import subject_of
from candor.privacy.actions.suppressions import suppress
from candor.privacy.models import Reach, Suppression, SuppressionReason
from tests.privacy.test_doing import erase_all

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

ROBIN = "robin@birken.example"


@pytest.fixture(autouse=True)
def _sender(settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, mail_from="support@lindwurm.example")


def written_by_robin(number: int) -> bytes:
    return letter(f"Letter {number}.", sender=f"Robin Birk <{ROBIN}>", message_id=f"<{number}@birken.example>")


def robins() -> list[int]:
    return list(Identifier.objects.filter(value=ROBIN).values_list("person", flat=True))


def test_t20_a_second_fetch_makes_nobody_anew_and_a_new_mail_makes_a_new_person() -> None:
    mailbox = make_mailbox()
    for validity in (1, 2):
        fetched = store_fetched(written_by_robin(1), Place(mailbox, "INBOX", validity, uid=1))
        assert fetched is not None
        handle(fetched)
        if validity == 1:
            (old,) = robins()
            erase_all(subject_of(Person.objects.get(pk=old)))
            assert not RawMessage.objects.filter(sender=ROBIN).exists()
    assert robins() == []
    assert not RawMessage.objects.filter(sender=ROBIN).exists()
    assert receive(written_by_robin(2), Way.PIPE).state == RawState.HANDLED
    (new,) = robins()
    assert new != old
    assert Person.objects.get(pk=new).merged_into_id is None


def test_t14_what_is_remembered_can_be_looked_up_by_nobody_without_the_key() -> None:
    receive(written_by_robin(1), Way.PIPE)
    suppress(ROBIN, Reach.EMAIL, SuppressionReason.OBJECTION, by=SYSTEM)
    erase_all(subject_of(Person.objects.get(pk=robins()[0])))
    kept = [
        *SeenMessage.objects.values_list("digest", flat=True),
        *Suppression.objects.values_list("digest", flat=True),
    ]
    assert len(kept) == 2
    assert all(len(digest) == 64 and "robin" not in digest for digest in kept)
    assert not guards.allowed(Ask.ADVERTISE_TO, ROBIN), "a suppression outlives its person"
