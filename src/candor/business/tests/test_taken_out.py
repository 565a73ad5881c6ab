"""Files of sales that staff took out, as the privacy office finds them where it notes that one was handed on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from candor.business.models import BookkeepingExport, ContactListExport
from candor.kernel import clock
from candor.kernel.access_log import handed_out
from candor.people.models import Person
from candor.people.public import ExportKind, note_taken
from candor.privacy.taken_out import find, latest, people_in
from tests.cast import actor

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.once]

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_the_office_finds_leads_contacts_and_bookings_with_whoever_stands_in_them(
    adam: Person, clara: Person, paula: Person, kim: Person, sam: Person
) -> None:
    with clock.at(NOW):
        note_taken(ExportKind.LEADS, ["name"], "For the fair", [kim.pk], by=actor(adam))
        note_taken(ExportKind.ORGANISATIONS, ["name"], "For the fair", [], by=actor(adam))
        contacts = ContactListExport.objects.create(reason="Calendars", lines=2, by=clara, taken_at=NOW)
        bookings = BookkeepingExport.objects.create(
            since=date(2026, 10, 1), until=date(2026, 10, 31), reason="October", entries=9, made_at=NOW, by=clara
        )
        for row, people in ((contacts, [kim.pk, sam.pk]), (bookings, [sam.pk])):
            handed_out(people, about=row, by=actor(clara), role="sales", at=NOW)
        found = {file.what: file for file in latest(actor(paula), NOW + timedelta(hours=1), 50)}
        assert {what: (file.file, people_in(file), file.groups) for what, file in found.items()} == {
            "A list of leads": ("leads-20261123.csv", [kim.pk], ("me", "mail")),
            "The yearly list of contacts of customers": (
                "contacts-2026-11-23.csv", sorted([kim.pk, sam.pk]), ("me", "purchases"),
            ),
            "Invoices and payments from 2026-10-01 to 2026-10-31": (
                "EXTF_Buchungsstapel_20261001-20261031.csv", [sam.pk], ("purchases",),
            ),
        }  # fmt: skip
        for file in found.values():
            assert find(actor(paula), file.key) == file
            assert find(actor(clara), file.key) is None, "the log is the office's"
        assert latest(actor(clara), NOW + timedelta(hours=1), 50) == []
