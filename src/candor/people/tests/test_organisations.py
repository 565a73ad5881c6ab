"""People and organisations as staff keep them."""

from __future__ import annotations

import pytest

from candor.kernel import audit, instance
from candor.kernel.models import Instance
from candor.people import public
from candor.people.models import Membership, Organisation, Person, PersonName
from candor.people.tests.conftest import LetterBox
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

DETAILS = {"version": 0, "name": "Nordlicht AG", "website": "https://nordlicht.example", "country": "DE"}


def test_a_caller_is_written_down_with_their_company(anna: Person) -> None:
    answer = signed_in(anna).post(
        "/tech/people/new/",
        {"name": "Ole Lund", "phone": "040 765432", "organisation": "Fjord AS", "language": "de"},
    )
    ole = Person.objects.get(name="Ole Lund")
    assert answer["Location"] == f"/tech/people/{ole.ref}/"
    assert str(public.organisation_of(ole)) == "Fjord AS"
    assert ole.source == "staff"


def test_somebody_without_any_way_to_answer_is_not_written_down(anna: Person) -> None:
    answer = signed_in(anna).post("/tech/people/new/", {"name": "Nobody"})
    assert "so that we can answer" in answer.content.decode()
    assert not Person.objects.filter(name="Nobody").exists()


def test_a_second_record_with_the_same_address_is_pointed_out(anna: Person, kim: Person) -> None:
    browser = signed_in(anna)
    answer = browser.post("/tech/people/new/", {"name": "K. Jansen", "email": "kim@nordlicht.example"}, follow=True)
    assert "also belongs to: Kim Jansen" in answer.content.decode()


def test_staff_keep_names_and_addresses_of_a_customer(anna: Person, kim: Person, letter_box: LetterBox) -> None:
    browser, page = signed_in(anna), f"/tech/people/{kim.ref}/"
    browser.post(f"{page}names/new/", {"kind": "former", "text": "Kim Holm"})
    browser.post(f"{page}e-mails/new/", {"email": "kim@home.example", "label": "at home"})
    assert "Kim Holm" in browser.get(page).content.decode()
    assert [(mail["template"], mail["to"]) for mail in letter_box.letters] == [
        ("address_new", "kim@home.example"),
        ("address_known", "kim@nordlicht.example"),
    ]
    name = PersonName.objects.get(text="Kim Holm")
    browser.post(f"{page}names/{name.pk}/removal/")
    present = PersonName.objects.get(person=kim)
    assert browser.post(f"{page}names/{present.pk}/removal/").status_code == 404


def test_the_note_and_the_version_of_a_person(anna: Person, boris: Person, kim: Person) -> None:
    page = f"/tech/people/{kim.ref}/details/"
    asked = {"version": 0, "name": "Kim Jansen", "language": "", "time_zone": "", "note": "Prefers calls."}
    assert signed_in(anna).post(page, asked).status_code == 303
    answer = signed_in(boris).post(page, {**asked, "note": "Prefers mail."})
    assert answer.status_code == 409
    assert "Prefers calls." in answer.content.decode()
    assert Person.objects.get(pk=kim.pk).note == "Prefers calls."


def test_an_organisation_is_changed_once_and_the_second_is_told(
    anna: Person, boris: Person, nordlicht: Organisation
) -> None:
    page = f"/tech/organisations/{nordlicht.ref}/details/"
    assert signed_in(anna).post(page, DETAILS).status_code == 303
    answer = signed_in(boris).post(page, {**DETAILS, "name": "Nordlicht SE"})
    assert answer.status_code == 409
    assert "Nordlicht SE" in answer.content.decode()
    assert Organisation.objects.get(pk=nordlicht.pk).name == "Nordlicht AG"
    assert [fact.name for fact in audit.facts_about(nordlicht)] == ["people.organisation.changed"]


@pytest.mark.parametrize("website", ["javascript:alert(1)", "not an address", "ftp://x.example"])
def test_a_website_is_a_web_address(website: str, anna: Person, nordlicht: Organisation) -> None:
    page = f"/tech/organisations/{nordlicht.ref}/details/"
    assert signed_in(anna).post(page, {**DETAILS, "website": website}).status_code == 422


def test_members_come_become_super_customers_and_go(anna: Person, sam: Person, nordlicht: Organisation) -> None:
    browser, page = signed_in(anna), f"/tech/organisations/{nordlicht.ref}/members/"
    browser.post(f"{page}new/", {"email": "sam@hafen.example", "name": "", "role": "member", "position": "Adviser"})
    assert actor(sam).organisation_ids == frozenset()
    browser.post(f"{page}{sam.ref}/super/")
    assert actor(sam).organisation_ids == {nordlicht.pk}
    browser.post(f"{page}{sam.ref}/super/lift/")
    assert actor(sam).organisation_ids == frozenset()
    browser.post(f"{page}{sam.ref}/end/")
    assert browser.post(f"{page}{sam.ref}/super/").status_code == 404
    assert Membership.objects.get(person=sam, organisation=nordlicht).ended_on is not None


def test_whoever_is_the_contact_for_the_contract_is_named_and_can_be_another_one(
    anna: Person, kim: Person, nordlicht: Organisation
) -> None:
    browser, page = signed_in(anna), f"/tech/organisations/{nordlicht.ref}/"
    for _again in range(2):
        browser.post(f"{page}members/{kim.ref}/contact/")
    assert "contact for the contract" in browser.get(page).content.decode()
    membership = Membership.objects.get(person=kim)
    assert (membership.contact_since is not None, membership.contact_by) == (True, anna)
    assert [fact.name for fact in audit.facts_about(membership)] == ["people.contact.begun"]
    browser.post(f"{page}members/{kim.ref}/contact/lift/")
    assert "is the contact for the contract no more" in browser.get(page).content.decode()
    membership.refresh_from_db()
    assert (membership.contact_since, membership.contact_by) == (None, None)


def test_a_member_cannot_promote_themselves(kim: Person, nordlicht: Organisation) -> None:
    assert signed_in(kim).post(f"/tech/organisations/{nordlicht.ref}/members/{kim.ref}/super/").status_code == 404
    assert actor(kim).organisation_ids == frozenset()
    assert signed_in(kim).post(f"/tech/organisations/{nordlicht.ref}/members/{kim.ref}/contact/").status_code == 404


def test_our_organisation_is_saved_shown_and_guarded_by_its_version(adam: Person) -> None:
    Instance.objects.create(organisation_name="Lindwurm")
    instance.forget()
    asked = {
        "version": 0,
        "organisation_name": "Lindwurm Software",
        "brand_hue": 150,
        "language": "de",
        "time_zone": "Europe/Berlin",
        "contact_email": "help@lindwurm.example",
    }
    browser, page = signed_in(adam), "/tech/configuration/organisation/"
    assert browser.post(page, asked).status_code == 303
    assert Instance.objects.get().brand_hue == 150
    assert browser.post(page, {**asked, "organisation_name": "Other"}).status_code == 409
    assert browser.post(page, {**asked, "brand_hue": "red"}).status_code == 422


def test_the_colour_is_previewed_in_a_frame_of_our_own_alone(adam: Person, anna: Person) -> None:
    page = "/tech/configuration/organisation/colour/"
    answer = signed_in(adam).get(f"{page}?brand_hue=30")
    assert 'data-hue="30"' in answer.content.decode()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert signed_in(adam).get(f"{page}?brand_hue=<script>").status_code == 200
    assert signed_in(anna).get(page).status_code == 404
