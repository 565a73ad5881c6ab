"""How a copy of somebody's data speaks of breaches, and of looks at the access log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.registries.telling import Telling, tell
from candor.privacy.models import Affected, AffectedSearch, LetterFate, LogRead

RECORDS = "records"

tell(
    Affected,
    Telling(
        RECORDS,
        68,
        _("Word of a breach of your data"),
        columns={
            "fate": _("What became of our mail"),
            "listed_at": _("Noted that it concerns you"),
            "written_at": _("Written"),
            "settled_at": _("Delivered or not"),
            "told_on": _("Told otherwise"),
        },
        values={"fate": dict(LetterFate.choices)},
        heads=("listed_at",),
        left_out=("subject_number",),
    ),
)
tell(AffectedSearch, Telling(RECORDS, 69, _("Looks of your account asked about"), left_out=("staff_number",)))
tell(
    LogRead,
    Telling(
        RECORDS,
        31,
        _("Look at the access log about you"),
        columns={"at": _("When")},
        heads=("at",),
        left_out=("subject_number", "staff_number"),
    ),
)
