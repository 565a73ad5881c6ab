"""What the machines around us ask."""

from __future__ import annotations

import pytest
from django.test import Client

from candor.kernel import clock
from candor.kernel.jobs import heartbeat

pytestmark = pytest.mark.django_db


def test_a_process_says_that_it_lives(client: Client) -> None:
    assert client.get("/livez").status_code == 200


def test_the_house_is_ready_when_the_worker_beats(client: Client) -> None:
    heartbeat.beat(heartbeat.WORKER)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


def test_the_part_that_does_not_answer_is_named(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {
        "database": "ready",
        "migrations": "ready",
        "files": "ready",
        "worker": "no sign of life from candor work",
    }


def test_a_worker_that_fell_silent_is_noticed(client: Client) -> None:
    heartbeat.beat(heartbeat.WORKER)
    with clock.later(seconds=21):
        assert client.get("/readyz").status_code == 503
    heartbeat.fall_silent(heartbeat.WORKER)
    assert client.get("/readyz").status_code == 503
