"""Dunning: a letter is proposed, looked at, and let go; of each level an invoice gets one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from candor.business.actions.issuing import today
from candor.business.models import DunningLetter, DunningPause, DunningSettings, DunningState, Invoice, PauseReason
from candor.business.rules.dunning import SHIPPED, Claim, Debt, Earlier, Step, Terms, claimed, level_from, next_step
from candor.business.tasks_invoices import deliver_letter
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs import enqueue

ONLY = 1


class NothingDue(Exception):
    """No letter is due for this invoice: it is paid or paused, or the day of the next letter has not come."""


class AmountsChanged(Exception):
    """The letter would ask for another amount than the page showed: something was paid, or a day has passed."""


class SettingsChanged(Exception):
    """Somebody else saved the settings since the page was drawn."""


@dataclass(frozen=True, slots=True)
class NewPause:
    """Why nobody is dunned for an invoice, and until which day; None: until somebody lifts it."""

    reason: PauseReason
    note: str = ""
    until: date | None = None


def dunning() -> DunningSettings:
    """The settings; those of a fresh instance where nobody has written any."""
    return DunningSettings.objects.filter(pk=ONLY).first() or DunningSettings(pk=ONLY)


@transaction.atomic
def change_dunning(version: int, wanted: dict[str, Any], *, by: Actor) -> None:
    """Save the settings; pressing the button twice saves them once. Raises SettingsChanged."""
    DunningSettings.objects.get_or_create(pk=ONLY)
    same = DunningSettings.objects.filter(pk=ONLY, version=version)
    if same.update(**wanted, version=F("version") + 1):
        record("business.dunning.changed", dunning(), by=by)
        return
    present = dunning()
    if not all(getattr(present, name) == value for name, value in wanted.items()):
        raise SettingsChanged


def terms_for(invoice: Invoice, settings: DunningSettings) -> Terms:
    """How the buyer of an invoice is dunned: a business is who is billed as a company or has a VAT id."""
    is_business = invoice.organisation_id is not None or bool(invoice.buyer_vat_id)
    return Terms(
        [level_from(said) for said in settings.levels] or SHIPPED,
        settings.interest_business if is_business else settings.interest_private,
        flat=settings.flat_fee and is_business,
        with_fees=invoice.currency == settings.currency,
    )


def next_letter(invoice: Invoice, settings: DunningSettings) -> Step | None:
    """The next letter of an invoice and its day, whether or not that has come; None after the last one."""
    levels = terms_for(invoice, settings).levels
    return next_step(levels, invoice.due_on, _earlier(invoice.letters.all()))


def claim_of(invoice: Invoice, level: int, settings: DunningSettings) -> Claim:
    """What the letter of this level would ask for today."""
    came = [(payment.paid_on, payment.amount) for payment in invoice.payments.all()]
    came += [(correction.issued_on, correction.gross) for correction in invoice.corrections.all()]
    debt = Debt(invoice.gross, invoice.currency, came)
    earlier = [letter for letter in _earlier(invoice.letters.all()) if letter.level < level]
    return claimed(debt, terms_for(invoice, settings), level, earlier, today())


@transaction.atomic
def propose_letter(invoice: Invoice, *, by: Actor) -> DunningLetter:
    """Put the letter that is due before somebody's eyes; one that is proposed already is found. Raises NothingDue."""
    found, settings = _locked(invoice), dunning()
    begun = found.letters.exclude(state=DunningState.SENT).first()
    if begun is not None:
        return begun
    step = next_letter(found, settings)
    if _rests(found) or step is None or step.on > today():
        raise NothingDue
    letter = DunningLetter.objects.create(
        invoice=found,
        level=step.level,
        proposed_by_id=by.id if by.is_staff else None,
        **_reckoned(found, step.level, settings),
    )
    record("business.dunning.proposed", letter, by=by, level=step.level, invoice=found.pk)
    return letter


