"""Where organisations get their mail, and what stands on an invoice to them."""

from __future__ import annotations

import pytest

from candor.kernel import audit, clock
from candor.kernel.actor import ANONYMOUS
from candor.people import public
from candor.people.actions.merging import Wanted, merge_organisations
from candor.people.models import Membership, Organisation, OrganisationAddress, Person
from candor.people.rules.addresses import address_lines
from tests.api.programs import Program
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.once]

PLACE = {
    "kind": "billing", "addition": "Accounts payable", "lines": "Kai 1", "postcode": "24103", "city": "Kiel",
    "country": "DE",
}  # fmt: skip


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("DE", ["Quay 1", "24103 Kiel"]),
        ("GB", ["Quay 1", "Kiel", "24103"]),
        ("US", ["Quay 1", "Kiel 24103"]),
        ("", ["Quay 1", "24103 Kiel"]),
    ],
)
def test_each_country_writes_its_postcode_where_it_belongs(country: str, expected: list[str]) -> None:
    assert address_lines(" Quay 1\n\n", "24103", "Kiel", country=country) == expected


def test_an_address_is_added_changed_and_removed(clara: Person, nordlicht: Organisation) -> None:
    browser, page = signed_in(clara), f"/tech/organisations/{nordlicht.ref}/"
    for _twice in range(2):
        assert browser.post(f"{page}postal-addresses/new/", PLACE)["Location"] == page
    shown = browser.get(page).content.decode()
    assert "Accounts payable" in shown
    assert "24103 Kiel" in shown
    place = OrganisationAddress.objects.get()
    browser.post(f"{page}postal-addresses/{place.ref}/details/", {**PLACE, "lines": "Kai 2"})
    assert "Kai 2" in browser.get(page).content.decode()
    assert {fact.name for fact in audit.facts_about(place)} == {
        "people.organisation_address.added",
        "people.organisation_address.changed",
    }
    browser.post(f"{page}postal-addresses/{place.ref}/removal/")
    assert "Kai 2" not in browser.get(page).content.decode()


def test_an_address_of_another_organisation_is_not_found_here(
    clara: Person, nordlicht: Organisation, hafen: Organisation
) -> None:
    place = OrganisationAddress.objects.create(organisation=hafen, **PLACE)
    page = f"/tech/organisations/{nordlicht.ref}/postal-addresses/{place.ref}/"
    assert signed_in(clara).post(f"{page}removal/").status_code == 404
    assert OrganisationAddress.objects.filter(pk=place.pk).exists()


def test_a_customer_writes_no_address_down(kim: Person, nordlicht: Organisation) -> None:
    answer = signed_in(kim).post(f"/tech/organisations/{nordlicht.ref}/postal-addresses/new/", PLACE)
    assert answer.status_code in {302, 303, 403, 404}
    assert not OrganisationAddress.objects.exists()


def test_an_invoice_takes_the_address_for_invoices_and_the_mailbox_for_them(
    clara: Person, nordlicht: Organisation
) -> None:
    Organisation.objects.filter(pk=nordlicht.pk).update(
        address="Old Road 9\nKiel", country="DK", vat_number="DE136695976", invoice_email="bills@nordlicht.example"
    )
    OrganisationAddress.objects.create(organisation=nordlicht, **{**PLACE, "kind": "delivery", "lines": "Dock 7"})
    OrganisationAddress.objects.create(organisation=nordlicht, **PLACE)
    buyer = public.billing_details(nordlicht, actor(clara))
    assert buyer.lines == ("Accounts payable", "Kai 1", "24103 Kiel")
    assert (buyer.name, buyer.street, buyer.postcode, buyer.city) == ("Nordlicht GmbH", "Kai 1", "24103", "Kiel")
    assert (buyer.country, buyer.vat_number, buyer.email) == ("DE", "DE136695976", "bills@nordlicht.example")
    assert buyer.is_complete


def test_without_one_it_takes_what_was_written_down_and_the_contact_for_the_contract(
    clara: Person, nordlicht: Organisation, kim: Person
) -> None:
    Organisation.objects.filter(pk=nordlicht.pk).update(address="Old Road 9\n\n 24103 Kiel", country="DE")
    Membership.objects.filter(person=kim).update(contact_since=clock.now())
    buyer = public.billing_details(nordlicht, actor(clara))
    assert buyer.lines == ("Old Road 9", "24103 Kiel")
    assert (buyer.country, buyer.email) == ("DE", "kim@nordlicht.example")
    assert not buyer.is_complete


def test_a_stranger_learns_nothing_about_the_buyer(nordlicht: Organisation) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        public.billing_details(nordlicht, ANONYMOUS)


def test_a_merge_carries_the_addresses_over(clara: Person, nordlicht: Organisation, hafen: Organisation) -> None:
    place = OrganisationAddress.objects.create(organisation=hafen, **PLACE)
    merge_organisations(nordlicht, hafen, Wanted(), by=actor(clara))
    place.refresh_from_db()
    assert place.organisation == nordlicht


def test_the_contact_of_another_time_gets_no_invoices(clara: Person, nordlicht: Organisation) -> None:
    old = make_person("Ole Lund", "ole@nordlicht.example")
    today = clock.now()
    Membership.objects.create(
        person=old, organisation=nordlicht, since=today.date(), ended_on=today.date(), contact_since=today
    )
    assert public.billing_details(nordlicht, actor(clara)).email == ""


def test_a_program_keeps_addresses_and_one_that_is_there_twice_stays_readable(
    clara: Person, nordlicht: Organisation
) -> None:
    program, path = Program(clara), f"organisations/{nordlicht.ref}/postal-addresses"
    for _twice in range(2):
        OrganisationAddress.objects.create(organisation=nordlicht, **PLACE)
    added = program.post(path, PLACE)
    assert (added.status_code, added.json()["written"]) == (201, ["Accounts payable", "Kai 1", "24103 Kiel"])
    assert len(program.get(path).json()["items"]) == 2
    assert program.delete(f"{path}/{added.json()['ref']}").status_code == 204
    assert program.delete(f"{path}/{added.json()['ref']}").status_code == 404
    assert program.post(path, {**PLACE, "country": "??"}).status_code == 422
