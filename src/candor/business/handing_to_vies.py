"""What goes to VIES, as a disclosure of whoever it points to (Art. 15(1)(c), 19 GDPR).

The VAT number of a company is about nobody. That of somebody who trades alone is theirs, and an organisation with one
person in it may be such a one; which of the two it is nobody has written down, so it is noted.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from candor.business.models import VatCheck
from candor.kernel import instance
from candor.kernel.actor import JOB
from candor.people.public import alone_in
from candor.privacy.public import (
    Disclosed,
    DisclosureGround,
    DisclosureWay,
    RecipientKind,
    RecipientWords,
    enter_known_recipient,
    note_handed_out,
)

SOURCE = "business.vies"


def note_question(check: VatCheck) -> None:
    """Before the number leaves for the first time. Nobody but the Commission can be meant, so they are entered."""
    person = alone_in(check.organisation_id)
    if person is None:
        return
    with translation.override(instance.current().language), transaction.atomic():
        purpose = _("Whether a VAT number counts")
        enter_known_recipient(
            RecipientWords(
                _("European Commission (VIES)"), RecipientKind.AUTHORITY, purpose, "BE", groups=("purchases",),
                contact_name=_("Directorate-General for Taxation and Customs Union"), feeds_from=SOURCE,
            )
        )  # fmt: skip
        said = Disclosed(
            _("The VAT number of their organisation"), purpose, DisclosureGround.INTEREST, DisclosureWay.PORTAL,
            ("purchases",),
        )  # fmt: skip
        note_handed_out(SOURCE, [person.pk], said, by=JOB)
