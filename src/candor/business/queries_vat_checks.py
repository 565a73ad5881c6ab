"""What VIES said of a VAT number, in words for pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.actions.vat_checks import PREFIXES, is_asking
from candor.business.models import VatCheck, VatState
from candor.people.public import Organisation

WORDS: dict[str, Promise] = {
    VatState.ASKED: pgettext_lazy("VIES", "is being asked"),
    VatState.VALID: pgettext_lazy("VIES", "valid"),
    VatState.INVALID: pgettext_lazy("VIES", "not valid"),
    VatState.UNREACHABLE: pgettext_lazy("VIES", "could not be asked"),
}
SHAPES = {
    VatState.ASKED: "open",
    VatState.VALID: "solved",
    VatState.INVALID: "closed",
    VatState.UNREACHABLE: "waiting",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """Of one organisation: `check` is None where its number was not asked about yet."""

    check: VatCheck | None
    words: str | Promise
    shape: str
    is_due: bool
    """Whether it is asked again by itself."""


def shown_of(organisation: Organisation) -> Shown | None:
    """What there is to tell of its number; None where it has none that VIES knows. One query."""
    if not organisation.vat_number.startswith(PREFIXES):
        return None
    check = VatCheck.objects.filter(organisation=organisation, number=organisation.vat_number).first()
    if check is None:
        return Shown(None, "", "", is_due=False)
    state = VatState(check.state)
    return Shown(check, WORDS[state], SHAPES[state], is_due=check.next_at is not None)


def doubt_about(number: str) -> str | Promise:
    """What to say where tax is left to the recipient and their VAT number is not known to be valid; "" for none."""
    check = VatCheck.objects.filter(number=number).order_by("-answered_at").first() if number else None
    if check is not None and check.state == VatState.VALID:
        return ""
    if check is not None and check.state == VatState.INVALID:
        return _("VIES says that the recipient’s VAT number is not valid. Ask them for the right one, or charge tax.")
    if not is_asking():
        return ""
    return _("VIES has not confirmed the recipient’s VAT number yet. What it says stands on the organisation’s page.")
