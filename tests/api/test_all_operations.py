"""What holds for every operation of the API, walked from its own document with the people of the route matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from candor.config.faces.api import document
from candor.kernel import clock, instance
from candor.kernel.models import AuditFact, IdempotentRequest
from candor.people.bearer import actor_behind
from candor.people.models import ApiToken
from tests.api import selling
from tests.api.calls import Call
from tests.api.operations import WRITES, Desk, Operation, operations, undone
from tests.api.programs import problem
from tests.architecture.objects import ADAMS, COLLEAGUES, COMMON, INTERNAL, NOTE, OTHERS, OWN
from tests.architecture.test_query_counts import asked, fill
from tests.architecture.test_route_matrix import CASE_READERS, CUSTOMERS, written_tables
from tests.faults.test_extra_fields import every_field
from tests.faults.writes import Site

pytestmark = [pytest.mark.django_db, pytest.mark.api]

OWN_PERSON = {OWN: "kim", COLLEAGUES: "lee", OTHERS: "sam", INTERNAL: ""}
NOTED = {"kernel_accesslogentry", "people_apitoken", "kernel_ratewindow", "kernel_idempotentrequest"}
"""Who looked, that a token lives, what is left of an allowance, and a key given back."""


FINE = {200, 201, 204, 409, 422}


def test_every_operation_is_walked() -> None:
    writes = {operation.id for operation in operations() if operation.is_write}
    assert writes == set(WRITES), "tests/api/operations.py has a call for each write"
    assert len({operation.id for operation in operations()}) == len(operations())


@pytest.mark.slow(35)
@pytest.mark.parametrize("half", [0, 1])
def test_everybody_reaches_what_they_may_and_nothing_else(desk: Desk, half: int) -> None:
    wrong = []
    with_owner = ApiToken.objects.select_related("account__person", "account__staff")
    for who in [name for name, person in desk.world.people.items() if person][half::2]:
        acting = actor_behind(with_owner.get(pk=desk.program(who).row.pk))
        for operation in operations():
            wrong += list(walk(desk, operation, who, acting))
    assert not wrong, "\n".join(wrong)


def walk(desk: Desk, operation: Operation, who: str, acting: Any) -> Iterator[str]:
    """What is wrong with the answers to this person at one operation, whoever's object stands behind its address."""
    harmless = NOTED | ({"kernel_auditfact"} if who == "ended contractor" else set())  # that the token was tried
    for relation, address in desk.addresses(operation).items():
        with undone(), written_tables() as written:
            answer = desk.send(operation, who, address, if_match="*")
        expected = statuses(operation, relation, who, acting)
        told = f"{operation.method} {operation.pattern} ({relation}) as {who}"
        if answer.status_code not in expected:
            yield f"{told}: {answer.status_code}, not {sorted(expected)} {answer.content[:200]!r}"
        if written - harmless and (not operation.is_write or answer.status_code in {401, 403, 404}):
            yield f"{told} wrote {sorted(written - harmless)}"
        if answer.status_code in {401, 403}:
            return  # token and scope are refused before anything behind the address is looked at


def statuses(operation: Operation, relation: str, who: str, acting: Any) -> set[int]:
    if who == "ended contractor":
        return {401}
    if not acting.may(f"api:{operation.scope}"):
        return {403}
    return FINE if exists_for(operation, relation, who) else {404}


STAFF_ONLY = {
    "list_assignees", "change_ticket", "take_ticket", "assign_ticket", "move_ticket", "wait_for_customer",
    "wait_for_others", "schedule_ticket", "solve_ticket", "note", "list_followers", "add_follower", "follow_ticket",
    "unfollow_ticket", "tag_ticket", "untag_ticket", "redact_message", "remove_attachment",
    "read_feedback", "write_time_down", "list_request_letters", "post_letter", "fetch_letter",
    "list_corrections", "list_held", "list_held_records", "enter_correction", "take_correction_off",
}  # fmt: skip
CUSTOMERS_ONLY = {
    "authorise_time", "decline_time",
    "read_request_progress", "withdraw_own_request", "answer_own_request",
}  # fmt: skip
WORKERS_ONLY = {"list_assignees"}


