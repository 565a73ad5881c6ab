"""The Account Manager as stories: what stands there, why and until when, who sees it, and how it is set up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candor.business.models import Lead, Stage
from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.writing import NewMessage, add_internal_note, send_reply
from candor.helpdesk.models import Part, Participant, Ticket
from candor.kernel import clock, instance
from candor.kernel.actor import Channel
from candor.kernel.models import AccessLogEntry
from candor.kernel.registries.personal_data import Export, tables
from candor.people.actions.details import Address, add_address
from candor.people.models import Import, ImportedRow, Person, PostalAddress
from candor.people.public import add_identifier, subject_of
from candor.privacy.account_manager import slots
from candor.privacy.account_manager.kinds import kinds
from candor.privacy.account_manager.slots import Deed, Room
from candor.privacy.models import AccountManagerSettings
from candor.privacy.public import adopt_shipped_rules
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINE = "/customer/my-data/"
SETUP = "/tech/configuration/account-manager/"
NOTE = "Sam Peters (sam@hafen.example) told Anna Krüger that Kim Jansen is right."


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def case(kim: Person, sam: Person, anna: Person) -> Ticket:
    """Kim's case, in which Sam gets copies, with a note about both that only staff saw."""
    ticket = open_ticket(
        NewTicket(requester=kim, subject="The export stops", text="Sam Peters saw it too.", channel=Channel.WEB),
        by=actor(kim),
    )
    Participant.objects.create(
        ticket=ticket, part=Part.COPY, person=sam, address="sam@hafen.example", name="Sam Peters", since=NOW
    )
    send_reply(ticket, NewMessage("Dear Kim, we look at it. Anna Krüger"), by=actor(anna))
    ticket.refresh_from_db()
    add_internal_note(ticket, NewMessage(NOTE), by=actor(anna))
    return ticket


def shown(person: Person, url: str, status: int = 200) -> str:
    answer = signed_in(person).get(url)
    assert answer.status_code == status, url
    return str(answer.content.decode())


def test_a_customer_reads_what_is_held_and_why(kim: Person, case: Ticket) -> None:
    first = shown(kim, MINE)
    assert "My cases" in first
    assert "My purchases and licences" in first
    assert 'Case: <span class="number strong">1</span>' in first
    cases = shown(kim, f"{MINE}cases/")
    assert "The export stops" in cases
    assert "Answering what people ask us, and helping them" in cases
    assert "Art. 6(1)(b) GDPR" in cases
    in_german = signed_in(kim).get(f"{MINE}cases/", headers={"accept-language": "de"}).content.decode()
    assert "Art. 6 Abs. 1 Buchst. b DSGVO" in in_german
    assert "Kim Jansen" in shown(kim, f"{MINE}me/")
    assert "kim@nordlicht.example" in shown(kim, f"{MINE}me/people_identifier/")


def test_others_are_masked_as_in_a_copy(kim: Person, sam: Person, case: Ticket) -> None:
    letters = shown(kim, f"{MINE}cases/helpdesk_message/")
    assert "Sam Peters saw it too." in letters, "Kim's own words stand as Kim wrote them"
    assert "Dear Kim, we look at it. Anna Krüger" in letters, "what was sent to Kim, too"
    assert "sam@hafen.example" not in letters
    assert "told" in letters
    assert "Kim Jansen is right" in letters
    assert "Names and addresses of other people in it are masked" in letters
    assert "from you" in letters
    assert "from our staff" not in letters.split("Dear Kim")[0].split("<article")[-1]


def test_an_end_is_told_as_the_eraser_decides_it(kim: Person, paula: Person, case: Ticket) -> None:
    assert "The day of its end is not known yet." in shown(kim, f"{MINE}cases/"), "nobody has adopted rules"
    adopt_shipped_rules("DE", by=actor(paula))
    Ticket.objects.update(closed_at=NOW, solved_at=NOW, status="closed")
    assert "It stays until" in shown(kim, f"{MINE}cases/")


def test_nobody_sees_anothers_data(kim: Person, lee: Person, mallory: Person, case: Ticket) -> None:
    for other in (lee, mallory):
        assert "The export stops" not in shown(other, f"{MINE}cases/")
    assert Client().get(MINE).status_code in {302, 303}
    shown(kim, f"{MINE}nowhere/", 404)
    shown(kim, f"{MINE}cases/auth_group/", 404)


