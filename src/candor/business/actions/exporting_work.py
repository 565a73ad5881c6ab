"""Work of a period as a CSV file for accounting. What leaves the house is noted for each customer in it (B9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from candor.business.actions.seller import ONLY
from candor.business.models import BilledWork, InvoicingSettings
from candor.business.queries_work import names_of
from candor.business.work import Work, work_source
from candor.kernel import clock
from candor.kernel.access_log import handed_out
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.csv_files import lines

AT_ONCE = 500
HEADINGS = (
    "day", "customer", "case", "worker", "work", "note", "minutes", "charged_minutes", "quantity", "unit", "price",
    "currency", "standing", "authorised", "paper",
)  # fmt: skip


@transaction.atomic
def file_of_work(since: date, until: date, *, by: Actor, role: str) -> bytes:
    """A row for each record that is charged, in the order of days; `paper` is the number of its invoice, or "draft"."""
    source = work_source()
    found = source.in_period(by, since, until) if source is not None else ()
    settings, _made = InvoicingSettings.objects.get_or_create(pk=ONLY)
    handed_out({work.contact for work in found}, about=settings, by=by, role=role, at=clock.now())
    record("business.work.exported", settings, by=by, records=len(found))
    papers, names = _papers_of(found), names_of(found)
    rows = [_row(work, names[work.customer], papers.get(work.ref, "")) for work in found]
    return b"".join(lines([HEADINGS, *rows], delimiter=";"))


def _papers_of(found: Sequence[Work]) -> dict[str, str]:
    refs, papers = [work.ref for work in found], dict[str, str]()
    for start in range(0, len(refs), AT_ONCE):
        for row in BilledWork.objects.filter(record__in=refs[start : start + AT_ONCE]).select_related("invoice"):
            papers[row.record] = row.invoice.number if row.invoice is not None else "draft"
    return papers


def _row(work: Work, customer: str, paper: str) -> Sequence[object]:
    return (
        work.day, customer, work.case, work.worker, work.name, work.note,
        "" if work.minutes is None else work.minutes, "" if work.billed_minutes is None else work.billed_minutes,
        work.quantity, work.unit, "" if work.price is None else work.price, work.currency, work.standing,
        work.authorised, paper,
    )  # fmt: skip
