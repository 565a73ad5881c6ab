"""How a copy of somebody's data speaks of what the privacy office decided about them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.registries.telling import Telling, tell
from candor.privacy.models import (
    CompellingGround,
    Copy,
    Erasure,
    Hold,
    HoldReason,
    Lock,
    LockGround,
    Replacement,
    ToldHow,
)
from candor.privacy.rights import RIGHT_WORDS

RECORDS = "records"

tell(
    Lock,
    Telling(
        RECORDS,
        60,
        _("Lock on your data"),
        columns={"ground": _("Ground")},
        values={"ground": dict(LockGround.choices), "told_how": dict(ToldHow.choices)},
        heads=("set_at",),
    ),
)
tell(
    Hold,
    Telling(
        RECORDS,
        61,
        _("Legal hold"),
        columns={"review_on": _("Looked at again on")},
        values={"reason": dict(HoldReason.choices)},
        heads=("set_at",),
    ),
)
tell(Copy, Telling(RECORDS, 62, _("Copy of your data"), heads=("asked_at",)))
tell(
    Erasure,
    Telling(
        RECORDS,
        63,
        _("Privacy request"),
        columns={
            "right": _("Which right"),
            "received_on": _("Received"),
            "planned_at": _("Planned"),
            "confirmed_at": _("Confirmed"),
            "done_at": _("Done"),
        },
        values={"right": {right.value: words.name for right, words in RIGHT_WORDS.items()}},
        heads=("right", "planned_at"),
        left_out=("subject_number", "subject_ref"),
    ),
)
tell(
    Replacement,
    Telling(
        RECORDS,
        64,
        _("Your company asked for another contact"),
        columns={
            "begun_at": _("Begun"),
            "answer_by": _("Answer by"),
            "asked_at": _("Asked"),
            "named_at": _("Answered"),
        },
        heads=("begun_at",),
        left_out=("subject_number",),
    ),
)
tell(
    CompellingGround,
    Telling(
        RECORDS,
        65,
        _("Compelling grounds recorded"),
        columns={"recorded_at": _("Recorded")},
        heads=("recorded_at",),
        left_out=("subject_number",),
    ),
)