def test_the_privacy_officer_sees_what_the_customer_sees_and_the_customer_that_they_did(
    kim: Person, paula: Person, anna: Person, case: Ticket
) -> None:
    page = f"/tech/people/{kim.ref}/account-manager/"
    assert "My cases" in shown(paula, page)
    assert "The export stops" in shown(paula, f"{page}cases/")
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_id=paula.pk).exists()
    looks = shown(kim, f"{MINE}looks/")
    assert "privacy" in looks.casefold()
    assert "Paula" not in looks
    shown(anna, page, 404)
    shown(paula, "/tech/people/nobody/account-manager/", 404)


def test_what_is_hidden_moves_to_the_copy_and_the_page_says_so(adam: Person, kim: Person, case: Ticket) -> None:
    office = signed_in(adam)
    assert "moves from the page into the copy" in office.get(SETUP).content.decode()
    groups = ["me", "purchases", "downloads", "mail", "looks", "consents", "requests", "further"]
    typed = {"version": 0, "groups": groups, "details": ["ends", "empty"]}
    looked = office.post(SETUP, {**typed, "look": "1"}).content.decode()
    assert "My cases" not in looked.split('id="preview"')[1]
    assert not AccountManagerSettings.objects.exists()
    assert "My cases" not in office.post(f"{SETUP}preview/", typed).content.decode()
    assert office.post(SETUP, typed).status_code == 303
    page = shown(kim, MINE).split("<main")[1].split("</main")[0]
    assert "My cases" not in page
    assert "They are in the copy of your data" in page
    shown(kim, f"{MINE}cases/", 404)
    assert "What it is held for" not in shown(kim, f"{MINE}me/")
    assert "When it goes" in shown(kim, f"{MINE}me/")
    again = office.post(SETUP, {**typed, "groups": ["me"]})
    assert again.status_code == 409
    assert "Somebody else saved this" in again.content.decode()


def test_the_setup_shows_a_real_customer_by_a_choice_that_nobody_saved(
    adam: Person, kim: Person, anna: Person, mara: Person, case: Ticket
) -> None:
    office = signed_in(adam)
    typed = {"version": 0, "groups": ["me", "cases"], "details": ["ends", "sources"]}
    found = office.post(f"{SETUP}preview/", {**typed, "find": "kim@nord"}, headers={"HX-Target": "found"})
    assert f'value="{kim.ref}"' in found.content.decode()
    nobody = office.post(f"{SETUP}preview/", {**typed, "find": "Anna Kr"}).content.decode()
    assert "Nobody fits that" in nobody, "who works here is no customer"
    assert not AccessLogEntry.objects.filter(subject_id=kim.pk, actor_id=adam.pk).exists(), "a name was found, no more"

    picked = office.post(SETUP, {**typed, "pick": kim.ref}).content.decode()
    assert "This is what Kim Jansen would see" in picked
    assert "My purchases and licences" not in picked.split('id="preview"')[1]
    look = AccessLogEntry.objects.get(subject_id=kim.pk, actor_id=adam.pk)
    assert look.object_kind == "privacy.accountmanagersettings", "the reason is what was being set up"
    assert "as you see it, to set its pages up" in shown(kim, f"{MINE}looks/")
    cases = office.post(SETUP, {**typed, "customer": kim.ref, "open": "cases/helpdesk_message"}).content.decode()
    assert "Dear Kim, we look at it." in cases
    assert "sam@hafen.example" not in cases, "masked as for Kim"
    fewer = {**typed, "groups": ["me"], "customer": kim.ref, "group": "cases/helpdesk_message"}
    assert "Dear Kim" not in office.post(f"{SETUP}preview/", fewer).content.decode()
    assert "Dear Kim" not in office.post(SETUP, {**fewer, "groups": ["cases"], "nobody": "1"}).content.decode()
    row = AccountManagerSettings.objects.get()
    assert (row.version, row.hidden_groups) == (0, []), "nothing was saved"
    assert office.post(SETUP, {**typed, "pick": anna.ref}).content.decode().count("would see") == 0
    assert signed_in(mara).post(SETUP, {**typed, "pick": kim.ref}).status_code in {403, 404}
    assert signed_in(anna).post(f"{SETUP}preview/", {**typed, "pick": kim.ref}).status_code in {403, 404}


