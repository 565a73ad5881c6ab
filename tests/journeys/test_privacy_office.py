"""Paula adopts the rules and sets a hold: at a desk and on a phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from candor.kernel import clock
from candor.mail.models import OutboxMessage
from candor.people.models import Organisation, Person
from candor.people.public import make_contact, subject_of
from candor.privacy.actions.affected import list_by_hand, write_letter
from candor.privacy.actions.agreements import Terms, record_agreement
from candor.privacy.actions.breaches import BreachWords, record_breach
from candor.privacy.actions.copying import CopyWanted, ask_for_copy
from candor.privacy.actions.erasures import plan
from candor.privacy.actions.holds import Target, set_hold
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.actions.log_reads import LogQuestion, read_log
from candor.privacy.actions.notices import publish_shipped_versions
from candor.privacy.actions.recipient_tasks import tell_recipients
from candor.privacy.actions.recipients import RecipientWords, add_recipient
from candor.privacy.erasing import Asked, plan_erasure
from candor.privacy.models import (
    AdoptedPack,
    Brake,
    ClientRequest,
    Hold,
    HoldReason,
    LockGround,
    RecipientKind,
    RecipientTask,
    RetentionLine,
    RetentionRun,
    RunState,
)
from candor.privacy.rules.deciding import Right
from tests.browser import Visit, look_at_each_kind, look_from_all_sides
from tests.cast import actor, make_customer
from tests.privacy.copies import archive_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

RULES, OFFICE = "/tech/configuration/privacy/", "/tech/privacy-office/"


@pytest.mark.journey
def test_paula_adopts_the_rules_and_holds_what_a_claim_needs(visit: Visit, paula: Person, kim: Person) -> None:
    page = visit(paula)
    page.goto(RULES)
    page.get_by_role("button", name="Adopt these rules").click()
    expect(page.get_by_text("All of these rules are in force.")).to_be_visible()
    assert AdoptedPack.objects.get().adopted_by == paula

    page.goto(f"/tech/people/{kim.ref}/")
    page.get_by_role("link", name="Set a hold").click()
    page.get_by_label("File mark").fill("4 O 12/26")
    page.get_by_label("Look again on").fill((clock.now() + timedelta(days=90)).date().isoformat())
    page.get_by_role("button", name="Set the hold").click()
    expect(page.get_by_text("The hold is set.")).to_be_visible()
    assert Hold.objects.standing().get().person == kim


def a_retention_run(kim: Person) -> RetentionRun:
    """One that waits, with a case to delete and one to keep."""
    run = RetentionRun.objects.create(
        state=RunState.WAITING, brake=Brake.FIRST, as_of=clock.now().date(), rules="x", share=5, floor=50,
        asked_at=clock.now(),
    )  # fmt: skip
    RetentionLine.objects.create(
        run=run, key="customer", kind="people.person", total=40, over=3, going=1, kept={"tell": 2},
        samples=[{"number": kim.pk, "ground": ""}, {"number": kim.pk, "ground": "tell"}],
    )  # fmt: skip
    return run


@pytest.mark.axe
@pytest.mark.slow(20)
def test_the_pages_of_the_privacy_office_are_accessible(
    visit: Visit, paula: Person, kim: Person, sam: Person, lee: Person
) -> None:
    yesterday = clock.now().date() - timedelta(days=1)
    hold = set_hold(Target(person=kim.pk), HoldReason.CLAIM, yesterday, by=actor(paula), note="4 O 12/26")
    lock = lock_person(sam, NewLock(LockGround.ACCURACY), by=actor(paula))
    row = ask_for_copy(CopyWanted(kim, "en"), by=actor(paula))
    erasure = plan_erasure(kim, Asked(reason="by letter"), by=actor(paula))
    being_planned = plan(lee, Asked(Right.MARKETING, reason="by phone"), by=actor(paula))
    nina = make_customer("Nina Neu", "nina@nordlicht.example", kim.memberships.get().organisation)
    make_contact(nina.memberships.get(), by=actor(paula))
    leaving = plan_erasure(nina, Asked(reason="by letter"), by=actor(paula))
    run = a_retention_run(kim)
    page = visit(paula)
    for address in (
        RULES,
        OFFICE,
        "/tech/configuration/record/",
        f"{OFFICE}holds/",
        f"{OFFICE}holds/{hold.ref}/",
        f"{OFFICE}locks/new/",
        f"{OFFICE}locks/{lock.ref}/",
        f"{OFFICE}copies/",
        f"{OFFICE}copies/new/",
        f"{OFFICE}copies/{row.ref}/",
        f"{OFFICE}erasures/",
        f"{OFFICE}erasures/new/",
        f"{OFFICE}erasures/{erasure.ref}/",
        f"{OFFICE}erasures/{leaving.ref}/",
        f"{OFFICE}erasures/{leaving.ref}/grounds/",
        f"{OFFICE}erasures/{being_planned.ref}/",
        f"{OFFICE}retention/",
        f"{OFFICE}retention/{run.ref}/",
        f"/tech/people/{kim.ref}/",
    ):
        page.goto(address)
        look_from_all_sides(page)
    page.goto(f"{OFFICE}record/")
    look_at_each_kind(page)


@pytest.mark.axe
@pytest.mark.slow(20)
def test_the_pages_of_a_breach_and_of_the_access_log_are_accessible(visit: Visit, paula: Person, kim: Person) -> None:
    publish_shipped_versions()
    words = BreachWords("Laptop stolen", "From a car in Kiel.", clock.now(), people_kinds="Customers")
    breach = record_breach(words, by=actor(paula))
    list_by_hand(breach, [kim.pk], by=actor(paula))
    write_letter(breach, 0, "Ein Rechner fehlt.", "A laptop is gone.", by=actor(paula))
    day = clock.now().date()
    read = read_log(LogQuestion(day, day, kim.pk), by=actor(paula), role="privacy-officer")
    one = f"{OFFICE}breaches/{breach.ref}/"
    page = visit(paula)
    for address in (
        OFFICE,
        f"{OFFICE}breaches/",
        f"{OFFICE}breaches/new/",
        one,
        f"{one}people/",
        f"{one}people/search/",
        f"{one}letter/",
        f"{one}draft/?language=de",
        f"{OFFICE}access-log/",
        f"{OFFICE}access-log/{read.ref}/",
        f"{OFFICE}notices/",
        f"{OFFICE}notices/notice/1/",
    ):
        page.goto(address)
        look_from_all_sides(page)


@pytest.mark.axe
def test_a_recipient_is_told_and_answers_by_the_link(visit: Visit, paula: Person, kim: Person) -> None:
    """The main way: noted at the person, told by mail after a lock, confirmed without a password."""
    words = RecipientWords("Paketring AG", RecipientKind.PARCELS, "Parcels", "DE", address="privacy@paketring.example")
    recipient = add_recipient(words, by=actor(paula))
    office = visit(paula)
    office.goto(f"{OFFICE}disclosures/new/?which={kim.ref}")
    look_from_all_sides(office)
    office.get_by_label("What", exact=True).fill("Address for a parcel")
    office.get_by_role("button", name="Note it").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Address for a parcel")
    look_from_all_sides(office)
    lock_person(kim, NewLock(LockGround.ACCURACY), by=actor(paula))
    tell_recipients()
    task = RecipientTask.objects.get()
    for address in (
        f"{OFFICE}recipients/",
        f"{OFFICE}recipients/new/",
        f"{OFFICE}recipients/{recipient.ref}/",
        f"{OFFICE}disclosures/",
        f"{OFFICE}recipient-tasks/",
        f"{OFFICE}recipient-tasks/{task.ref}/",
        f"{OFFICE}recipient-tasks/{task.ref}/letter/",
    ):
        office.goto(address)
        look_from_all_sides(office)
    mail = OutboxMessage.objects.get(about_kind="privacy.recipienttask")
    page = visit()
    page.goto(re.search(r"/recipients/answer/\S+", mail.text)[0])  # type: ignore[index] # the mail has one
    look_from_all_sides(page)
    page.get_by_role("button", name="It is done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    office.goto(f"{OFFICE}recipient-tasks/{task.ref}/")
    expect(office.get_by_text("The recipient, by the link")).to_be_visible()
    own = visit(kim)
    own.goto("/customer/my-data/received/")
    look_from_all_sides(own)


@pytest.mark.axe
def test_the_pages_about_clients_are_accessible(
    visit: Visit, paula: Person, sam: Person, hafen: Organisation, nordlicht: Organisation
) -> None:
    terms = Terms(clock.now().date(), contact_name="Dr. Frost", contact_address="privacy@hafen.example")
    agreement = record_agreement(hafen, terms, "Delete on our word alone.", by=actor(paula))
    erasure = plan_erasure(sam, Asked(reason="by letter"), by=actor(paula))
    asked = ClientRequest.objects.get(erasure=erasure)
    copy = ask_for_copy(CopyWanted(sam, "en"), by=actor(paula))
    page = visit(paula)
    for address in (
        f"{OFFICE}clients/",
        f"{OFFICE}clients/{agreement.ref}/",
        f"{OFFICE}clients/{agreement.ref}/terms/",
        f"{OFFICE}client-requests/{asked.ref}/answer/",
        f"{OFFICE}client-requests/{ClientRequest.objects.get(copy=copy).ref}/answer/",
        f"{OFFICE}copies/{copy.ref}/",
        f"{OFFICE}erasures/{erasure.ref}/",
        f"/tech/organisations/{nordlicht.ref}/agreement/",
        f"/tech/organisations/{hafen.ref}/",
    ):
        page.goto(address)
        look_from_all_sides(page)


@pytest.mark.axe
def test_the_pages_of_a_copy_are_accessible(visit: Visit, kim: Person) -> None:
    """They are opened from a folder, without us: what is scanned is what stands in the archive."""
    archive = archive_of(subject_of(kim), "de")
    page = visit(None)
    for name in ("index.html", "pages/me-0001.html"):
        page.set_content(archive.read(name).decode())
        look_from_all_sides(page)
