"""How a copy of somebody's data speaks of their requests' way to us."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.telling import Telling, tell
from candor.privacy.models import IdentityCheck, IdentityProof, PaperLetter, RequestKind, RequestLetter, RequestSign
from candor.privacy.words_asking import DELIVERY

RECORDS = "records"


def tell_channels() -> None:
    tell(
        RequestSign,
        Telling(
            RECORDS,
            73,
            _("Something you wrote that looked like a privacy request"),
            columns={
                "kind": _("What is asked for"),
                "arrived_at": _("Received"),
                "dismissed_at": _("Noted that it is none"),
            },
            values={"kind": dict(RequestKind.choices)},
            heads=("arrived_at",),
        ),
    )
    tell(
        IdentityCheck,
        Telling(
            RECORDS,
            74,
            _("How we made sure who asks"),
            columns={
                "way": pgettext_lazy("privacy request", "How"),
                "place": pgettext_lazy("privacy request", "Where"),
                "note": _("Note"),
                "at": pgettext_lazy("consent", "When"),
                "passed_at": pgettext_lazy("identity check", "Passed"),
                "failed_at": pgettext_lazy("identity check", "Failed"),
            },
            values={"way": dict(IdentityProof.choices)},
            heads=("way", "at"),
            left_out=("subject_number",),
        ),
    )
    tell(
        RequestLetter,
        Telling(
            RECORDS,
            75,
            _("What we wrote to you about a request"),
            columns={
                "to_address": pgettext_lazy("privacy request", "To"),
                "subject": _("Subject"),
                "text": pgettext_lazy("privacy request", "Words"),
                "queued_at": _("Written"),
                "state": pgettext_lazy("privacy request", "Delivery"),
                "settled_at": _("Delivered or not"),
            },
            values={"state": DELIVERY},
            heads=("subject", "queued_at"),
            left_out=("subject_number",),
        ),
    )
    tell(
        PaperLetter,
        Telling(
            RECORDS,
            76,
            _("What we wrote to you by post about a request"),
            columns={
                "address": pgettext_lazy("privacy request", "To"),
                "subject": _("Subject"),
                "text": pgettext_lazy("privacy request", "Words"),
                "enclosures": _("Enclosed"),
                "written_at": _("Written"),
                "posted_on": _("Posted on"),
                "unsent_because": _("Not posted, because"),
                "settled_at": _("Noted"),
            },
            heads=("subject", "written_at"),
        ),
    )