@transaction.atomic
def approve_letter(letter: DunningLetter, total: Decimal, *, by: Actor) -> bool:
    """Let the letter go, which asks for `total`; False where that was done before.

    Raises NothingDue and AmountsChanged.
    """
    invoice, settings = _locked(letter.invoice), dunning()
    found = invoice.letters.filter(pk=letter.pk).first()
    if found is None or _rests(invoice):
        raise NothingDue
    if found.state != DunningState.PROPOSED:
        return False
    reckoned = _reckoned(invoice, found.level, settings)
    if reckoned["total"] != total:
        raise AmountsChanged
    DunningLetter.objects.filter(pk=found.pk).update(
        **reckoned, state=DunningState.APPROVED, approved_by=by.id if by.is_staff else None
    )
    record("business.dunning.approved", found, by=by, level=found.level, invoice=invoice.pk)
    enqueue(deliver_letter, found.pk)
    return True


@transaction.atomic
def drop_letter(letter: DunningLetter, *, by: Actor) -> bool:
    """Take a proposal away; False where it is gone or on its way already."""
    same = DunningLetter.objects.filter(pk=letter.pk, state=DunningState.PROPOSED)
    if not same.delete()[0]:
        return False
    record("business.dunning.dropped", letter, by=by, level=letter.level, invoice=letter.invoice_id)
    return True


@transaction.atomic
def note_posted(letter: DunningLetter, *, by: Actor) -> bool:
    """Note that the printed letter went into the post; False where nothing waits for it."""
    waits = DunningLetter.objects.filter(pk=letter.pk, state=DunningState.TO_POST)
    if not waits.update(state=DunningState.SENT, sent_at=clock.now()):
        return False
    record("business.dunning.posted", letter, by=by, level=letter.level, invoice=letter.invoice_id)
    return True


@transaction.atomic
def pause_dunning(invoice: Invoice, new: NewPause, *, by: Actor) -> None:
    """Nobody is dunned for it from now on; what was proposed is taken away. Pausing again changes the reason."""
    found = _locked(invoice)
    said = {"reason": new.reason, "note": new.note, "until": new.until}
    if DunningPause.objects.filter(invoice=found, **said).exists():
        return
    who = {"by_id": by.id if by.is_staff else None, "paused_at": clock.now()}
    DunningPause.objects.update_or_create(invoice=found, defaults={**said, **who})
    found.letters.filter(state=DunningState.PROPOSED).delete()
    record("business.dunning.paused", found, by=by, reason=str(new.reason))


@transaction.atomic
def resume_dunning(invoice: Invoice, *, by: Actor) -> None:
    """Dun for it again; doing so twice changes nothing."""
    gone, _ = DunningPause.objects.filter(invoice=invoice).delete()
    if gone:
        record("business.dunning.resumed", invoice, by=by)


def is_paused(invoice: Invoice) -> bool:
    """Whether nobody is dunned for it today."""
    pause = DunningPause.objects.filter(invoice=invoice).first()
    return pause is not None and (pause.until is None or pause.until >= today())


def _rests(invoice: Invoice) -> bool:
    return invoice.is_settled or invoice.is_correction or is_paused(invoice)


def _locked(invoice: Invoice) -> Invoice:
    """Letters, payments and corrections of one invoice wait for each other at its row."""
    return Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)


def _reckoned(invoice: Invoice, level: int, settings: DunningSettings) -> dict[str, Any]:
    claim, day = claim_of(invoice, level, settings), today()
    amounts = {"left": claim.left, "fee": claim.fee, "interest": claim.interest, "total": claim.total}
    return {**amounts, "written_on": day, "pay_by": day + timedelta(days=settings.pay_within_days)}


def _earlier(letters: Any) -> list[Earlier]:
    """Those that went out; the day of one is the day at the house."""
    zone = ZoneInfo(instance.current().time_zone)
    return [
        Earlier(letter.level, letter.sent_at.astimezone(zone).date(), letter.pay_by, letter.fee)
        for letter in letters
        if letter.state == DunningState.SENT
    ]
