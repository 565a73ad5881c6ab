"""In which language and by which clock a page speaks."""

from __future__ import annotations

import pytest
from django.test import Client

from candor.kernel import instance
from candor.kernel.models import Instance
from candor.people.models import Person
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

DOOR = "/customer/sign-in/"


def language_of(client: Client, accept: str = "", address: str = DOOR) -> str:
    return str(client.get(address, headers={"Accept-Language": accept})["Content-Language"])


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("de-AT,de;q=0.9", "de"),
        ("en-GB", "en"),
        ("fr,en;q=0.5", "en"),
        ("fr", "de"),
        ("", "en"),
        ("*", "de"),
        ("\x00;q=x", "de"),
    ],
)
def test_a_visitor_reads_what_the_browser_asks_for_else_the_installations_language(
    accept: str, language: str, client: Client
) -> None:
    Instance.objects.create(organisation_name="Lindwurm", language="de")
    instance.forget()
    assert language_of(client, accept) == language


def test_a_visitor_chooses_in_the_address_and_only_what_there_is(client: Client) -> None:
    assert language_of(client, "en", f"{DOOR}?language=de") == "de"
    assert language_of(client, "en", f"{DOOR}?language=tlh") == "en"


def test_a_persons_language_counts_whatever_the_browser_asks_for(kim: Person) -> None:
    Person.objects.filter(pk=kim.pk).update(language="de")
    assert language_of(signed_in(kim), "en", "/customer/me/") == "de"


def test_times_are_read_in_ones_own_zone_else_in_the_installations(anna: Person, kim: Person) -> None:
    Instance.objects.create(organisation_name="Lindwurm", time_zone="Asia/Tokyo")
    Person.objects.filter(pk=kim.pk).update(time_zone="America/New_York")
    assert signed_in(anna).get("/tech/me/").wsgi_request.time_zone == "Asia/Tokyo"
    assert signed_in(kim).get("/customer/me/").wsgi_request.time_zone == "America/New_York"