def exists_for(operation: Operation, relation: str, who: str) -> bool:
    """Whether the thing behind the address is there for this person, whose token has the scope."""
    root = operation.pattern.split("/")[2]
    is_customer = who in CUSTOMERS
    if operation.id in STAFF_ONLY and (is_customer or (operation.id in WORKERS_ONLY and who == "paula")):
        return False
    if operation.id in CUSTOMERS_ONLY and not is_customer:
        return False
    if relation in {COMMON, ADAMS}:
        return relation == COMMON or who == "adam"
    if root in {"tickets", "attachments", "messages", "times"}:
        return who in CASE_READERS[relation] and not (is_customer and relation == NOTE)
    if root in {"people", "privacy-requests", "privacy-copies"} and is_customer and relation != COMMON:
        return OWN_PERSON[relation] == who
    return True


def test_a_program_that_sends_everything_twice_has_one_effect(desk: Desk) -> None:
    wrong = []
    for operation in (each for each in operations() if each.is_write):
        with undone():
            who = WRITES[operation.id].who
            key = {"idempotency_key": f"key-{operation.id}", **desk.match_for(operation)}
            first = desk.send(operation, who, **key)
            facts = AuditFact.objects.count()
            again = desk.send(operation, who, **key)
            if first.status_code not in {200, 201, 204}:
                wrong.append(f"{operation.id}: {first.status_code} {first.content[:300]!r}")
            if (again.status_code, again.content) != (first.status_code, first.content):
                wrong.append(f"{operation.id} again: {again.status_code} {again.content[:300]!r}")
            if AuditFact.objects.count() != facts or again.headers.get("Idempotency-Replayed") != "true":
                wrong.append(f"{operation.id} had two effects")
            elsewhere = "announcements" if who == "paula" else "people"
            other = desk.program(who).send("POST", elsewhere, {"name": "x"}, idempotency_key=f"key-{operation.id}")
            if problem(other) != "key-reused":
                wrong.append(f"{operation.id}: its key served another request")
    assert not wrong, "\n".join(wrong)


def test_every_effect_is_recorded_as_done_over_the_api(desk: Desk) -> None:
    wrong = []
    for operation in (each for each in operations() if each.is_write):
        with undone():
            last = AuditFact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            answer = desk.send(operation, WRITES[operation.id].who)
            facts = AuditFact.objects.filter(pk__gt=last).exclude(name__startswith="mail.")
            channels = set(facts.values_list("channel", flat=True))
            if answer.status_code < 300 and operation.id not in CHANGES_NOTHING and channels != {"api"}:
                wrong.append(f"{operation.id}: {channels}")
    assert not wrong, "\n".join(wrong)


CHANGES_NOTHING = {
    "assign_ticket", "reopen_ticket", "unfollow_ticket", "restore_article", "restore_article_category",
    "reopen_lead", "reopen_lead_task", "reopen_follow_up", "reinstate_licence",
    "answer_own_request", *selling.CHANGES_NOTHING,
}  # fmt: skip
"""Kim's ticket is nobody's already, and nobody follows it; a new one that is reopened is open. No article is binned,
and no lead, task or follow-up is over,
no licence revoked."""


def test_a_change_needs_an_etag_and_refuses_an_old_one(desk: Desk) -> None:
    wrong = []
    for operation in (each for each in operations() if WRITES.get(each.id) and WRITES[each.id].needs_match):
        call, url = WRITES[operation.id], desk.address(operation)
        with undone():
            bare = desk.program(call.who).send(operation.method, url, desk.content(call))
            old = desk.send(operation, call.who, if_match='"some-older-one"')
            if (bare.status_code, old.status_code) != (428, 412):
                wrong.append(f"{operation.id}: {bare.status_code} and {old.status_code}")
    assert not wrong, "\n".join(wrong)


