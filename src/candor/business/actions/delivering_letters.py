"""Delivering a dunning letter that somebody let go: its paper is made, then it goes out, once, by mail or to the post.

The job may run again after a kill: the paper is made in vain then, but the row changes once, with the mail beside it.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import translation

from candor.business.actions.dunning import dunning, is_paused
from candor.business.models import DunningLetter, DunningState, Invoice
from candor.business.papers.letters import letter_pdf
from candor.business.papers.storing import store_papers
from candor.business.words_dunning import title_of
from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.files import make_file, take_back
from candor.kernel.models import StoredFile
from candor.mail.public import TemplateClass, normal, queue_mail
from candor.people.public import may_write_to
from candor.ui.public import locale_of, long_date

TEMPLATE = "business/mail/dunning"


def deliver(number: int) -> None:
    """Make the paper and let the letter go; where that was done, nothing happens."""
    letter = DunningLetter.objects.select_related("invoice").filter(pk=number, state=DunningState.APPROVED).first()
    if letter is None:
        return
    store_papers(letter.invoice_id)
    pdf = letter_pdf(letter, dunning())
    name = f"{letter.invoice.number}-{letter.level}.pdf"
    file = make_file("files", name, "application/pdf", [pdf])
    if not _went(letter, file):
        take_back(file)


@transaction.atomic
def _went(letter: DunningLetter, file: StoredFile) -> bool:
    """Whether it goes with this paper. Who has paid meanwhile, or disputes it, gets none."""
    invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=letter.invoice_id)
    waits = DunningLetter.objects.filter(pk=letter.pk, state=DunningState.APPROVED)
    if invoice.is_settled or is_paused(invoice):
        if waits.delete()[0]:
            record("business.dunning.dropped", letter, by=JOB, level=letter.level, invoice=invoice.pk)
        return False
    address = normal(invoice.buyer_email)
    may_mail = bool(address) and may_write_to(address)
    went = {"state": DunningState.SENT, "sent_at": clock.now(), "by_mail": True}
    if not waits.exists():
        return False
    file.save(force_insert=True)
    waits.update(pdf=file, **(went if may_mail else {"state": DunningState.TO_POST}))
    if may_mail:
        _post(letter, invoice, address, file)
        record("business.dunning.sent", letter, by=JOB, level=letter.level, invoice=invoice.pk)
    return True


def _post(letter: DunningLetter, invoice: Invoice, address: str, file: StoredFile) -> None:
    with translation.override(invoice.language):
        title = title_of(letter, dunning(), invoice.language)
        until = long_date(letter.pay_by, locale_of(invoice.language))
    queue_mail(
        TEMPLATE,
        to=address,
        to_name=invoice.buyer_name,
        language=invoice.language,
        about=letter,
        context={
            "name": invoice.buyer_name,
            "title": title,
            "number": invoice.number,
            "until": until,
            "seller": invoice.seller["legal_name"],
        },
        kind=TemplateClass.CONTRACT,
        by=JOB,
        attachments=[file, *(paper for paper in (invoice.pdf,) if paper is not None)],
    )
