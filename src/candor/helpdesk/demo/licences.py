"""Licences of the demo's customers: a team's with machines, a small one whose key stays hidden, one that has lapsed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from candor.catalogue.public import Edition
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.story import Entry
from candor.kernel.actor import ANONYMOUS
from candor.licences.public import Machine, NewLicence, activate, issue_licence
from candor.people.public import organisations_of

SELLER = "felix"


def licences_of_customers(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """When each was bought; its machines were activated lately."""
    return [
        (now - story.duration(entry["age"]), partial(_issue, cast, entry, now)) for entry in story.licences()["licence"]
    ]


def _issue(cast: Cast, entry: Entry, now: datetime) -> None:
    person = cast.people[entry["for"]]
    edition = Edition.objects.select_related("product").get(sku=entry["sku"])
    new = NewLicence(
        edition,
        person,
        organisations_of([person.pk]).get(person.pk) if entry["of_company"] else None,
        seats=edition.seats,
        maintenance_until=(now + timedelta(days=entry["maintained_for_days"])).date(),
        activation_limit=entry["machines_at_most"],
    )
    licence = issue_licence(new, by=cast.actors[SELLER])
    key = licence.keys.latest("revision").text
    for name in entry.get("machines", ()):
        activate(key, Machine(f"demo {name}", name), by=ANONYMOUS)