def test_no_field_that_an_operation_does_not_have_changes_a_row(desk: Desk) -> None:
    """A request with one is refused before anything but what requests note about themselves is written."""
    more, wrong = every_field(), []
    for operation in (each for each in operations() if isinstance(WRITES.get(each.id, WRITES["upload"]).content, dict)):
        call, url = WRITES[operation.id], desk.address(operation)
        known = known_fields(operation)
        extra = {name: value for name, value in more.items() if name not in known}
        with undone():
            match = desk.match_for(operation)
            with written_tables() as written:
                answer = desk.program(call.who).send(operation.method, url, {**extra, **desk.content(call)}, **match)
        if problem(answer) != "not-valid":
            wrong.append(f"{operation.id}: {answer.status_code}")
        if written - NOTED:
            wrong.append(f"{operation.id} wrote {sorted(written - NOTED)}")
    assert not wrong, "\n".join(wrong)


def call_of(operation: Operation) -> Call:
    return WRITES.get(operation.id, Call())


def known_fields(operation: Operation) -> set[str]:
    told = document()["paths"][f"/{operation.pattern.replace('<', '{').replace('>', '}')}"][operation.method.lower()]
    schema = told["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    return set(document()["components"]["schemas"][schema]["properties"])


def test_nobody_without_a_token_gets_anywhere(desk: Desk) -> None:
    answers = {operation.id: desk.send(operation, "stranger") for operation in operations()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 401)
    assert {answer.headers["WWW-Authenticate"] for answer in answers.values()} == {'Bearer realm="candor"'}


def test_a_method_that_an_address_does_not_know_is_refused(desk: Desk) -> None:
    for pattern in {operation.pattern for operation in operations()}:
        one = next(operation for operation in operations() if operation.pattern == pattern)
        answer = desk.program(one.reader).send("TRACE", desk.address(one))
        assert (answer.status_code, problem(answer)) == (405, "method")
        assert one.method in answer.headers["Allow"]


def test_a_key_whose_request_had_no_effect_is_free_again(desk: Desk) -> None:
    program = desk.program("anna")
    assert program.post("people", {"name": "Rolf"}, idempotency_key="k").status_code == 422
    assert not IdempotentRequest.objects.exists()
    answer = program.post("people", {"name": "Rolf", "phone": "+49 431 5550100"}, idempotency_key="k")
    assert answer.status_code == 201


FILES = {
    "download",
    "download_paper",
    "download_letter",
    "download_quote_paper",
    "download_release_file",
    "fetch_own_copy",
    "fetch_letter",
}


MOST, MOST_OF = 12, {"list_my_records": 36, "list_held_records": 36}
"""Questions for a list. Somebody's own records are put to the decision that the eraser asks, as on their pages
(ADR 0032)."""


def test_lists_do_not_ask_more_often_for_more_rows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = [each for each in operations() if not each.is_write and each.id not in FILES]
    site = Site.__new__(Site)
    site.world = desk.world

    def figures() -> dict[str, int]:
        found = {}
        for operation in lists:
            desk.send(operation, operation.reader)
            with asked() as statements:
                answer = desk.send(operation, operation.reader)
            assert answer.status_code == 200, f"{operation.id}: {answer.content!r}"
            found[operation.id] = len(statements)
        return found

    monkeypatch.setattr(instance, "REMEMBERED_FOR", 3_600.0)  # else a slow machine reads its row once more
    with time_machine.travel(clock.now(), tick=False):
        fill(site, range(3))
        few = figures()
        fill(site, range(3, 30))
        many = figures()
    wrong = [
        f"{name}: {few[name]} then {many[name]}"
        for name in many
        if not few[name] >= many[name] <= MOST_OF.get(name, MOST)
    ]
    assert not wrong, "\n".join(wrong)