def test_each_thing_says_how_it_came_to_us(kim: Person, sam: Person, clara: Person, case: Ticket) -> None:
    add_identifier(kim, "phone", "+49 431 5550100", by=actor(clara))
    PostalAddress.objects.create(person=kim, lines="Kai 1", city="Kiel", country="DE")
    add_address(kim, Address("Kai 2", "Kiel", "DE"), by=actor(kim))
    numbers = shown(kim, f"{MINE}me/people_identifier/")
    assert "Typed in by our staff (Sales), on 20 November 2026" in numbers
    homes = shown(kim, f"{MINE}me/people_postaladdress/")
    assert homes.count("You entered it yourself") == 1, "of the other one nobody knows"
    assert "A form on our website, or in the Customer Center" in shown(kim, f"{MINE}cases/")
    bought = Import.objects.create(
        name="list.csv", encoding="utf-8", delimiter=",", headings="x", source_name="Adressen AG",
        received_on=date(2026, 3, 2), basis="6(1)(f)", created_at=NOW,
    )  # fmt: skip
    ImportedRow.objects.create(source=bought, number=1, outcome="created", person=sam, at=NOW)
    Person.objects.filter(pk=sam.pk).update(source="import")
    stage = Stage.objects.create(name="New", position=1)
    Lead.objects.create(
        person=sam, interest="Archive", source="import", stage=stage, origin=bought, basis="6(1)(f)", created_at=NOW,
        touched_at=NOW,
    )  # fmt: skip
    vendor = "A list from Adressen AG, received on 2 March 2026"
    assert vendor in shown(sam, f"{MINE}me/people_person/")
    places = [kind for kind in kinds() if kind.key == "business_lead"]
    assert vendor in shown(sam, f"{MINE}{places[0].group}/business_lead/")
    AccountManagerSettings.objects.create(pk=1, hidden_details=["sources"])
    assert vendor not in shown(sam, f"{MINE}me/people_person/")


def test_every_table_of_the_map_has_its_place() -> None:
    """A table that somebody declares tomorrow stands in a group by itself."""
    shown_somewhere = {kind.key for kind in kinds() if kind.group}
    exported = {
        table.name
        for table in tables().values()
        if table.model and any(answers.export is Export.YES for answers in table.columns.values())
    }
    assert shown_somewhere == exported


def test_others_add_what_can_be_done(kim: Person, lee: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_item_deeds", "_overview_deeds", "_rooms"):
        monkeypatch.setattr(slots, name, {})
    slots.register_item_deeds("t", lambda _a, _p, items: {item.name: [Deed("Contest it", "/x/")] for item in items})
    slots.register_overview_deeds("t", lambda _actor, _person: [Deed("Ask for a copy", "/y/")])
    slots.register_rooms("t", lambda _actor, _person: [Room("What I asked", "Two requests", "/z/", "scale")])
    first = shown(kim, MINE)
    assert "Ask for a copy" in first
    assert "What I asked" in first
    assert "Contest it" in shown(kim, f"{MINE}me/")


def test_a_page_asks_as_often_for_thousands_as_for_a_few(
    kim: Person, case: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "REMEMBERED_FOR", 3600.0)
    instance.forget()
    pages = (MINE, f"{MINE}cases/", f"{MINE}cases/helpdesk_message/")
    few = [_asked(kim, page) for page in pages]
    template = Ticket.objects.get()
    Ticket.objects.bulk_create(_more(template, 3_000), batch_size=500)
    assert subject_of(kim).pk == kim.pk
    many = [_asked(kim, page) for page in pages]
    assert many == few, (few, many)
    first = shown(kim, f"{MINE}cases/")
    assert "more than 100" in first
    assert "Older" in first


def _more(template: Ticket, count: int) -> Iterator[Ticket]:
    for number in range(count):
        values = {field.attname: getattr(template, field.attname) for field in Ticket._meta.concrete_fields}
        values |= {"id": None, "ref": f"many{number:06}", "number": 100_000 + number, "subject": f"Case {number}"}
        yield Ticket(**values)


def _asked(person: Person, url: str) -> int:
    browser = signed_in(person)
    browser.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)
