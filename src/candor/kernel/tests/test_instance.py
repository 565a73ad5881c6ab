"""From an empty directory to an instance that somebody can set up."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import include, path

from candor.kernel import clock, instance, tokens
from candor.kernel.http.routes import anyone, route
from candor.kernel.models import Instance
from candor.kernel.tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def opened(request: Any, secret: str) -> HttpResponse:
    return HttpResponse("welcome")


set_up = [route("set-up/<str:secret>/", opened, name="set-up", policy=anyone())]
urlpatterns = [path("", include((set_up, "public"))), path("", include("candor.config.urls"))]
handler404 = "candor.ui.errors.not_found"


@pytest.fixture(autouse=True)
def _urls(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def prepared(*options: str) -> dict[str, Any]:
    output = StringIO()
    call_command("instance_prepare", "--json", *options, stdout=output)
    return dict(json.loads(output.getvalue()))


def test_an_empty_instance_gives_a_one_time_address() -> None:
    address = prepared()["set_up_address"]
    secret = address.rstrip("/").rsplit("/", 1)[1]
    token = tokens.find_link(instance.SET_UP, secret)
    assert token is not None
    assert tokens.use(token)
    assert tokens.find_link(instance.SET_UP, secret) is None


def test_preparing_again_ends_the_address_given_before() -> None:
    first, second = (prepared()["set_up_address"].rstrip("/").rsplit("/", 1)[1] for _ in range(2))
    assert tokens.find_link(instance.SET_UP, first) is None
    assert tokens.find_link(instance.SET_UP, second) is not None


def test_an_instance_in_use_gives_no_address() -> None:
    assert instance.finish_set_up("Lindwurm Software")
    assert prepared()["set_up_address"] is None
    assert instance.current().organisation_name == "Lindwurm Software"


def test_an_instance_is_set_up_once() -> None:
    assert instance.finish_set_up("Lindwurm Software")
    assert not instance.finish_set_up("Mallory Ltd")
    assert Instance.objects.get().organisation_name == "Lindwurm Software"


@pytest.mark.django_db(transaction=True)
def test_of_two_set_ups_at_once_one_wins() -> None:
    assert sorted(at_once(4, lambda number: instance.finish_set_up(f"Number {number}"))) == [False] * 3 + [True]


def test_the_address_lives_for_a_day() -> None:
    secret = prepared()["set_up_address"].rstrip("/").rsplit("/", 1)[1]
    with clock.later(days=1):
        assert tokens.find_link(instance.SET_UP, secret) is None
