"""How a copy of somebody's data speaks of their licences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.telling import Chapter, Telling, chapter, tell
from candor.licences.models import Activation, Licence, LicenceEntry, LicenceKey, Restoration
from candor.licences.words import CHOICES, ENDS, ENTRIES, REASONS

LICENCES = "licences"

chapter(
    Chapter(
        LICENCES,
        38,
        _("Your licences"),
        _("What you may use, its keys, on which machines it is used, and what can restore it."),
        group="purchases",
    )
)
tell(
    Licence,
    Telling(
        LICENCES,
        10,
        pgettext_lazy("copy", "Licence"),
        columns={
            "seats": _("Technicians"),
            "features": _("Features"),
            "expires_on": _("May be used until"),
            "maintenance_until": _("Maintenance until"),
            "activations": _("Places taken"),
            "issued_at": _("Issued"),
            "revoke_reason": _("Why it was revoked"),
        },
        values={"revoke_reason": REASONS},
        heads=("issued_at",),
    ),
)
tell(
    LicenceKey,
    Telling(
        LICENCES,
        20,
        _("Key of a licence"),
        columns={"text": _("Key"), "issued_at": _("Issued")},
        heads=("issued_at",),
    ),
)
tell(
    Activation,
    Telling(
        LICENCES,
        30,
        _("Machine on which a licence is used"),
        columns={
            "label": _("What it calls itself"),
            "activated_at": _("Activated"),
            "renewed_at": _("Last renewed"),
            "valid_until": _("Counts until"),
            "ended_at": _("Place freed"),
            "ended_by": _("How it was freed"),
        },
        values={"ended_by": ENDS},
        heads=("label",),
    ),
)
tell(LicenceEntry, Telling(LICENCES, 40, _("What happened to a licence"), values={"kind": ENTRIES}, heads=("at",)))
tell(
    Restoration,
    Telling(
        LICENCES,
        50,
        _("What you chose for restoring a licence later"),
        columns={
            "restore_by": _("After an erasure"),
            "key": _("Key"),
            "until": _("Kept until"),
            "chosen_at": _("Chosen"),
            "ended_at": _("Used or taken back"),
        },
        values={"restore_by": {value: words for value, (words, _means) in CHOICES.items()}},
        heads=("chosen_at",),
    ),
)
