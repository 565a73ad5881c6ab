"""From the draft to the files, for invoices that nobody would think of: `candor soak invoices` makes thousands.

Each is drafted, issued and now and then corrected in a database; both syntaxes are held against their schema, the rules
of EN 16931 and those of XRechnung; of a share the papers are made by the child process that makes them for customers.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from candor.business.actions.drafts import begin_correction, begin_draft
from candor.business.actions.issuing import CannotIssue, issue
from candor.business.actions.seller import change_invoicing, invoicing
from candor.business.models import Invoice
from candor.business.papers.cii import XRECHNUNG, xml_of
from candor.business.papers.storing import facts_of, store_papers
from candor.business.papers.ubl import ubl_of
from candor.business.rules.amounts import MOST_LINES
from candor.business.rules.vat import UnknownRate
from candor.business.rules.xrechnung import Form
from candor.business.tests.papers.german_rules import broken_in
from candor.business.tests.papers.made_up_drafts import MadeUp, drafts
from candor.business.tests.papers.validating import faults_of, faults_of_all
from candor.business.tests.stories_invoices import SEATS, issued
from candor.kernel.actor import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.once]

ASKED = "CANDOR_SOAK_INVOICES" in os.environ
MANY = int(os.environ.get("CANDOR_SOAK_INVOICES", "25"))
PDFS = int(os.environ.get("CANDOR_SOAK_PDFS", "0"))
AT_ONCE = 250


class Heap:
    """Invoices that were issued and are to be looked at together."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.files: list[tuple[str, bytes]] = []

    def take(self, invoice: Invoice) -> None:
        facts = facts_of(invoice)
        self.seen["credit notes" if invoice.is_correction else "invoices"] += 1
        self.files += [(invoice.number, xml_of(facts)), (invoice.number, ubl_of(facts))]
        if invoice.electronic != Form.FACTUR_X:
            self.seen["XRechnungen"] += 1
            for file in (xml_of(facts, guideline=XRECHNUNG), self.files[-1][1]):
                assert broken_in(file) == [], (invoice.number, file)
        if invoice.pk % 100 < PDFS:
            self._make_papers(invoice)
        if len(self.files) >= AT_ONCE:
            self.look()

    def look(self) -> None:
        found = faults_of_all([file for _number, file in self.files])
        wrong = [(number, faults) for (number, _file), faults in zip(self.files, found, strict=True) if faults]
        assert wrong == []
        self.seen["files"] += len(self.files)
        self.files.clear()
        if ASKED and self.seen["files"] % 2_000 < AT_ONCE:
            print(dict(self.seen), flush=True)

    def _make_papers(self, invoice: Invoice) -> None:
        store_papers(invoice.pk)
        invoice.refresh_from_db()
        assert invoice.pdf is not None
        assert (invoice.ubl is None) == (invoice.electronic == Form.FACTUR_X)
        self.seen["PDFs"] += 1


def write_some(heap: Heap, many: int) -> None:
    """So many drafts, each otherwise."""

    @settings(max_examples=many, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(drafts())
    def make(made_up: MadeUp) -> None:
        write(made_up, heap)

    make()


def write(made_up: MadeUp, heap: Heap) -> None:
    """Draft it and issue it; correct it where that was drawn."""
    change_invoicing(invoicing().version, made_up.us, by=SYSTEM)
    draft = begin_draft(made_up.content, person=None, organisation=None, by=SYSTEM)
    try:
        invoice = issue(draft, draft.version, by=SYSTEM)
    except (CannotIssue, UnknownRate):
        heap.seen["refused"] += 1
        return
    heap.take(invoice)
    if made_up.is_corrected and invoice.gross > 0:
        correction = begin_correction(invoice, by=SYSTEM)
        heap.take(issue(correction, correction.version, by=SYSTEM))


def test_whatever_is_drafted_and_issued_is_valid() -> None:
    heap = Heap()
    while heap.seen["invoices"] < MANY:  # some are refused
        write_some(heap, MANY - heap.seen["invoices"])
    heap.look()
    print(f"{dict(heap.seen)}: no rule broken")
    assert heap.seen["files"] == 2 * (heap.seen["invoices"] + heap.seen["credit notes"])


@pytest.mark.skipif(not ASKED, reason="takes a quarter of a minute: `candor soak invoices` runs it")
def test_the_longest_invoice_is_made_within_the_limits_of_its_process() -> None:
    line = replace(SEATS, text="Ten seats of the archive, one year\nwith support", price=Decimal("4.99"))
    invoice = issued(lines=[line] * MOST_LINES, electronic=Form.FACTUR_X)
    store_papers(invoice.pk)
    invoice.refresh_from_db()
    assert invoice.pdf is not None
    assert invoice.xml is not None
    assert faults_of(ubl_of(facts_of(invoice))) == []
    print(f"{MOST_LINES} lines: PDF of {invoice.pdf.size:,} bytes, XML of {invoice.xml.size:,} bytes")
