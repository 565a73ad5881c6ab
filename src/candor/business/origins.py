"""How a lead came to us, in words for the person: the vendor's list with its day, the form, their mail, our staff.

And what to do about papers of sales that somebody calls wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from candor.business.models import Invoice, Lead, Quote
from candor.business.words_leads import SOURCES
from candor.kernel.registries.corrections import register_by_hand
from candor.kernel.registries.origins import register
from candor.people.public import list_in_words


def _of_leads(keys: Sequence[str]) -> Mapping[str, str]:
    rows = Lead.objects.filter(pk__in=keys).select_related("origin")
    return {str(row.pk): list_in_words(row.origin) if row.origin else str(SOURCES[row.source]) for row in rows}


register(Lead, _of_leads)
register_by_hand(Lead, _("Open the lead in the Business Center and change what it says about their interest there."))
register_by_hand(
    Invoice,
    _(
        "An invoice that was issued stays as it is: correct it with a credit note, and issue a new one with what is"
        " right."
    ),
)
register_by_hand(Quote, _("What was sent stays as it is: write a new version of the quote with what is right."))
