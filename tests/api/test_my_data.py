"""A customer's program and their own data: it reads what the pages show, asks, follows, and takes copies along."""

from __future__ import annotations

from typing import Any

import pytest

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.kernel.actor import Channel
from candor.kernel.jobs.worker import run_all_due
from candor.people.models import Identifier, Person, PostalAddress
from candor.people.scopes import Scope, scopes_open_to
from candor.privacy.models import AccountManagerSettings, Contest, Lock, SubjectRequest
from tests.api.programs import Program, problem
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

MINE, REQUESTS = "my-data", "privacy-requests"


def told(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_customer_reads_by_a_program_what_the_pages_show(kim: Person, lee: Person, anna: Person) -> None:
    for number in range(21):
        said = NewTicket(requester=kim, subject=f"The export stops {number}", text="Why?", channel=Channel.WEB)
        open_ticket(said, by=actor(kim))
    mine = Program(kim)
    groups = {group["key"]: group for group in told(mine.get(MINE))["groups"]}
    assert groups["cases"]["title"] == "My cases"
    kinds = {kind["key"]: kind for kind in groups["cases"]["kinds"]}
    assert kinds["helpdesk_ticket"]["number"] == 21
    why = {held["key"]: held for held in told(mine.get(f"{MINE}/cases"))["held"]}["helpdesk_ticket"]
    assert any("Art. 6(1)(b) GDPR" in purpose for purpose in why["purposes"])

    first = told(mine.get(f"{MINE}/cases/helpdesk_ticket"))
    assert len(first["items"]) == 20
    newest = first["items"][0]
    assert "The export stops 20" in newest["head"]
    assert newest["origin"] == "A form on our website, or in the Customer Center"
    assert newest["ends"][0]["action"]
    last = told(mine.get(f"{MINE}/cases/helpdesk_ticket?cursor={first['next']}"))
    assert [len(last["items"]), last["next"]] == [1, None]
    assert problem(mine.get(f"{MINE}/cases/helpdesk_ticket?cursor=made-up")) == "not-valid"
    assert mine.get(f"{MINE}/cases/auth_group").status_code == 404
    assert mine.get(f"{MINE}/nowhere").status_code == 404

    assert "The export stops" not in str(told(Program(lee).get(MINE)))
    assert Program(lee).get(f"{MINE}/cases/helpdesk_ticket").status_code == 404
    assert Scope.MY_DATA_READ not in scopes_open_to(anna.account.staff.role)
    assert Scope.MY_DATA_COPY not in scopes_open_to("administrator")
    assert problem(Program(kim, [Scope.REQUESTS_READ]).get(MINE)) == "scope"

    AccountManagerSettings.objects.create(pk=1, hidden_groups=["cases"], hidden_details=["ends", "sources"])
    hidden = told(mine.get(MINE))
    assert ("cases" in {group["key"] for group in hidden["groups"]}, hidden["some_hidden"]) == (False, True)
    assert mine.get(f"{MINE}/cases/helpdesk_ticket").status_code == 404
    details = told(mine.get(f"{MINE}/me/people_person"))["items"][0]
    assert "Kim Jansen" in str(details)
    assert not {"ends", "sources", "origin"} & set(details)


def test_a_program_asks_for_every_right_and_follows_it(kim: Person, sam: Person, paula: Person) -> None:
    mine = Program(kim)

    def asks(kind: str, **said: Any) -> Any:
        return told(mine.post(REQUESTS, {"kind": kind, **said}), 201)

    copy = asks("access", said="Everything since 2020.")
    going = told(mine.get(f"{REQUESTS}/{copy['ref']}/progress"))
    assert going["steps"][0]["text"] == "Your request reached us."
    assert problem(mine.get(f"privacy-copies/{going['copies'][0]}/archive")) == "not-valid", "it is not made yet"
    run_all_due()
    ready = told(mine.get("privacy-copies"))["items"][0]
    assert (ready["ref"], ready["state"], ready["request"]) == (going["copies"][0], "ready", copy["ref"])
    archive = mine.get(f"privacy-copies/{ready['ref']}/archive")
    assert b"".join(archive.streaming_content)[:2] == b"PK"
    assert Program(sam).get(f"privacy-copies/{ready['ref']}/archive").status_code == 404
    assert problem(Program(kim, [Scope.MY_DATA_READ]).get(f"privacy-copies/{ready['ref']}/archive")) == "scope"

    ended = asks("objection", said="No more of it.", about="advertising")
    assert told(mine.get(f"{REQUESTS}/{ended['ref']}"))["kind"] == "objection"
    assert problem(mine.post(REQUESTS, {"kind": "access", "about": "advertising"})) == "not-valid"
    asks("withdrawal", said="All of it.", about="everything")
    asks("complaint", said="Nobody answered.")
    taken_back = asks("erasure", said="I leave.")
    assert told(mine.get(f"{REQUESTS}/{taken_back['ref']}/progress"))["may_withdraw"]
    assert Program(sam).post(f"{REQUESTS}/{taken_back['ref']}/withdrawal").status_code == 404
    for _twice in range(2):
        assert mine.post(f"{REQUESTS}/{taken_back['ref']}/withdrawal").status_code == 204
    assert told(mine.get(f"{REQUESTS}/{taken_back['ref']}"))["state"] == "withdrawn"
    locked = asks("restriction", said="It is wrong.", ground="accuracy")
    assert Lock.objects.standing().get().request.ref == locked["ref"]
    assert set(SubjectRequest.objects.values_list("channel", flat=True)) == {"api"}
    assert (
        problem(Program(paula).post(REQUESTS, {"kind": "erasure", "name": "Ines", "ground": "claims"})) == "not-valid"
    )


def test_a_program_says_what_is_wrong_field_by_field_and_reads_what_was_written(
    kim: Person, sam: Person, paula: Person
) -> None:
    home = PostalAddress.objects.create(person=kim, lines="Kai 1", postcode="24103", city="Kyl", country="DE")
    mine, place = Program(kim), {"place": "people_postaladdress", "key": str(home.pk)}
    others = Identifier.objects.filter(person=sam).get()
    stranger = {"place": "people_identifier", "key": str(others.pk), "wrong": "x", "should": "y"}
    assert problem(mine.post(REQUESTS, {"kind": "rectification", "item": stranger})) == "not-valid"
    assert problem(mine.post(REQUESTS, {"kind": "rectification", "item": place})) == "not-valid", "nothing differs"
    unknown = {**place, "fields": {"person_id": "1"}}
    assert problem(mine.post(REQUESTS, {"kind": "rectification", "item": unknown})) == "not-valid"
    right = {**place, "fields": {"city": "Kiel"}}
    made = told(mine.post(REQUESTS, {"kind": "rectification", "item": right}), 201)
    contest = Contest.objects.get()
    assert (contest.wrong, contest.should) == ("City: Kyl", "City: Kiel")

    office, page = signed_in(paula), f"/tech/privacy-office/contests/{contest.ref}/"
    fields = {f"new_{name}": value for name, value in contest.wished.items()}
    assert office.post(page, {"outcome": "corrected", **fields}).status_code == 303
    home.refresh_from_db()
    assert home.city == "Kiel"
    decided = told(mine.get(f"{REQUESTS}/{made['ref']}/progress"))["contests"][0]
    assert (decided["outcome"], decided["written"]["city"]) == ("corrected", "Kiel")
