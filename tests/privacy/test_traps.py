"""Traps seen in real products (docs/reference/privacy-proofs.md lists them all and where each is tested)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction

import candor
from candor.kernel import audit_chain, clock
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.audit import record
from candor.kernel.http import limits
from candor.kernel.models import AuditFact, AuditSeal, RateWindow
from candor.kernel.registries.personal_data import (
    DATABASE,
    By,
    Erase,
    Export,
    Row,
    Subject,
    keepers,
    tables,
)
from candor.mail.models import RawMessage
from candor.people.models import Identifier, Person, PersonName
from tests.privacy import parties, world

LIST = Path(candor.__file__).parents[2] / "docs" / "reference" / "privacy-proofs.md"
TESTS = Path(__file__).parent
COPIED_FROM_THE_PERSON = {
    ("business_quoteversion", "sent_to"),
    ("licences_restoration", "email"),
    ("privacy_affected", "address"),
    ("privacy_consentevent", "address"),
    ("privacy_recipienttask", "person_address"),
}
"""Nobody types these: the software copies the main address of the very person whom the row's key names."""


NAMES_OF_TABLES = {("kernel_accesslogentry", "object_kind")}
"""Nobody types these either: the software writes what kind of thing was looked at."""


def test_every_trap_is_listed_and_every_test_that_is_named_exists() -> None:
    text = LIST.read_text()
    assert re.findall(r"^\| (T\d+) \|", text, re.M) == [f"T{number}" for number in range(1, 23)]
    journeys = TESTS.parent / "journeys"
    places = [
        *TESTS.glob("test_*.py"),
        *journeys.glob("test_*.py"),
        *Path(candor.__file__).parent.rglob("tests/**/test_*.py"),
    ]
    tests = "".join(file.read_text() for file in places)
    named = re.findall(r"`(test_\w+)`", text)
    assert len(named) > 15
    assert [name for name in named if f"def {name}(" not in tests] == []


def test_t2_the_answers_do_not_depend_on_each_other() -> None:
    """What is in no export is erased all the same, and each pair of answers occurs that one list could not hold."""
    answers = [column for table in tables().values() for column in table.columns.values() if column.is_personal]
    assert all(column.erase is not Erase.NOTHING for column in answers)
    assert {(column.export, column.erase) for column in answers} >= {
        (Export.NEVER, Erase.DELETE_ROW),
        (Export.NO, Erase.NULL),
        (Export.YES, Erase.KEEP_ANONYMOUS),
        (Export.YES, Erase.REDACT_SPANS),
    }


def test_t5_what_is_kept_anonymously_has_no_room_for_a_name() -> None:
    """Only numbers, times and short words of the software may outlive a person."""
    roomy = [
        f"{table.name}.{column}"
        for table in tables().values()
        for column, answers in table.columns.items()
        if answers.erase is Erase.KEEP_ANONYMOUS
        and _takes_free_text(table.model, column)
        and (table.name, column) not in NAMES_OF_TABLES
    ]
    assert roomy == []


def _takes_free_text(model: type[models.Model] | None, column: str) -> bool:
    field = next(field for field in model._meta.concrete_fields if field.column == column)  # type: ignore[union-attr]
    if isinstance(field, models.TextField | models.JSONField | models.BinaryField):
        return True
    return isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) > 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
def test_t7_erasing_somebody_leaves_the_audit_chain_whole(kims: world.World) -> None:
    """Facts name nobody but by number; an eraser that blanks one breaks the chain, and is found out by it."""
    AuditFact.objects.all().delete()
    AuditSeal.objects.all().delete()
    kim = Person.objects.get(pk=kims.subject.pk)
    with transaction.atomic():
        record("people.person.changed", kim, by=Actor(ActorKind.CUSTOMER, kim.pk))
    audit_chain.seal_all()
    parties.ByTheMap()(kims.subject)
    assert audit_chain.verify().is_intact
    AuditFact.objects.update(actor_id=None)
    assert not audit_chain.verify().is_intact


@pytest.mark.django_db
def test_t14_whoever_guesses_an_address_needs_the_key_too(settings: Any) -> None:
    """The same address under another key has another hash, so a table of guesses says nothing about ours."""
    limits.allow(("kim@nordlicht.example",), 5, timedelta(hours=1))
    settings.SECRET_KEY = "another instance's"
    limits.allow(("kim@nordlicht.example",), 5, timedelta(hours=1))
    assert len(set(RateWindow.objects.values_list("key", flat=True))) == 2


def test_t14_every_hash_of_a_person_is_declared_as_one() -> None:
    """Columns called a digest or key are secrets of the map: erased with their row, in no export."""
    digests = [
        (table.name, column, answers)
        for table in tables().values()
        for column, answers in table.columns.items()
        if column.endswith("digest") and table.row is not Row.NOBODY
    ]
    assert len(digests) > 5
    for name, column, answers in digests:
        assert not answers.is_personal or answers.export is Export.NEVER, f"{name}.{column}"


@pytest.mark.django_db
@pytest.mark.db
def test_t18_what_was_stored_as_it_was_written_is_found_too() -> None:
    """Looked up normalised, stored raw: a subject brings both spellings of each address."""
    person = Person.objects.create(name="Kim", source="test", created_at=clock.now())
    written = "Kim@Nordlicht.Example"
    for sender in (written, written.lower()):
        RawMessage.objects.create(way="pipe", sender=sender, received_at=clock.now())
    subject = Subject(person.pk, addresses=(written, written.lower()))
    found = [piece for piece in keepers()[DATABASE].discover(subject) if piece.place == "mail_rawmessage"]
    assert len(found) == 2


@pytest.mark.django_db
@pytest.mark.db
def test_t22_people_who_look_alike_are_left_alone() -> None:
    """`aa@b.com` beside `a@b.com`, the same name, numbers that begin alike."""
    kim, other = (Person.objects.create(name="Kim Jansen", source="test", created_at=clock.now()) for _ in range(2))
    for person, address in ((kim, "a@b.com"), (other, "aa@b.com")):
        PersonName.objects.create(person=person, kind="present", text=person.name)
        Identifier.objects.create(person=person, kind="email", value=address, written=address, created_at=clock.now())
        RawMessage.objects.create(way="pipe", sender=address, received_at=clock.now())
    theirs = {
        (piece.place, piece.key)
        for piece in keepers()[DATABASE].discover(Subject(kim.pk, addresses=("a@b.com",), words=(kim.name,)))
    }
    assert ("people_person", str(kim.pk)) in theirs
    assert ("people_person", str(other.pk)) not in theirs
    for model, column in ((PersonName, "person"), (Identifier, "person")):
        numbers = {str(pk) for pk in model.objects.filter(**{column: other}).values_list("pk", flat=True)}
        assert not numbers & {key for place, key in theirs if place == model._meta.db_table}
    assert sum(1 for place, _key in theirs if place == "mail_rawmessage") == 1


def test_t15_every_column_that_quotes_an_address_leads_to_its_person() -> None:
    """An address that stands in a table without a foreign key is a way to its owner, or erasure would not find it."""
    held = {
        (table.name, column)
        for table in tables().values()
        for column, answers in table.columns.items()
        if answers.category == "user.contact.email"
    }
    ways = {(table.name, way.through) for table in tables().values() for way in table.ways if way.by is By.ADDRESS}
    assert {("mail_rawmessage", "sender"), ("mail_outboxmessage", "to_address")} <= held
    assert held - COPIED_FROM_THE_PERSON <= ways
    assert held >= COPIED_FROM_THE_PERSON
    assert all(tables()[name].ways_to_people for name, _column in COPIED_FROM_THE_PERSON)
