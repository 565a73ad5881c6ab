"""From work that was done to the draft of its invoice. A record stands on one paper at a time.

Whoever takes a record locks it and writes `BilledWork`, of which there is one a record: of two people at once the
second is told. The row goes with the draft or with the draft's line; issuing hands it on to the invoice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from candor.business.actions.drafts import Content, begin_draft
from candor.business.actions.invoicing_orders import buyer_of
from candor.business.actions.seller import invoicing
from candor.business.models import BilledWork, Invoice, InvoiceDraft
from candor.business.rules.invoices import Line
from candor.business.work import Customer, Work, work_source
from candor.kernel import instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Organisation, Person
from candor.ui.marks import day


class WorkTaken(Exception):
    """Something of it was changed, or put on another paper, since the page was drawn. Nothing was invoiced."""


class SeveralCurrencies(Exception):
    """An invoice has one currency."""


class NotCredited(Exception):
    """No credit note takes the invoice back, not even in part."""


def invoice_work(
    customer: Person | Organisation, shown: Collection[tuple[str, int]], *, by: Actor, key: str | None = None
) -> InvoiceDraft:
    """A draft with a line for each record, as the page showed it; pressing twice begins one.

    Raises WorkTaken, SeveralCurrencies and drafts.NobodyToBill.
    """
    try:
        return _invoice(customer, shown, by, key)
    except (IntegrityError, WorkTaken) as refusal:
        earlier = InvoiceDraft.objects.visible_to(by).filter(submission_key=key).first() if key is not None else None
        if earlier is None:
            raise WorkTaken from refusal
        return earlier


def note_work(draft: InvoiceDraft, invoice: Invoice, lines: Sequence[Line]) -> None:
    """The draft is an invoice now. Call in the transaction that issues it."""
    for row in BilledWork.objects.filter(draft=draft):
        position = next((place for place, line in enumerate(lines, 1) if line.work == row.record), None)
        BilledWork.objects.filter(pk=row.pk).update(draft=None, invoice=invoice, is_invoiced=True, position=position)


@transaction.atomic
def free_work(invoice: Invoice, rows: Collection[int], *, by: Actor) -> int:
    """What a credit note took back may be charged again; doing so twice changes nothing. Raises NotCredited."""
    if invoice.is_correction or not invoice.corrected:
        raise NotCredited
    gone, _all = BilledWork.objects.filter(invoice=invoice, pk__in=rows).delete()
    if gone:
        record("business.work.freed", invoice, by=by, records=gone)
    return gone


@transaction.atomic
def _invoice(
    customer: Person | Organisation, shown: Collection[tuple[str, int]], by: Actor, key: str | None
) -> InvoiceDraft:
    source = work_source()
    whose = Customer(None, customer.pk) if isinstance(customer, Organisation) else Customer(customer.pk, None)
    taken = source.take(by, whose, shown) if source is not None else ()
    if not taken or len(taken) != len({ref for ref, _version in shown}):
        raise WorkTaken
    if len({work.currency for work in taken}) > 1:
        raise SeveralCurrencies
    draft = _draft(customer, taken, by, key)
    BilledWork.objects.left_over().filter(record__in=[work.ref for work in taken]).delete()
    BilledWork.objects.bulk_create(BilledWork(record=work.ref, draft=draft) for work in taken)
    record("business.work.invoiced", draft, by=by, records=len(taken))
    return draft


def _draft(customer: Person | Organisation, taken: Sequence[Work], by: Actor, key: str | None) -> InvoiceDraft:
    settings, days = invoicing(), [work.day for work in taken]
    company = customer if isinstance(customer, Organisation) else None
    person = customer if isinstance(customer, Person) else Person.objects.get(pk=taken[-1].contact)
    language = (person.language or instance.current().language)[:2]
    with translation.override(language):
        lines = [line_of(work) for work in taken]
    content = Content(
        buyer_of(person, company, settings.country or "DE", by),
        lines,
        min(days),
        max(days) if max(days) != min(days) else None,
        currency=taken[0].currency,
        language=language,
        payment_days=settings.payment_days,
    )
    return begin_draft(content, person=None if company else person, organisation=company, by=by, key=key)


def line_of(work: Work) -> Line:
    """What the invoice says of it, in the language of now: the work and its note, the day, the case, who agreed."""
    about = _("%(day)s, case %(number)s") % {"day": day(work.day), "number": work.case}
    agreed = [_("Authorised by %(name)s") % {"name": work.authorised}] if work.authorised else []
    text = "\n".join([work.name, *([work.note] if work.note else []), about, *agreed])
    return Line(text, work.quantity, work.price or Decimal(0), work.unit, tax=work.tax, work=work.ref)
