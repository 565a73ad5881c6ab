"""Files of sales that staff took out, for the office that notes that one was handed on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from candor.business.models import BookkeepingExport, ContactListExport
from candor.kernel import instance
from candor.people.public import Export, ExportKind, Person
from candor.privacy.public import ExportLog, TakenOut, lists_of, register_export_log


def name_of_leads(day: date) -> str:
    """What the file is called."""
    return f"leads-{day:%Y%m%d}.csv"


def name_of_contacts(day: date) -> str:
    """What the file is called."""
    return f"contacts-{day:%Y-%m-%d}.csv"


def name_of_bookings(since: date, until: date) -> str:
    """What the file is called: the accountant's software asks for the beginning."""
    return f"EXTF_Buchungsstapel_{since:%Y%m%d}-{until:%Y%m%d}.csv"


def _leads(row: Export) -> TakenOut:
    return TakenOut(
        Export._meta.label_lower, row.pk, name_of_leads(_day(row.asked_at)), _("A list of leads"), row.asked_at,
        _name(row.by), row.reason, row.rows, ("me", "mail"),
    )  # fmt: skip


def _contacts(row: ContactListExport) -> TakenOut:
    return TakenOut(
        ContactListExport._meta.label_lower, row.pk, name_of_contacts(_day(row.taken_at)),
        _("The yearly list of contacts of customers"), row.taken_at, _name(row.by), row.reason, row.lines,
        ("me", "purchases"),
    )  # fmt: skip


def _bookings(row: BookkeepingExport) -> TakenOut:
    what = _("Invoices and payments from %(since)s to %(until)s") % {"since": row.since, "until": row.until}
    return TakenOut(
        BookkeepingExport._meta.label_lower, row.pk, name_of_bookings(row.since, row.until), what, row.made_at,
        _name(row.by), row.reason, row.entries, ("purchases",),
    )  # fmt: skip


def _last_contacts(since: datetime, before: datetime, most: int) -> Iterable[TakenOut]:
    rows = ContactListExport.objects.filter(taken_at__gt=since, taken_at__lt=before).select_related("by")
    return map(_contacts, rows.order_by("-taken_at")[:most])


def _one_of_contacts(number: int) -> TakenOut | None:
    row = ContactListExport.objects.filter(pk=number).select_related("by").first()
    return _contacts(row) if row is not None else None


def _last_bookings(since: datetime, before: datetime, most: int) -> Iterable[TakenOut]:
    rows = BookkeepingExport.objects.filter(made_at__gt=since, made_at__lt=before).select_related("by")
    return map(_bookings, rows.order_by("-made_at")[:most])


def _one_of_bookings(number: int) -> TakenOut | None:
    row = BookkeepingExport.objects.filter(pk=number).select_related("by").first()
    return _bookings(row) if row is not None else None


def _name(by: Person | None) -> str:
    return by.name if by is not None else ""


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(instance.current().time_zone)).date()


register_export_log("business.leads", lists_of(ExportKind.LEADS, _leads))
register_export_log(
    "business.contacts", ExportLog(ContactListExport._meta.label_lower, _last_contacts, _one_of_contacts)
)
register_export_log(
    "business.bookings", ExportLog(BookkeepingExport._meta.label_lower, _last_bookings, _one_of_bookings)
)
