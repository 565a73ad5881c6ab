"""What is to be said about the permissions by which mailboxes are read: for pages, the monitor and the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.mail.models import Mailbox, MailGrant
from candor.mail.rules.grants import Concern, Standing, concern
from candor.mail.words import GRANT_ALARMS, Explanation

MOST = 200


@dataclass(frozen=True, slots=True)
class GrantWarning:
    """A mailbox whose permission needs somebody. `until` is when reading stops, None where it has."""

    mailbox: Mailbox
    says: Explanation
    warning: Concern


def warning_of(grant: MailGrant, now: datetime) -> Concern | None:
    """The gravest that there is to say about a permission, or None."""
    return concern(
        Standing(
            is_given=grant.is_given,
            can_be_renewed=bool(grant.refresh_token),
            fault=grant.fault,
            access_until=grant.access_until,
            refresh_until=grant.refresh_until,
            secret_until=grant.secret_until,
        ),
        now,
    )


def grant_warnings(actor: Actor) -> list[GrantWarning]:
    """Those of mailboxes in use, by their names."""
    now = clock.now()
    grants = MailGrant.objects.in_use().filter(mailbox__in=Mailbox.objects.visible_to(actor))
    found = []
    for grant in grants.select_related("mailbox").order_by("mailbox__name", "id")[:MOST]:
        problem = warning_of(grant, now)
        if problem is not None:
            found.append(GrantWarning(grant.mailbox, GRANT_ALARMS[problem.alarm], problem))
    return found


def shown_grant(mailbox: Mailbox | None) -> dict[str, Any]:
    """What a mailbox's page shows of its permission: the row, its concern and the concern's words; each may be None."""
    grant = MailGrant.objects.filter(mailbox=mailbox).first() if mailbox else None
    problem = warning_of(grant, clock.now()) if grant else None
    return {"grant": grant, "warning": problem, "says": GRANT_ALARMS[problem.alarm] if problem else None}
