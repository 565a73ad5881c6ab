"""What the accountant gets, as a disclosure of the people in it (Art. 15(1)(c), 19 GDPR).

The office chooses on its register which recipient these files go to. While none is chosen nothing is noted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from candor.kernel.actor import Actor
from candor.privacy.public import Disclosed, DisclosureGround, DisclosureWay, note_handed_out

SOURCE = "business.bookkeeping"


def note_for_accountant(
    people: Iterable[int], since: date, until: date, *, by: Actor, about: models.Model | None = None
) -> None:
    """Part of the transaction that makes the file."""
    what = _("Invoices and payments from %(since)s to %(until)s") % {"since": since, "until": until}
    purpose = _("Bookkeeping and tax returns")
    said = Disclosed(what, purpose, DisclosureGround.DUTY, DisclosureWay.FILE, ("purchases",))
    note_handed_out(SOURCE, people, said, about=about, by=by)
