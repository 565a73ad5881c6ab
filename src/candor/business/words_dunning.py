"""The words of dunning: on pages, and in the letters in the language of their invoice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.models import DunningLetter, DunningSettings, DunningState, PauseReason
from candor.business.rules.dunning import filled

TITLES: Mapping[int, Promise] = {
    1: _("Payment reminder"),
    2: _("Second reminder"),
    3: _("Last reminder"),
}
TEXTS: Mapping[int, Promise] = {
    1: _(
        "Good day,\n\n"
        "surely it has only been overlooked: our invoice {number} of {day} was to be paid by {due}, and {left} of it "
        "are still open.\n\n"
        "Please pay them by {until}. If you have paid meanwhile, take this letter as settled. If something about the "
        "invoice is not right, tell us; we will put it right."
    ),
    2: _(
        "Good day,\n\n"
        "our invoice {number} of {day} was due on {due}. In spite of our reminder {left} of it are still open.\n\n"
        "Please pay {total} by {until}. If something about the invoice is not right, please tell us now."
    ),
    3: _(
        "Good day,\n\n"
        "our invoice {number} of {day} is still not paid in full, in spite of two reminders. {left} of it are open.\n\n"
        "We ask you for the last time to pay {total} by {until}. After that day we will have the money collected "
        "without writing to you again."
    ),
}
STATES: Mapping[str, tuple[str, Promise]] = {
    DunningState.PROPOSED: ("new", pgettext_lazy("letter", "To be looked at")),
    DunningState.APPROVED: ("open", pgettext_lazy("letter", "Being made")),
    DunningState.TO_POST: ("waiting", pgettext_lazy("letter", "To be printed and posted")),
    DunningState.SENT: ("solved", pgettext_lazy("letter", "Sent")),
}
REASONS: Mapping[str, Promise] = {
    PauseReason.DISPUTED: pgettext_lazy("pause", "Disputed"),
    PauseReason.INSTALMENTS: pgettext_lazy("pause", "Pays in instalments"),
    PauseReason.PROMISED: pgettext_lazy("pause", "Promised to pay"),
    PauseReason.OTHER: pgettext_lazy("pause", "Something else"),
}


def in_language(words: Promise, language: str) -> str:
    """The words that ship, in a language."""
    with translation.override(language):
        return str(words)


def title_of(letter: DunningLetter, settings: DunningSettings, language: str) -> str:
    """The heading of a letter in a language: the house's own, else the one that ships."""
    return _own(settings, letter.level, "titles", language) or in_language(TITLES[letter.level], language)


def words_of(
    letter: DunningLetter, settings: DunningSettings, language: str, values: Mapping[str, str]
) -> tuple[str, str]:
    """Heading and text of a letter, its variables filled in."""
    text = _own(settings, letter.level, "texts", language) or in_language(TEXTS[letter.level], language)
    return filled(title_of(letter, settings, language), values), filled(text, values)


def values_of(letter: DunningLetter, day: Callable[[date], str], money: Callable[[Decimal], str]) -> dict[str, str]:
    """What the variables stand for."""
    invoice = letter.invoice
    return {
        "name": invoice.buyer_name,
        "number": invoice.number,
        "day": day(invoice.issued_on),
        "due": day(invoice.due_on),
        "left": money(letter.left),
        "fee": money(letter.fee),
        "interest": money(letter.interest),
        "total": money(letter.total),
        "until": day(letter.pay_by),
    }


def _own(settings: DunningSettings, level: int, what: str, language: str) -> str:
    said = settings.levels[level - 1] if level <= len(settings.levels) else {}
    return str(said.get(what, {}).get(language, ""))
