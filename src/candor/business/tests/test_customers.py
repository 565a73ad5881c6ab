"""Sales looks after people and organisations: owner, tags, follow-ups, lists and segments."""

from __future__ import annotations

import pytest

from candor.business.models import Care, ContactTag, FollowUp, Lead, LeadSource, Segment, Stage, Tagging
from candor.kernel import clock
from candor.kernel.models import AccessLogEntry
from candor.people.actions.merging import Wanted, merge_organisations
from candor.people.models import Activity, Organisation, Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.once]

TOMORROW = (clock.now().date()).replace(year=clock.now().year + 1).isoformat()
TASK = {"kind": "call", "text": "Ask about the renewal", "due_on": TOMORROW, "assignee": ""}


def test_an_organisation_gets_an_owner_and_tags(clara: Person, nordlicht: Organisation) -> None:
    browser, page = signed_in(clara), f"/business/organisations/{nordlicht.ref}/"
    sent = {"owner": clara.ref, "tags": "Key account, north, NORTH"}
    for _twice in range(2):
        assert browser.post(f"{page}care/details/", sent)["Location"] == page
    shown = browser.get(f"{page}care/").content.decode()
    assert "Clara Wolff" in shown
    assert [tag.name for tag in ContactTag.objects.order_by("key")] == ["Key account", "north"]
    browser.post(f"{page}care/details/", {"owner": "", "tags": "north"})
    assert Care.objects.get().owner is None
    assert Tagging.objects.get().tag.name == "north"


def test_too_long_a_tag_is_refused_and_what_was_typed_is_kept(clara: Person, kim: Person) -> None:
    answer = signed_in(clara).post(f"/business/people/{kim.ref}/care/details/", {"owner": "", "tags": "x" * 41})
    assert answer.status_code == 422
    assert "x" * 41 in answer.content.decode()


def test_a_task_stands_on_the_start_page_until_it_is_done(clara: Person, kim: Person) -> None:
    browser, page = signed_in(clara), f"/business/people/{kim.ref}/"
    for _twice in range(2):
        assert browser.post(f"{page}follow-ups/new/", TASK)["Location"] == page
    task = FollowUp.objects.get()
    assert "Ask about the renewal" in browser.get("/business/").content.decode()
    browser.post(f"/business/follow-ups/{task.ref}/done/", {"from": "start"})
    assert "Ask about the renewal" not in browser.get("/business/").content.decode()
    assert "did “Ask about the renewal”" in browser.get(f"/tech/people/{kim.ref}/timeline/").content.decode()
    browser.post(f"/business/follow-ups/{task.ref}/reopening/")
    assert "Ask about the renewal" in browser.get(f"{page}care/").content.decode()


def test_nobody_plans_a_call_with_somebody_of_a_bought_list(clara: Person, kim: Person) -> None:
    stage, now = Stage.objects.create(name="Contact", position=1), clock.now()
    Lead.objects.create(
        person=kim, interest="", source=LeadSource.IMPORT, stage=stage, basis="6-1-f", created_at=now, touched_at=now
    )
    answer = signed_in(clara).post(f"/business/people/{kim.ref}/follow-ups/new/", TASK)
    assert answer.status_code == 422
    assert "right to approach" in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_a_look_at_a_person_is_noted(clara: Person, kim: Person) -> None:
    signed_in(clara).get(f"/business/people/{kim.ref}/care/")
    assert AccessLogEntry.objects.filter(subject_id=kim.pk).exists()


def test_a_technician_learns_nothing_of_sales(anna: Person, nordlicht: Organisation) -> None:
    browser, page = signed_in(anna), f"/business/organisations/{nordlicht.ref}/"
    for address in ("/business/organisations/", "/business/people/", f"{page}care/", "/business/segments/"):
        assert browser.get(address).status_code in {403, 404}
    assert browser.post(f"{page}care/details/", {"tags": "x"}).status_code in {403, 404}


def test_the_privacy_officer_reads_and_writes_nothing(paula: Person, nordlicht: Organisation) -> None:
    browser, page = signed_in(paula), f"/business/organisations/{nordlicht.ref}/"
    shown = browser.get(f"{page}care/").content.decode()
    assert "Plan a task" not in shown
    assert browser.post(f"{page}follow-ups/new/", TASK).status_code in {403, 404}


