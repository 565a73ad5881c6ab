"""The words that people read about the export to DATEV. German words of bookkeeping stand where DATEV shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.business.queries_bookkeeping import LeftOut, Why
from candor.business.rules.datev import Heading
from candor.ui.marks import day

HEADINGS: Mapping[Heading, Promise] = {
    Heading.STANDARD: _("Revenue at 19 %"),
    Heading.REDUCED: _("Revenue at 7 %"),
    Heading.EXEMPT: _("Revenue exempt from tax"),
    Heading.SMALL_BUSINESS: _("Revenue of a small business"),
    Heading.REVERSE_CHARGE: _("Services to companies in the EU (reverse charge)"),
    Heading.INTRA_COMMUNITY: _("Goods to companies in the EU"),
    Heading.EXPORT: _("Goods to other countries"),
    Heading.OUTSIDE: _("Services to other countries"),
    Heading.ONE_STOP_SHOP: _("At the rate of another member state (one-stop shop)"),
    Heading.DEBTORS: _("All debtors together"),
    Heading.TRANSFER: _("Bank transfer"),
    Heading.DEBIT: _("Direct debit"),
    Heading.CARD: _("Card"),
    Heading.CASH: _("Cash"),
    Heading.OTHER: _("Paid otherwise"),
}
CHART_NAMES: Mapping[str, str] = {"03": "SKR03", "04": "SKR04"}
REASONS: Mapping[Why, Promise] = {
    Why.EXPORTED: _("Exported already on %(about)s"),
    Why.CURRENCY: _("In %(about)s: only euros are exported. Book it by hand."),
    Why.NUMBER: _("Its number has more than 36 signs."),
    Why.NO_ACCOUNT: _("No account is written down for: %(about)s"),
    Why.UNCLEAR: _("No account fits the rate of %(about)s %%, or it could be that of two countries. Book it by hand."),
    Why.NOTHING: _("It is over nought."),
    Why.AMOUNT: _("Its amount is larger than the format can say."),
}


def why(left_out: LeftOut) -> str:
    """Why something is left out, in the reader's language."""
    about = left_out.about
    if isinstance(about, Heading):
        about = HEADINGS[about]
    elif isinstance(about, datetime):
        about = day(about)
    return str(REASONS[left_out.why]) % {"about": about}
