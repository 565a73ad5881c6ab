"""What is asked of many at once says the same as asking about each: tables without rows, and batches of people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from candor.kernel.actor import JOB
from candor.kernel.db.presence import filled, pointing
from candor.kernel.registries.personal_data import Piece, Subject, keepers, tables
from candor.kernel.stores import rows, sought
from candor.kernel.stores.sought import batch_of
from candor.people.models import Identifier, Person, PersonName
from candor.people.queries.finding import works_here
from candor.people.queries.subjects import known_by, subject_of
from candor.privacy.erasing import Asked, confirm_erasure, drop_plan, forget_dropped, plan_erasure, remove
from candor.privacy.erasing.freezing import rows_that_change
from candor.privacy.erasing.order import pointing_to
from tests.cast import make_person
from tests.privacy import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def found_of(subject: Subject) -> list[Piece]:
    """All that every store finds, and the rows that an erasure would change."""
    stored = [piece for keeper in keepers().values() for piece in keeper.discover(subject)]
    return [*stored, *rows_that_change(subject)]


@contextmanager
def each_alone() -> Iterator[None]:
    """As if no batch were there."""
    token = sought._batch.set(None)
    try:
        yield
    finally:
        sought._batch.reset(token)


def found_alone(subject: Subject) -> list[Piece]:
    with each_alone():
        return found_of(subject)


def customers() -> list[Person]:
    there = Person.objects.filter(merged_into=None, erased_at=None).order_by("pk")
    return [person for person in there if not works_here(person)]


@pytest.mark.slow(35)
def test_a_batch_finds_of_each_what_is_found_alone_whatever_happens_meanwhile(kims: world.World) -> None:
    """Before anything is done, when one of them gets something new, and after each of two was erased."""
    new = [make_person(f"Nina{number} Neu", f"nina{number}@neu.example") for number in range(2)]
    beside = [person for person in customers() if person.pk != kims.subject.pk][:: len(customers()) // 3]
    subjects = [kims.subject, *(subject_of(person) for person in (*beside, *new))]
    with batch_of(*known_by([person.pk for person in customers()])):
        for subject in subjects:
            assert found_of(subject) == found_alone(subject)
        PersonName.objects.create(person=new[1], kind="other", text="Nina Alt")
        Identifier.objects.filter(person=new[1]).update(is_primary=False)
        assert found_of(subjects[-1]) == found_alone(subjects[-1])
        for person in (new[0], Person.objects.get(pk=kims.subject.pk)):
            erasure = plan_erasure(person, Asked(), by=JOB)
            confirm_erasure(erasure, erasure.plan_hash, by=JOB)
            remove(erasure)
        for subject in subjects:
            assert found_of(subject) == found_alone(subject)


def test_in_a_batch_the_plan_of_each_is_the_one_that_is_made_alone(kims: world.World) -> None:
    people = [Person.objects.get(pk=kims.subject.pk), make_person("Nina Neu", "nina@neu.example")]
    people += [person for person in customers() if person not in people][:2]
    with batch_of(*known_by([person.pk for person in customers()])):
        together = [planned(person) for person in people]
    assert together == [planned(person) for person in people]


def planned(person: Person) -> list[tuple[object, ...]]:
    """What a plan says of each piece, but of plans themselves. It is forgotten again."""
    erasure = plan_erasure(person, Asked(), by=JOB)
    pieces = erasure.pieces.exclude(place__startswith="privacy_erasure").order_by("pk")
    found = list(pieces.values_list("phase", "store", "place", "key", "field", "doing", "stays", "ground", "until"))
    assert found
    drop_plan(erasure, by=JOB)
    forget_dropped(erasure)
    return found


def test_a_table_without_rows_has_nothing_of_anybody(kim: Person) -> None:
    with_empty_ones = mock.patch.object(rows, "with_rows", side_effect=list)
    subject = subject_of(kim)
    found = found_of(subject)
    with with_empty_ones:
        assert found == found_of(subject)
    names = [table.name for table in tables().values()]
    there = filled(names)
    assert there == {
        table.name for table in tables().values() if table.model and table.model._base_manager.exists()
    } | {name for name in there if tables()[name].model is None}
    assert 0 < len(there) < len(names) / 2


def test_which_keys_lead_to_a_row_is_asked_of_all_of_them_at_once(kim: Person, sam: Person) -> None:
    keys = [(other.name, str(field.column)) for other, field in pointing_to(tables()["people_person"])]
    there = pointing(keys, [kim.pk, sam.pk])
    for (other, field), is_there in zip(pointing_to(tables()["people_person"]), there, strict=True):
        model = other.model
        assert model is not None
        assert model._base_manager.filter(**{f"{field.name}__in": [kim.pk, sam.pk]}).exists() is is_there
    assert any(there)
    assert not all(there)
    assert pointing(keys, []) == [False] * len(keys)
