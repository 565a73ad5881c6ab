"""Time and costs in words: what customers read and authorise, and how pages name kinds and standings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from candor.business.public import quantity_in_words, rounded
from candor.helpdesk.models import TimeKind, TimeRecord, TimeStanding
from candor.helpdesk.rules.times import written
from candor.ui.marks import day, money, price

KIND_WORDS: Mapping[str, Promise] = {
    TimeKind.ESTIMATE.value: pgettext_lazy("time", "Estimate"),
    TimeKind.DONE.value: pgettext_lazy("time", "Done"),
}
STANDING_WORDS: Mapping[str, tuple[str, Promise]] = {
    TimeStanding.NOT_ASKED.value: ("scheduled", pgettext_lazy("time", "Need not be authorised")),
    TimeStanding.ASKED.value: ("waiting", pgettext_lazy("time", "To be authorised")),
    TimeStanding.AUTHORISED.value: ("solved", pgettext_lazy("time", "Authorised")),
    TimeStanding.DECLINED.value: ("closed", pgettext_lazy("time", "Declined")),
}
"""The shape of each standing in the look, and its words."""


def name_of(record: TimeRecord) -> str:
    """The kind of work in the reader's language."""
    if record.edition is not None:
        return record.edition.name_in(get_language() or "en")
    return _("Costs") if record.is_cost else _("Working time")


def amount_of(record: TimeRecord) -> str:
    """How much of it: 1:30 h, or 2 × flat rate."""
    if record.minutes is None:
        unit = record.edition.product.unit if record.edition is not None else "C62"
        return quantity_in_words(record.quantity, unit)
    return _("%(time)s h") % {"time": written(record.minutes)}


def charged_of(record: TimeRecord) -> str:
    """The time that is charged where it differs from what was worked, else ""."""
    if record.billed_minutes is None or record.billed_minutes == record.minutes or not record.is_billable:
        return ""
    return _("%(time)s h are charged") % {"time": written(record.billed_minutes)}


def sum_of(record: TimeRecord) -> Decimal | None:
    """What it costs net, rounded as a line of the invoice is; None where no price is known or nothing is charged."""
    if record.price is None or not record.is_billable:
        return None
    return rounded(record.price * record.units, record.currency)


def text_of(record: TimeRecord) -> str:
    """What the customer reads and authorises, in the language of now: this very text is kept with their answer."""
    kind = _("Estimate") if record.kind == TimeKind.ESTIMATE else _("Work done")
    lines = [f"{kind}, {day(record.day)}", f"{name_of(record)}: {amount_of(record)}"]
    if charged_of(record):
        lines.append(charged_of(record))
    total = sum_of(record)
    if not record.is_billable:
        lines.append(_("Nothing is charged."))
    elif record.price is not None and total is not None:
        each = price(record.price, record.currency)
        said = {"price": each, "total": money(total, record.currency)}
        words = (
            _("%(price)s each, %(total)s together, without VAT")
            if record.is_cost
            else _("%(price)s an hour, %(total)s together, without VAT")
        )
        lines.append(words % said)
    else:
        lines.append(_("We tell you the price with the invoice."))
    return "\n".join([*lines, *([record.note] if record.note else [])])
