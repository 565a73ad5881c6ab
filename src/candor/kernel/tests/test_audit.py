"""Facts hold ids and enums only, and nobody changes them unseen."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from candor.kernel import audit, audit_chain, clock, numbers
from candor.kernel.actor import SYSTEM
from candor.kernel.models import AuditFact, AuditSeal, NumberSeries, StoredFile
from candor.kernel.tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def row(db: Any) -> StoredFile:
    """Something to record facts about, in a log that is empty: migrations may have recorded some."""
    AuditFact.objects.all().delete()
    return StoredFile(pk=7)


def record(row: StoredFile, count: int = 1) -> None:
    for number in range(count):
        audit.record("kernel.file.opened", row, by=SYSTEM, number=number)


def test_a_fact_names_object_actor_channel_and_moment(row: StoredFile) -> None:
    fact = audit.record("kernel.file.opened", row, by=SYSTEM, state="open", count=3, again=True)
    assert (fact.object_kind, fact.object_id, fact.actor_kind, fact.channel) == (
        "kernel.storedfile", 7, "system", "command",
    )  # fmt: skip
    assert fact.details == {"state": "open", "count": 3, "again": True}
    assert list(audit.facts_about(row)) == [fact]


@pytest.mark.parametrize("text", ["Kim Jansen", "kim@nordlicht.example", "x" * 41, "two words", "ü", "a\n", "+49 30 1"])
def test_a_fact_takes_no_free_text(row: StoredFile, text: str) -> None:
    with pytest.raises(audit.NotAFact):
        audit.record("kernel.file.opened", row, by=SYSTEM, detail=text)


@pytest.mark.parametrize("name", ["opened", "kernel.opened", "kernel.file.Opened", "a.b.c.d", "a.b.c\n", "a.b.c d"])
def test_a_fact_is_called_slice_object_verb(row: StoredFile, name: str) -> None:
    with pytest.raises(audit.NotAFact):
        audit.record(name, row, by=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_never_written_outside_its_actions_transaction(row: StoredFile) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        audit.record("kernel.file.opened", row, by=SYSTEM)


def test_an_untouched_chain_is_intact(row: StoredFile) -> None:
    record(row, 3)
    assert audit_chain.seal_all() == 3
    record(row, 2)
    assert audit_chain.seal_all() == 2
    record(row)
    verdict = audit_chain.verify()
    assert verdict.is_intact, verdict.breaks
    assert (verdict.facts, verdict.seals, verdict.unsealed) == (5, 2, 1)
    assert verdict.head == AuditSeal.objects.order_by("-number")[0].chain_hash


def sealed(row: StoredFile) -> list[AuditFact]:
    for _ in range(3):
        record(row, 2)
        audit_chain.seal_all()
    return list(AuditFact.objects.order_by("id"))


@pytest.mark.parametrize(
    "change",
    [
        {"name": "kernel.file.closed"}, {"object_kind": "kernel.job"}, {"object_id": 8}, {"actor_kind": "staff"},
        {"actor_id": 1}, {"channel": "web"}, {"details": {}}, {"details": {"number": 9}}, {"seal_id": 1},
    ],
)  # fmt: skip
def test_a_changed_fact_is_found(row: StoredFile, change: dict[str, Any]) -> None:
    victim = sealed(row)[2]
    AuditFact.objects.filter(pk=victim.pk).update(**change)
    breaks = audit_chain.verify().breaks
    assert any("Seal 2 " in line for line in breaks), breaks


def test_a_removed_fact_and_a_slipped_in_one_are_found(row: StoredFile) -> None:
    facts = sealed(row)
    facts[2].delete()
    assert "covers 2 facts, 1 are there" in audit_chain.verify().breaks[0]
    facts[4].pk = None
    facts[4].seal_id = 2
    facts[4].save(force_insert=True)
    assert "does not fit" in audit_chain.verify().breaks[0]


def test_a_removed_link_is_found(row: StoredFile) -> None:
    sealed(row)
    AuditFact.objects.filter(seal=2).delete()
    AuditSeal.objects.filter(number=2).delete()
    assert audit_chain.verify().breaks[0] == "Seal 2 is missing."


def test_the_command_says_so_and_fails(row: StoredFile) -> None:
    sealed(row)
    output = StringIO()
    call_command("audit_verify", "--json", stdout=output)
    assert json.loads(output.getvalue())["intact"] is True
    AuditFact.objects.filter(seal=2).update(object_id=8)
    with pytest.raises(CommandError, match="Seal 2"):
        call_command("audit_verify", "--json", stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_facts_written_while_sealing_are_never_skipped(row: StoredFile) -> None:
    """Twelve writers and four sealers at once, on both engines."""

    def act(number: int) -> int:
        if number % 4 == 0:
            return sum(audit_chain.seal_some() for _ in range(10))
        for _ in range(10):
            with transaction.atomic():
                record(row, 2)
                numbers.next_number("noise")
        return 0

    at_once(16, act)
    audit_chain.seal_all()
    verdict = audit_chain.verify()
    assert verdict.is_intact, verdict.breaks
    assert (verdict.facts, verdict.unsealed) == (240, 0)
    assert NumberSeries.objects.get(name="noise").last == 120


MANY = 4_000
FLOOR_TIMES = 12.0
"""Verifying costs some five times the floor; a million facts take about seven seconds of one core."""


def test_verifying_costs_a_few_times_what_reading_and_hashing_cost(row: StoredFile) -> None:
    """The floor is measured here and now, in CPU time, so a busy machine slows both."""
    now = clock.now()
    AuditFact.objects.bulk_create(
        [
            AuditFact(
                name="kernel.file.opened", object_kind="kernel.storedfile", object_id=number, actor_kind="staff",
                actor_id=number % 50, channel="web", at=now, details={"number": number % 40, "state": "open"},
            )
            for number in range(MANY)
        ]
    )  # fmt: skip
    assert audit_chain.seal_all() == MANY

    def floor() -> None:
        digest = hashlib.sha256()
        for values in AuditFact.objects.order_by("id").values_list("id", "name", "object_id").iterator():
            digest.update(str(values).encode())

    def cost(act: Callable[[], object]) -> float:
        times = []
        for _ in range(5):
            begun = time.process_time()
            act()
            times.append(time.process_time() - begun)
        return min(times)

    assert audit_chain.verify().facts == MANY
    assert cost(audit_chain.verify) < FLOOR_TIMES * cost(floor)
