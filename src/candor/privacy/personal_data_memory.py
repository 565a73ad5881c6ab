"""What the privacy engine remembers of what it did: what was redacted, and to whom nobody advertises."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Erase,
    Export,
    Log,
    Purpose,
    Row,
    by_digest,
    declare,
    declare_store,
    keep_along,
    personal,
    technical,
)
from candor.privacy.models import RedactedRow, Redaction, Suppression


def declare_memory() -> None:
    declare(
        Redaction,
        row=Row.MENTION,
        person="done_by",
        keep="audit",
        since="begun_at",
        fields={
            **{name: technical() for name in ("id", "ref", "begun_at", "carried_out_at", "settled_at", "originals")},
            **{name: technical() for name in ("what", "reason", "bytes_left")},
            "done_by": personal(
                "user.unique_id",
                purposes=[Purpose.ACCOUNTABILITY],
                erase=Erase.NULL,
                export=Export.NO,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
        },
    )
    declare(
        RedactedRow,
        row=Row.NOBODY,
        fields={name: technical() for name in ("id", "redaction", "object_kind", "object_id")},
    )
    keep_along("suppression", "As long as we could write to somebody: a fresh double opt-in alone lifts it.")
    declare(
        Suppression,
        row=Row.MENTION,
        person=by_digest("digest"),
        keep="suppression",
        fields={
            "id": technical(),
            "ref": technical(),
            "digest": personal(
                "user.unique_id.pseudonymous",
                purposes=[Purpose.ACCOUNTABILITY],
                erase=Erase.KEEP_LOCKED,
                export=Export.NEVER,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
            "reach": technical(),
            "reason": technical(),
            "since": technical(),
        },
    )
    declare_store(
        "suppression-key",
        holds="The key without which nobody can try addresses out against the list of whom nobody advertises to.",
        erase=Erase.NOTHING,
        paths=["suppression.key"],
    )
