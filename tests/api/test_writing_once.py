"""One effect, whatever happens between two requests that are the same."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from candor.kernel import clock
from candor.kernel.api import idempotency
from candor.kernel.http.problems import Problem
from candor.kernel.jobs.cleaning import clear_away
from candor.kernel.models import IdempotentRequest
from candor.people.models import Person
from tests.api.programs import Program, problem

pytestmark = [pytest.mark.db]

NEW = {"name": "Rolf Sand", "email": "rolf@sand.example"}


@pytest.mark.django_db
def test_the_answer_is_kept_sealed_and_for_a_day(anna: Person) -> None:
    program = Program(anna)
    program.post("people", NEW, idempotency_key='"a-key"')
    row = IdempotentRequest.objects.get()
    assert b"Rolf" not in bytes(row.answer)
    assert program.post("people", NEW, idempotency_key="a-key").headers["Idempotency-Replayed"] == "true"
    with clock.later(hours=25):
        clear_away()
        assert not IdempotentRequest.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", '""', "a" * 256, "ä", "a\tb"])
def test_an_odd_key_is_refused(anna: Person, key: str) -> None:
    answer = Program(anna).post("people", NEW, idempotency_key=key)
    assert (answer.status_code, problem(answer)) == (422, "not-valid")
    assert not Person.objects.filter(name="Rolf Sand").exists()


@pytest.mark.django_db
def test_two_programs_may_use_the_same_key(anna: Person, adam: Person) -> None:
    first = Program(anna).post("people", NEW, idempotency_key="k").json()
    second = Program(adam).post("people", {**NEW, "email": "else@sand.example"}, idempotency_key="k").json()
    assert first["ref"] != second["ref"]


@pytest.mark.django_db
def test_while_the_first_runs_the_second_is_told_to_wait(anna: Person) -> None:
    assert isinstance(idempotency.claim(7, "k", "f"), idempotency.Claim)
    with pytest.raises(Problem) as refused:
        idempotency.claim(7, "k", "f")
    assert (refused.value.kind, refused.value.headers) == ("in-progress", {"Retry-After": "1"})


@pytest.mark.django_db
def test_what_a_process_left_that_died_is_taken_over_and_the_late_one_has_no_effect(anna: Person) -> None:
    late = idempotency.claim(7, "k", "f")
    with clock.at(clock.now() + timedelta(seconds=40)):
        next_one = idempotency.claim(7, "k", "f")
    assert isinstance(late, idempotency.Claim)
    assert isinstance(next_one, idempotency.Claim)
    answer: Any = Program(anna).get("token")
    with pytest.raises(idempotency.Overtaken):
        idempotency.settle(late, answer)
    idempotency.settle(next_one, answer)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_key_make_one_person(anna: Person) -> None:
    program, answers = Program(anna, raises=False), []

    def send() -> None:
        answers.append(program.post("people", NEW, idempotency_key="k"))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Person.objects.filter(name="Rolf Sand").count() == 1
    assert {answer.status_code for answer in answers} <= {201, 409, 503}
    assert any(answer.status_code == 201 for answer in answers)
