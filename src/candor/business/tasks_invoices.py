"""What happens to invoices once they are issued."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.business.papers.storing import store_papers
from candor.kernel.jobs import task


@task(_("Make the papers of an invoice"))
def make_papers(invoice: int) -> None:
    """Make the PDF and the XML of an issued invoice, once."""
    store_papers(invoice)