def test_a_note_about_an_organisation_stands_in_its_timeline(clara: Person, nordlicht: Organisation) -> None:
    browser = signed_in(clara)
    address = f"/tech/organisations/{nordlicht.ref}/activities/new/?from=business"
    answer = browser.post(address, {"kind": "call", "text": "They move in May.", "happened_at": ""})
    assert answer["Location"] == f"/business/organisations/{nordlicht.ref}/"
    timeline = f"/tech/organisations/{nordlicht.ref}/timeline/"
    assert "They move in May." in browser.get(timeline).content.decode()
    note = Activity.objects.get()
    browser.post(f"/tech/organisations/{nordlicht.ref}/notes/{note.ref}/removal/")
    assert "They move in May." not in browser.get(timeline).content.decode()


def test_filters_choose_and_a_segment_keeps_them(clara: Person, nordlicht: Organisation, hafen: Organisation) -> None:
    browser = signed_in(clara)
    browser.post(f"/business/organisations/{hafen.ref}/care/details/", {"owner": clara.ref, "tags": "port"})
    mine = browser.get("/business/organisations/?owner=me").content.decode()
    assert "Hafen AG" in mine
    assert "Nordlicht GmbH" not in mine
    answer = browser.post("/business/segments/organisations/new/", {"name": "Mine", "owner": "me"})
    segment = Segment.objects.get()
    assert answer["Location"] == f"/business/organisations/?segment={segment.ref}"
    shown = browser.get(answer["Location"]).content.decode()
    assert "1 entry" in shown
    assert "Hafen AG" in shown
    browser.post(f"/business/segments/{segment.ref}/removal/")
    assert not Segment.objects.exists()


def test_a_segment_of_what_is_gone_shows_nobody(clara: Person, nordlicht: Organisation) -> None:
    row = Segment.objects.create(
        name="Old", about="organisations", conditions={"field": "gone", "is": "x"}, created_at=clock.now()
    )
    shown = signed_in(clara).get(f"/business/organisations/?segment={row.ref}").content.decode()
    assert "no longer there" in shown
    assert "Nordlicht GmbH" not in shown


def test_two_segments_do_not_share_a_name(clara: Person) -> None:
    browser = signed_in(clara)
    for owner in ("me", "nobody"):
        browser.post("/business/segments/people/new/", {"name": "One", "owner": owner})
    assert Segment.objects.get().conditions == {"all": [{"field": "owner", "is": "me"}]}


def test_the_list_goes_on_by_name(clara: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("candor.business.queries_customers.PAGE", 2)
    for name in ("Aal", "Barsch", "Dorsch"):
        Organisation.objects.create(name=name, created_at=clock.now())
    browser = signed_in(clara)
    first = browser.get("/business/organisations/").content.decode()
    assert "Barsch" in first
    assert "Dorsch" not in first
    barsch = Organisation.objects.get(name="Barsch")
    assert "Dorsch" in browser.get(f"/business/organisations/?after={barsch.ref}").content.decode()


def test_a_merge_carries_owner_tags_tasks_and_notes_over(
    clara: Person, nordlicht: Organisation, hafen: Organisation
) -> None:
    browser = signed_in(clara)
    for organisation, tags in ((hafen, "port, north"), (nordlicht, "north")):
        browser.post(f"/business/organisations/{organisation.ref}/care/details/", {"owner": "", "tags": tags})
    browser.post(f"/business/organisations/{hafen.ref}/care/details/", {"owner": clara.ref, "tags": "port, north"})
    browser.post(f"/business/organisations/{hafen.ref}/follow-ups/new/", {**TASK, "kind": "other"})
    merge_organisations(nordlicht, hafen, Wanted(), by=actor(clara))
    assert Care.objects.get(organisation=nordlicht).owner == clara
    assert {row.tag.name for row in Tagging.objects.filter(organisation=nordlicht)} == {"port", "north"}
    assert FollowUp.objects.get().organisation == nordlicht
