"""A person's contact data as the tables about people hold it, as a card for address books."""

from __future__ import annotations

from typing import Any

from candor.kernel.registries.personal_data import Subject
from candor.privacy.exporting.formats.vcard import Address, Card
from candor.privacy.exporting.stage import Stage

MOST = 500
"""Names or addresses. Nobody has more; the data hold all of them."""


def card(stage: Stage, subject: Subject) -> Card:
    person = _own_row(stage, subject)
    names = [row["text"] for row in _rows(stage, "people_personname")]
    reached = [(row["written"], row["label"]) for row in _rows(stage, "people_identifier")]
    return Card(
        name=person.get("name", ""),
        other_names=sorted({name for name in names if name and name != person.get("name")}),
        emails=[(value, label) for value, label in reached if "@" in value],
        phones=[(value, label) for value, label in reached if "@" not in value],
        addresses=[
            Address(row["label"], row["lines"], row["city"], row["postcode"], row["country"])
            for row in _rows(stage, "people_postaladdress")
        ],
        organisations=_organisations(stage),
        language=person.get("language", ""),
        time_zone=person.get("time_zone", ""),
    )


def _own_row(stage: Stage, subject: Subject) -> dict[str, Any]:
    entry = stage.entry("people_person", str(subject.pk))
    return {} if entry is None else entry.body


def _rows(stage: Stage, place: str) -> list[dict[str, Any]]:
    return [entry.body for entry, _number in zip(stage.entries(place), range(MOST), strict=False)]


def _organisations(stage: Stage) -> list[tuple[str, str]]:
    """Where they belong at present, with their position there."""
    entries = zip(stage.entries("people_membership"), range(MOST), strict=False)
    present = [entry for entry, _number in entries if entry.body.get("ended_on") is None]
    return [(name, entry.body["position"]) for entry in present if (name := entry.names.get("organisation_id", ""))]
