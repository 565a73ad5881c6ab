"""Whose data is whose: what leads from one person to their rows, and what does not."""

from __future__ import annotations

import pytest

from candor.kernel import clock
from candor.people.models import Identifier, IdentifierKind, Person, PersonName
from candor.people.queries.subjects import subject_of
from tests.cast import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def give_address(person: Person, written: str) -> None:
    Identifier.objects.create(
        person=person, kind=IdentifierKind.EMAIL, value=written.lower(), written=written, created_at=clock.now()
    )


def test_a_person_is_found_by_every_name_and_form_of_address() -> None:
    kim = make_person("Kim Nielsen", "Kim@Nordlicht.example")
    PersonName.objects.create(person=kim, kind=PersonName.Kind.FORMER, text="Kim Brandt")
    subject = subject_of(kim)
    assert subject.numbers == (kim.pk,)
    assert subject.addresses == ("Kim@Nordlicht.example", "kim@nordlicht.example")
    assert subject.words == ("Kim Brandt", "Kim Nielsen")


def test_records_that_became_part_of_hers_are_hers() -> None:
    kim, twin, older = (make_person("Kim", f"kim{number}@nordlicht.example") for number in range(3))
    Person.objects.filter(pk=twin.pk).update(merged_into=kim)
    Person.objects.filter(pk=older.pk).update(merged_into=twin)
    assert subject_of(kim).numbers == (kim.pk, twin.pk, older.pk)
    assert "kim2@nordlicht.example" in subject_of(kim).addresses


def test_a_shared_mailbox_leads_to_nobody_alone() -> None:
    kim = make_person("Kim", "kim@nordlicht.example")
    lee = make_person("Lee", "lee@nordlicht.example")
    for person in (kim, lee):
        give_address(person, "Office@nordlicht.example")
    assert subject_of(kim).addresses == ("kim@nordlicht.example",)
    assert subject_of(lee).addresses == ("lee@nordlicht.example",)


def test_an_address_that_only_a_merged_record_had_too_stays_hers() -> None:
    kim = make_person("Kim", "kim@nordlicht.example")
    twin = make_person("Kim")
    give_address(twin, "kim@nordlicht.example")
    Person.objects.filter(pk=twin.pk).update(merged_into=kim)
    assert subject_of(kim).addresses == ("kim@nordlicht.example",)
