"""The words that people read for the states of sales mail."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.models import Correspondence

DELIVERIES: Mapping[str, tuple[str, Promise]] = {
    "queued": ("queued", _("Waiting to be sent")),
    "sending": ("queued", _("Waiting to be sent")),
    "sent": ("sent", _("Sent")),
    "kept": ("sent", pgettext_lazy("mail", "Kept here, this is a demo")),
    "deferred": ("queued", _("Not taken yet, we keep trying")),
    "bounced": ("failed", _("Came back: the address takes no mail")),
    "failed": ("failed", _("Could not be sent")),
}
"""The outbox's state of a mail of ours: its shape in the look and its words."""


def state_of(found: Correspondence) -> tuple[str, Promise]:
    """Where it stands, in the shape of the look and in words."""
    if found.done_at is not None:
        return "closed", _("Settled")
    if found.waits_since is None:
        return "waiting", pgettext_lazy("sales mail", "Answered")
    if found.taken_by_id is None:
        return "new", pgettext_lazy("sales mail", "New")
    return "open", pgettext_lazy("sales mail", "Taken")
