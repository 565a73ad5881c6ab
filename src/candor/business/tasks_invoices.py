"""What happens to papers once they are issued or sent: made by a process of their own, and mailed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.business.papers.storing import store_papers
from candor.kernel.jobs import task


@task(_("Make the papers of an invoice"))
def make_papers(invoice: int) -> None:
    """Make the PDF and the XML of an issued invoice, once."""
    store_papers(invoice)


@task(_("Send a dunning letter"))
def deliver_letter(letter: int) -> None:
    """Make the paper of a dunning letter that somebody let go, and send it, once."""
    from candor.business.actions.delivering_letters import deliver

    deliver(letter)


@task(_("Send a quote"))
def deliver_quote(version: int) -> None:
    """Make the paper of a version of a quote that was sent, and mail it, once."""
    from candor.business.actions.delivering_quotes import deliver

    deliver(version)
