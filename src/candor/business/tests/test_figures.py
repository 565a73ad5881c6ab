"""Figures: what was invoiced, paid and is open, what became of quotes and leads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from candor.business.actions.drafts import begin_correction
from candor.business.actions.issuing import issue
from candor.business.actions.payments import NewPayment, note_payment
from candor.business.models import Invoice, Lead, LeadSource, Outcome, PaymentWay, Quote, QuoteState, Stage
from candor.business.rules.invoices import Line
from candor.business.rules.periods import LONGEST, Span, period_of
from candor.business.tests.stories_invoices import SEATS, issued
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.models import AuditFact
from candor.people.models import Organisation, Person
from tests.cast import signed_in

db = [pytest.mark.django_db, pytest.mark.db]

MAY, JULY = (datetime(2026, month, 12, 10, tzinfo=UTC) for month in (5, 7))
NOW = datetime(2026, 9, 3, 9, tzinfo=UTC)
ALL_YEAR = {"span": "own", "since": "2026-01-01", "until": "2026-12-31"}


@given(today=some.dates(date(2000, 1, 1), date(2090, 12, 31)), span=some.sampled_from(list(Span)))
def test_a_span_is_whole_months_or_ends_today(today: date, span: Span) -> None:
    period = period_of(span, today)
    assert period.since.day == 1
    assert period.until == today or (period.until + timedelta(days=1)).day == 1
    assert period.until <= today
    assert period.is_short_enough
    months = period.months
    assert months[0] == period.since
    assert (months[-1].year, months[-1].month) == (period.until.year, period.until.month)
    assert all(month.day == 1 for month in months)
    assert sorted(set(months)) == months
    assert len(months) <= LONGEST


def _year_of_invoices(kim: Person, nordlicht: Organisation) -> Invoice:
    """Two of May, one of them credited in part in July; one paid, one overdue."""
    with clock.at(MAY):
        first = issued(kim, nordlicht)
        issued(kim, nordlicht, lines=[SEATS, Line("Training\nA day by video", Decimal(1), Decimal("0.05"))])
    with clock.at(JULY):
        note_payment(first, NewPayment(date(2026, 7, 1), Decimal("593.81"), PaymentWay.TRANSFER, ""), by=SYSTEM)
        taken_back = begin_correction(Invoice.objects.order_by("id")[1], by=SYSTEM)
        issue(taken_back, taken_back.version, by=SYSTEM)
        issued(kim, nordlicht)
    return first


@pytest.mark.django_db
@pytest.mark.db
def test_months_are_told_with_credit_notes_taken_off(mara: Person, kim: Person, nordlicht: Organisation) -> None:
    _year_of_invoices(kim, nordlicht)
    with clock.at(NOW):
        browser = signed_in(mara)
        shown = browser.get("/business/figures/", ALL_YEAR).content.decode()
        rows = browser.post("/business/figures/invoiced/file/", ALL_YEAR).content.decode("utf-8-sig").splitlines()
        left = browser.post("/business/figures/open/file/", ALL_YEAR).content.decode("utf-8-sig").splitlines()
        best = browser.post("/business/figures/products/file/", ALL_YEAR).content.decode("utf-8-sig").splitlines()
    assert rows == [
        "month;currency;invoiced_net;invoiced_gross;paid",
        "2026-05;EUR;998.05;1187.68;0.00",
        "2026-07;EUR;-0.05;-0.06;593.81",
    ]
    assert left[1:] == [
        "EUR;due;0.00", "EUR;30;0.00", "EUR;60;593.81", "EUR;90;0.00", "EUR;older;0.00",
    ]  # fmt: skip
    assert best[1:] == ["Ten seats, one year;EUR;998.00", "Training;EUR;0.00"]
    assert "May 2026, Invoiced, net: €998.05" in shown
    assert "July 2026, Paid: €593.81" in shown
    assert AuditFact.objects.filter(name="business.figures.exported", actor_id=mara.pk).count() == 3


@pytest.mark.django_db
@pytest.mark.db
def test_quotes_and_leads_are_told_by_month_stage_and_source(mara: Person, kim: Person) -> None:
    stage = Stage.objects.create(name="Contact", position=1)
    Stage.objects.create(name="Talks", position=2)
    for number, (state, valid, decided) in enumerate(
        (("accepted", "2026-05-20", MAY), ("accepted", "2026-08-01", JULY), ("declined", "2026-08-01", JULY),
         ("sent", "2026-08-31", None), ("sent", "2026-09-30", None), ("draft", "2026-08-01", None))
    ):  # fmt: skip
        Quote.objects.create(
            number=f"Q-{number}", subject="Archive", person=kim, state=state, currency="EUR", net=Decimal("100.10"),
            valid_until=valid, decided_at=decided, created_at=MAY, touched_at=MAY,
        )  # fmt: skip
    assert Quote.objects.filter(state=QuoteState.SENT).count() == 2
    for outcome, source in ((Outcome.OPEN, LeadSource.WEB), (Outcome.WON, LeadSource.WEB), (Outcome.LOST, "mail")):
        Lead.objects.create(
            person=kim, interest="", source=source, stage=stage, outcome=outcome, value=Decimal(50), currency="EUR",
            basis="6-1-b", created_at=MAY, touched_at=MAY,
        )  # fmt: skip
    with clock.at(NOW):
        browser = signed_in(mara)
        shown = browser.get("/business/figures/sales/", ALL_YEAR).content.decode()
        files = {
            name: browser.post(f"/business/figures/{name}/file/", ALL_YEAR).content.decode("utf-8-sig").splitlines()
            for name in ("quotes", "pipeline", "sources")
        }
    assert [row for row in files["quotes"] if not row.endswith("0;0;0")][1:] == [
        "2026-05;1;0;0", "2026-07;1;1;0", "2026-08;0;0;1",
    ]  # fmt: skip
    assert files["pipeline"][1:] == ["Contact;EUR;1;50.00", "Talks;;0;"]
    assert files["sources"][1:] == ["web;2;1;0", "mail;1;0;1"]
    assert "€200.20" in shown
    assert "of 4 that were answered or ran out" in shown


@pytest.mark.django_db
@pytest.mark.db
@pytest.mark.once
def test_figures_are_for_those_who_may_see_them(
    mara: Person, clara: Person, anna: Person, kim: Person, nordlicht: Organisation
) -> None:
    for stranger in (clara, anna, kim):
        browser = signed_in(stranger)
        for page in ("", "sales/"):
            assert browser.get(f"/business/figures/{page}").status_code in {302, 404}
        assert browser.post("/business/figures/invoiced/file/", {}).status_code in {302, 403, 404}
    browser = signed_in(mara)
    empty = browser.get("/business/figures/").content.decode()
    assert "No figures for this time" in empty
    assert browser.post("/business/figures/salaries/file/", {}).status_code == 404
    wrong = browser.get("/business/figures/", ALL_YEAR | {"until": "2031-01-01"})
    assert wrong.status_code == 422
    assert "at most three years later" in wrong.content.decode()
    assert browser.get("/business/figures/", {"span": "own"}).status_code == 422
