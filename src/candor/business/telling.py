"""How a copy of somebody's data speaks of their mail with sales."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.models import Correspondence, SalesFile, SalesMail
from candor.kernel.registries.telling import Chapter, Telling, chapter, everything, tell

SALES = "sales"

chapter(
    Chapter(
        SALES,
        35,
        _("Your mail with sales"),
        _("What you wrote to our sales staff beside your cases, and what they answered."),
    )
)
tell(
    Correspondence,
    Telling(
        SALES,
        10,
        pgettext_lazy("copy", "Correspondence"),
        columns={
            "waits_since": _("Waits for our answer since"),
            "done_at": _("Settled"),
            "last_at": _("Last mail"),
        },
        heads=("subject",),
        seen=everything,
    ),
)
tell(
    SalesMail,
    Telling(
        SALES,
        20,
        pgettext_lazy("copy", "Mail"),
        columns={"address": _("From or to")},
        heads=("written_at",),
        left_out=("html",),
        seen=everything,
    ),
)
tell(SalesFile, Telling(SALES, 10, _("Attachment"), seen=everything))
