"""A prepared query gives what its query set gives, and reads anew each time."""

from __future__ import annotations

import pytest
from django.db.models import CharField, F, QuerySet
from django.http import Http404

from candor.kernel.actor import ANONYMOUS, SYSTEM
from candor.kernel.db.prepared import Given, Prepared, PreparedByRef
from candor.people.models import Account, Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def composed(name: object) -> QuerySet[Account]:
    return Account.objects.select_related("person", "staff").filter(person__name=name, epoch=F("epoch"))


PREPARED = Prepared(lambda: composed(Given("name", CharField())))


def values_of(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_it_gives_the_row_and_those_beside_it(anna: Person, kim: Person) -> None:
    for person in (anna, kim, anna):
        wanted, found = composed(person.name).get(), PREPARED.one(name=person.name)
        assert found is not None
        assert values_of(found) == values_of(wanted)
        assert values_of(found.person) == values_of(wanted.person)
        assert hasattr(found, "staff") == hasattr(wanted, "staff")
    assert PREPARED.one(name="Nobody of that name") is None


def test_it_reads_along_what_the_query_set_would(anna: Person, django_assert_num_queries: object) -> None:
    found = PreparedByRef(Person.objects.prefetch_related("identifiers").visible_to).or_404(SYSTEM, anna.ref)
    with django_assert_num_queries(0):  # type: ignore[operator] # pytest-django's fixture
        assert [entry.value for entry in found.identifiers.all()] == ["anna@lindwurm.example"]


def test_of_a_reference_each_finds_what_they_may_see(anna: Person, kim: Person, sam: Person) -> None:
    seen = PreparedByRef(Person.objects.visible_to)
    assert seen.seen_by(actor(anna), kim.ref) == kim
    assert seen.seen_by(actor(kim), kim.ref) == kim
    assert seen.seen_by(actor(sam), kim.ref) is None
    with pytest.raises(Http404):
        seen.or_404(ANONYMOUS, kim.ref)


def test_it_reads_what_has_changed_since(anna: Person, django_assert_num_queries: object) -> None:
    assert PREPARED.one(name=anna.name) is not None
    Account.objects.filter(person=anna).update(is_active=False)
    with django_assert_num_queries(1):  # type: ignore[operator] # pytest-django's fixture
        found = PREPARED.one(name=anna.name)
        assert found is not None
        assert found.person.name == anna.name
        assert found.staff.role
    assert not found.is_active


def test_a_session_that_ended_between_two_requests_opens_nothing(anna: Person) -> None:
    client = signed_in(anna)
    assert client.get("/tech/me/").status_code == 200
    Account.objects.filter(person=anna).update(epoch=F("epoch") + 1)
    assert client.get("/tech/me/").status_code == 302
