"""Every page of the slice opens for whom it is meant, in both languages, and not for others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candor.kernel import clock
from candor.kernel.models import AccessLogEntry, Instance
from candor.people.models import Organisation, Person
from tests.cast import make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

FOR_EVERY_TECHNICIAN = [
    "people/",
    "people/?q=kim",
    "people/new/",
    "organisations/",
    "organisations/?q=nordlicht",
    "organisations/new/",
    "me/",
    "me/details/",
    "me/password/",
    "me/telephones/new/",
    "me/addresses/new/",
    "me/e-mails/new/",
    "me/signature/",
    "confirm-password/",
]
FOR_ADMINISTRATORS = [
    "configuration/",
    "configuration/organisation/",
    "configuration/organisation/colour/?brand_hue=15",
    "configuration/organisation/colour/frame/?brand_hue=15",
    "configuration/staff/",
    "configuration/staff/invite/",
]


@pytest.fixture
def our_house(db: None) -> Instance:
    return Instance.objects.create(organisation_name="Lindwurm Software", set_up_at=clock.now())


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("address", FOR_EVERY_TECHNICIAN)
def test_a_technician_opens_it_and_a_customer_does_not(
    address: str, language: str, our_house: Instance, anna: Person, kim: Person
) -> None:
    Person.objects.filter(pk=anna.pk).update(language=language)
    assert signed_in(anna).get(f"/tech/{address}").status_code == 200
    assert signed_in(kim).get(f"/tech/{address}").status_code == 404
    assert Client().get(f"/tech/{address}").status_code == 302


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("address", FOR_ADMINISTRATORS)
def test_an_administrator_opens_it_and_a_technician_does_not(
    address: str, language: str, our_house: Instance, adam: Person, anna: Person
) -> None:
    Person.objects.filter(pk=adam.pk).update(language=language)
    assert signed_in(adam).get(f"/tech/{address}").status_code == 200
    assert signed_in(anna).get(f"/tech/{address}").status_code == 404


@pytest.mark.parametrize("address", ["", "details/", "names/new/", "e-mails/new/", "telephones/new/", "addresses/new/"])
def test_a_persons_pages_open_for_staff_alone(address: str, anna: Person, kim: Person, mallory: Person) -> None:
    page = f"/tech/people/{kim.ref}/{address}"
    assert signed_in(anna).get(page).status_code == 200
    assert signed_in(mallory).get(page).status_code == 404
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize("address", ["", "details/", "members/new/"])
def test_an_organisations_pages_open_for_staff_alone(
    address: str, anna: Person, kim: Person, nordlicht: Organisation
) -> None:
    page = f"/tech/organisations/{nordlicht.ref}/{address}"
    assert signed_in(anna).get(page).status_code == 200
    assert signed_in(kim).get(page).status_code == 404


@pytest.mark.parametrize("address", ["", "details/", "password/", "telephones/new/", "addresses/new/", "e-mails/new/"])
def test_everybody_opens_their_own_pages(address: str, kim: Person, mallory: Person, anna: Person) -> None:
    for person in (kim, mallory, anna):
        assert signed_in(person).get(f"/customer/me/{address}").status_code == 200
    assert Client().get(f"/customer/me/{address}").status_code == 302


def test_the_privacy_officer_reads_people_and_changes_nobody(paula: Person, kim: Person) -> None:
    browser = signed_in(paula)
    assert "Change details" not in browser.get(f"/tech/people/{kim.ref}/").content.decode()
    assert browser.get(f"/tech/people/{kim.ref}/details/").status_code == 404
    assert browser.post(f"/tech/people/{kim.ref}/lock/").status_code == 404


def test_each_look_at_a_person_is_noted_once_an_hour(anna: Person, kim: Person) -> None:
    browser = signed_in(anna)
    for _ in range(3):
        browser.get(f"/tech/people/{kim.ref}/")
    entry = AccessLogEntry.objects.get()
    assert (entry.actor_id, entry.subject_id, entry.actor_role) == (anna.pk, kim.pk, "technician")


def test_the_list_of_people_asks_as_often_for_fifty_as_for_one(anna: Person) -> None:
    def questions() -> int:
        browser = signed_in(anna)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/tech/people/").status_code == 200
        return len(queries)

    questions()  # reads the instance's row, which later pages remember
    few = questions()
    for number in range(60):
        make_person(f"Person {number:02}", f"p{number}@fjord.example")
    assert questions() == few


def test_the_list_leads_forwards_and_backwards_without_losing_anybody(anna: Person) -> None:
    for number in range(120):
        make_person(f"Person {number // 2:03}")
    browser, address, seen, page = signed_in(anna), "/tech/people/", [], ""
    while address:
        page = browser.get(address).content.decode()
        names = [part.split("<")[0] for part in page.split('dir="auto">')[1:] if part.startswith(("Person", "Anna"))]
        seen.append(names)
        later = [part.split('"')[0] for part in page.split('href="') if part.startswith("?after=")]
        address = f"/tech/people/{later[0]}" if later else ""
    assert [len(names) for names in seen] == [50, 50, 21]
    earlier = [part.split('"')[0] for part in page.split('href="') if part.startswith("?before=")]
    back = browser.get(f"/tech/people/{earlier[0]}").content.decode()
    assert [part.split("<")[0] for part in back.split('dir="auto">')[1:] if part.startswith("Person")] == seen[1]
