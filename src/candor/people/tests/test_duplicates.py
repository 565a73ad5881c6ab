"""Who may be recorded twice: suggested, decided, remembered."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.actions import details, duplicates, identifiers
from candor.people.actions.merging import Wanted, merge_people
from candor.people.actions.organisations import OrganisationDetails, add_member, add_organisation
from candor.people.actions.persons import NewPerson, add_person
from candor.people.actions.unmerging import undo_merge
from candor.people.models import Organisation, OrganisationPair, Person, PersonPair
from candor.people.queries.duplicates import person_pairs, suggestions_for
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.usefixtures("letter_box")]


def look_for_duplicates() -> None:
    with clock.later(minutes=1):
        duplicates.find_in_what_changed()


def added(name: str, email: str = "", phone: str = "", *, at: Organisation | None = None) -> Person:
    person = add_person(NewPerson(name, email, phone), by=SYSTEM)
    if at is not None:
        add_member(at, person, by=SYSTEM)
    return person


def pairs() -> list[tuple[str, str, str]]:
    return sorted((pair.first.name, pair.second.name, pair.reason) for pair in person_pairs(SYSTEM))


def test_the_same_number_address_or_name_at_work_is_suggested(nordlicht: Organisation) -> None:
    added("Ole Lund", phone="+49 431 5550101")
    added("O. Lunde", phone="0431 5550101")
    added("Ines Falk", "ines@falk.example")
    added("Info", "INES@falk.example")
    added("Kim Janssen", "k1@fjord.example")
    added("Jansen, Kim", "k2@fjord.example")
    added("Rolf Sand", at=nordlicht)
    added("Rolf Sand", at=nordlicht)
    look_for_duplicates()
    assert pairs() == [
        ("Ines Falk", "Info", "email"),
        ("Kim Janssen", "Jansen, Kim", "near-name"),
        ("Ole Lund", "O. Lunde", "phone"),
        ("Rolf Sand", "Rolf Sand", "name"),
    ]


def test_the_same_name_elsewhere_or_a_public_mailbox_says_nothing(nordlicht: Organisation, hafen: Organisation) -> None:
    added("Rolf Sand", "rolf.sand@gmx.de", at=nordlicht)
    added("Rolf Sand", "rolf_s@gmx.de", at=hafen)
    look_for_duplicates()
    assert pairs() == []


def test_many_at_one_switchboard_are_many_people() -> None:
    for name in ("Ada Lind", "Bo Berg", "Cem Kaya", "Dora Falk"):
        added(name, phone="+49 431 5550100")
    added("Ada Lindt", phone="+49 431 5550100")
    look_for_duplicates()
    assert pairs() == [("Ada Lind", "Ada Lindt", "phone")]


def test_staff_are_not_suggested(anna: Person) -> None:
    added("Anna Berg", "anna@lindwurm.example")
    look_for_duplicates()
    assert pairs() == []


def test_who_no_longer_looks_alike_is_no_longer_suggested(anna: Person, kim: Person) -> None:
    twin = added("Kim Jansen", "kj@nordlicht.example")
    details.add_name(kim, "former", "Kim Holm", by=SYSTEM)
    look_for_duplicates()
    assert [row.second for row in suggestions_for(kim, by=SYSTEM)] == [twin]
    details.change_details(twin, twin.version, details.Details("Toni Vogt", "", "", ""), by=SYSTEM)
    look_for_duplicates()
    assert not PersonPair.objects.exists()


def test_two_who_were_told_apart_are_not_suggested_again(anna: Person) -> None:
    one, _other = added("Ole Lund", "ole@fjord.example"), added("Ole Lund", "ol@fjord.example")
    look_for_duplicates()
    browser = signed_in(anna)
    assert "nearly" not in browser.get("/tech/duplicates/").content.decode()
    assert "the same name" in browser.get(f"/tech/people/{one.ref}/").content.decode()
    pair = PersonPair.objects.get()
    for _twice in range(2):
        answer = browser.post(f"/tech/duplicates/{pair.ref}/dismissal/", follow=True)
        assert "these are two" in answer.content.decode()
    identifiers.add_identifier(one, "phone", "+49 431 5550101", by=SYSTEM)
    look_for_duplicates()
    assert pairs() == []


def test_a_merged_pair_leaves_the_list_and_comes_back_with_its_undoing(anna: Person) -> None:
    one, other = added("Ole Lund", "ole@fjord.example"), added("Ole Lund", "ol@fjord.example")
    look_for_duplicates()
    merge = merge_people(one, other, Wanted(), by=actor(anna))
    look_for_duplicates()
    assert pairs() == []
    undo_merge(merge, by=actor(anna))
    look_for_duplicates()
    assert pairs() == [("Ole Lund", "Ole Lund", "name")]


def test_organisations_of_one_website_or_name(anna: Person) -> None:
    add_organisation(OrganisationDetails("Fjord AS", "https://www.fjord.example/"), by=SYSTEM)
    add_organisation(OrganisationDetails("Fjord Norge", "http://fjord.example"), by=SYSTEM)
    add_organisation(OrganisationDetails("Deich KG"), by=SYSTEM)
    add_organisation(OrganisationDetails("Deich GmbH"), by=SYSTEM)
    look_for_duplicates()
    assert sorted(pair.reason for pair in OrganisationPair.objects.all()) == ["domain", "name"]
    shown = signed_in(anna).get("/tech/organisation-duplicates/").content.decode()
    assert "Fjord Norge" in shown
    pair = OrganisationPair.objects.get(reason="name")
    signed_in(anna).post(f"/tech/organisation-duplicates/{pair.ref}/dismissal/")
    assert OrganisationPair.objects.get(pk=pair.pk).dismissed_at


def test_the_worklist_goes_on_beyond_a_page(anna: Person) -> None:
    one = added("Ole Lund")
    for _number in range(60):
        other = added("Ole Lund")
        PersonPair.objects.create(first=one, second=other, reason="name", found_at=clock.now())
    browser = signed_in(anna)
    first = browser.get("/tech/duplicates/").content.decode()
    assert first.count("Compare and merge") == 50
    after = PersonPair.objects.order_by("-pk")[49].ref
    assert f"?after={after}" in first
    assert browser.get(f"/tech/duplicates/?after={after}").content.decode().count("Compare and merge") == 10


def test_a_customer_sees_no_suggestions(kim: Person) -> None:
    assert signed_in(kim).get("/tech/duplicates/").status_code == 404


def test_many_who_are_new_are_compared_together() -> None:
    one, *others = [added(f"Ole {'x' * number}d", f"ole{number}@fjord.example").pk for number in range(1, 31)]
    with CaptureQueriesContext(connection) as of_one:
        duplicates.compare_people([one])
    with CaptureQueriesContext(connection) as of_all:
        duplicates.compare_people(others)
    assert len(of_all) <= len(of_one) + len(others), "one more for each new address, none for each new person"
