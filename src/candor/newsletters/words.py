"""What people read of issues and recipients."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from candor.newsletters.models import Basis, Fate, IssueState
from candor.newsletters.queries_issues import Figures

STATES: Mapping[str, Promise] = {
    IssueState.DRAFT: pgettext_lazy("newsletter", "Draft"),
    IssueState.SCHEDULED: pgettext_lazy("newsletter", "Scheduled"),
    IssueState.SENDING: pgettext_lazy("newsletter", "On its way"),
    IssueState.PAUSED: pgettext_lazy("newsletter", "Paused"),
    IssueState.SENT: pgettext_lazy("newsletter", "Sent"),
    IssueState.CANCELLED: pgettext_lazy("newsletter", "Cancelled"),
}
SHAPES: Mapping[str, str] = {
    IssueState.DRAFT: "waiting",
    IssueState.SCHEDULED: "new",
    IssueState.SENDING: "open",
    IssueState.PAUSED: "waiting",
    IssueState.SENT: "closed",
    IssueState.CANCELLED: "closed",
}
FATES: Mapping[str, Promise] = {
    Fate.WAITING: pgettext_lazy("newsletter", "Waits"),
    Fate.HANDED: pgettext_lazy("newsletter", "In the outbox"),
    Fate.SENT: pgettext_lazy("newsletter", "Delivered to the mail server"),
    Fate.BOUNCED: pgettext_lazy("newsletter", "Came back"),
    Fate.FAILED: pgettext_lazy("newsletter", "Could not be sent"),
    Fate.UNKNOWN: pgettext_lazy("newsletter", "Unknown: we were cut off"),
    Fate.LEFT_OUT: pgettext_lazy("newsletter", "Left out: no consent any more"),
}
BASES: Mapping[str, Promise] = {
    Basis.CONSENT: pgettext_lazy("newsletter", "You agreed"),
    Basis.SALE: pgettext_lazy("newsletter", "You bought something similar, were told and did not object"),
    Basis.INVOICE: pgettext_lazy(
        "newsletter", "You bought something similar, were told when you gave your address, and did not object"
    ),
    Basis.FREE: pgettext_lazy("newsletter", "You downloaded something similar, were told and did not object"),
}


def points_of(figures: Figures) -> list[tuple[str, int]]:
    """What became of an issue, as bars, a table and a file show it."""
    return [
        (pgettext("newsletter", "Recipients"), figures.recipients),
        (str(FATES[Fate.SENT]), figures.sent),
        (str(FATES[Fate.BOUNCED]), figures.bounced),
        (str(FATES[Fate.FAILED]), figures.failed),
        (str(FATES[Fate.UNKNOWN]), figures.unknown),
        (_("Left out"), figures.left_out),
        (_("Unsubscribed"), figures.opted_out),
        (_("Answered"), figures.replied),
    ]
