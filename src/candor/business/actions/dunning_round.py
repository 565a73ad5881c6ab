"""What is done about many overdue invoices at once: by the clock, or by one press. Each in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from candor.business.actions.dunning import AmountsChanged, NothingDue, approve_letter, dunning, propose_letter
from candor.business.models import DunningLetter, DunningState, Invoice
from candor.kernel.actor import JOB, Actor
from candor.mail.public import normal
from candor.people.public import may_write_to


def propose_all(invoices: Iterable[Invoice], *, by: Actor) -> int:
    """Propose what is due for each; says how many have a proposal now."""
    return sum(_proposed(invoice, by) for invoice in invoices)


def approve_several(letters: Iterable[tuple[DunningLetter, Decimal]], *, by: Actor) -> int:
    """Let letters go, each for the amount that was shown; says how many went."""
    return sum(_approved(letter, total, by) for letter, total in letters)


def propose_and_send(invoice: Invoice) -> None:
    """Propose its letter; let it go at once where the settings say so and mail may go to its address."""
    try:
        letter = propose_letter(invoice, by=JOB)
        may_mail = may_write_to(normal(invoice.buyer_email)) if invoice.buyer_email else False
        if dunning().sends and may_mail and letter.state == DunningState.PROPOSED:
            approve_letter(letter, letter.total, by=JOB)
    except (NothingDue, AmountsChanged):  # paid or disputed meanwhile, or an older proposal for staff to look at
        return


def _approved(letter: DunningLetter, total: Decimal, by: Actor) -> bool:
    try:
        return approve_letter(letter, total, by=by)
    except (NothingDue, AmountsChanged):
        return False


def _proposed(invoice: Invoice, by: Actor) -> bool:
    try:
        propose_letter(invoice, by=by)
    except NothingDue:
        return False
    return True
