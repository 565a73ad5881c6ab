"""Bookings for DATEV: whose books and accounts, and taking a period along. What leaves the house is noted (B9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from candor.business.actions.seller import ONLY
from candor.business.handing_to_accountant import note_for_accountant
from candor.business.models import BookkeepingExport, BookkeepingSettings, Invoice, Payment
from candor.business.queries_bookkeeping import bookings_of
from candor.business.rules.datev import first_day_of_year
from candor.business.rules.datev_file import Books, file_of
from candor.kernel import clock, instance
from candor.kernel.access_log import handed_out
from candor.kernel.actor import Actor
from candor.kernel.audit import record

AT_ONCE = 500


class SettingsChanged(Exception):
    """Somebody else saved the settings since the page was drawn."""


class NothingToBook(Exception):
    """The period has nothing that could be exported."""


class NotSetUp(Exception):
    """Nobody has written down the accountant's numbers yet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which period, why, and whether what was exported before goes along again."""

    since: date
    until: date
    reason: str
    again: bool = False


def bookkeeping() -> BookkeepingSettings:
    """The settings; those of a fresh instance where nobody has written any."""
    return BookkeepingSettings.objects.filter(pk=ONLY).first() or BookkeepingSettings(pk=ONLY)


@transaction.atomic
def change_bookkeeping(version: int, wanted: dict[str, Any], *, by: Actor) -> None:
    """Save the settings; pressing the button twice saves them once. Raises SettingsChanged."""
    BookkeepingSettings.objects.get_or_create(pk=ONLY)
    same = BookkeepingSettings.objects.filter(pk=ONLY, version=version)
    if same.update(**wanted, version=F("version") + 1):
        record("business.bookkeeping.changed", bookkeeping(), by=by)
        return
    present = bookkeeping()
    if any(getattr(present, name) != value for name, value in wanted.items()):
        raise SettingsChanged


@transaction.atomic
def export_bookings(wanted: Wanted, *, by: Actor, role: str) -> bytes:
    """The file; what it has is marked as exported from now on. Raises NotSetUp and NothingToBook."""
    settings = BookkeepingSettings.objects.select_for_update(of=("self",)).filter(pk=ONLY).first()  # one at a time
    if settings is None or settings.adviser is None or settings.client is None:
        raise NotSetUp
    stack = bookings_of(by, wanted.since, wanted.until, settings, again=wanted.again)
    if not stack.bookings:
        raise NothingToBook
    now = clock.now()
    made = BookkeepingExport.objects.create(
        since=wanted.since, until=wanted.until, reason=wanted.reason, entries=len(stack.bookings), made_at=now,
        by_id=by.id if by.is_staff else None,
    )  # fmt: skip
    _mark(Invoice, stack.invoices, made)
    _mark(Payment, stack.payments, made)
    handed_out(stack.people, about=made, by=by, role=role, at=now)
    note_for_accountant(stack.people, wanted.since, wanted.until, about=made, by=by)
    record("business.bookkeeping.exported", made, by=by, entries=len(stack.bookings))
    begins = first_day_of_year(wanted.since, settings.year_begins)
    local = now.astimezone(ZoneInfo(instance.current().time_zone))
    books = Books(
        settings.adviser, settings.client, settings.chart, settings.account_length, begins, wanted.since, wanted.until,
        local,
    )  # fmt: skip
    return file_of(books, stack.bookings)


def _mark(model: type[Invoice | Payment], rows: list[int], made: BookkeepingExport) -> None:
    """The first export stays noted: what goes along again was exported then."""
    for start in range(0, len(rows), AT_ONCE):
        model._default_manager.filter(pk__in=rows[start : start + AT_ONCE], booked_in=None).update(booked_in=made)
