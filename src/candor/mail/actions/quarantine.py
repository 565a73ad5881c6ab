"""Giving a message in quarantine another try, or letting it through."""

from __future__ import annotations

from django.db import transaction

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.actions.intake import handle
from candor.mail.models import RawMessage, Reason

JUDGED = frozenset({Reason.VERIFICATION, Reason.OUR_OWN, Reason.UNKNOWN_REPORT})
"""Reasons that are our judgment of a readable message; a person may judge otherwise."""


def replay(raw: RawMessage, *, by: Actor) -> RawMessage:
    """Handle the message as if it had just come in. Doing it twice has the effect of once.

    One that was too large to be taken in lies on its server alone: there is nothing to handle.
    """
    if raw.file_id is None:
        return raw
    _note(raw, "mail.message.replayed", by)
    return handle(raw)


def let_through(raw: RawMessage, *, by: Actor) -> RawMessage:
    """Handle the message although we judged that it should wait. Nothing is answered by itself."""
    if raw.file_id is None:
        return raw
    _note(raw, "mail.message.let_through", by)
    return handle(raw, overruled=True)


@transaction.atomic
def _note(raw: RawMessage, fact: str, by: Actor) -> None:
    record(fact, raw, by=by, reason=raw.reason)
