"""The tabs above the mail pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from candor.kernel.http.request import Request

MOST_SHOWN = 99


def tabs(request: Request, quarantined: int = 0) -> list[dict[str, Any]]:
    """Those of monitor, quarantine, dead addresses, mailboxes, templates and signing that the actor may open."""
    entries = [
        (_("Monitor"), "tech:mail", "mail.monitor.view", 0),
        (_("Quarantine"), "tech:quarantine", "mail.monitor.view", min(quarantined, MOST_SHOWN)),
        (_("Dead addresses"), "tech:dead-addresses", "mail.monitor.view", 0),
        (_("Mailboxes"), "tech:mailboxes", "mail.mailbox.change", 0),
        (_("Templates"), "tech:mail-texts", "mail.mailbox.change", 0),
        (_("Signing"), "tech:mail-signing", "mail.mailbox.change", 0),
    ]
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name), "count": count or None}
        for label, name, permission, count in entries
        if request.actor.may(permission)
    ]
