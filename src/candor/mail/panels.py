"""What this slice shows on shared pages: its entries of the System Configuration menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.registries import panels

PLACE, TEMPLATE = "tech.configuration", "people/tech/configuration_entry.html"


def _entry(page: str, icon: str, permission: str, title: Promise, text: Promise) -> None:
    """Lead to `page` whoever has the permission."""

    def context(actor: Actor, _subject: object) -> panels.Context | None:
        if not actor.may(permission):
            return None
        return {"title": title, "text": text, "url": reverse(page), "icon": icon}

    panels.register(page, place=PLACE, template=TEMPLATE, context=context, order=40)


_entry(
    "tech:mailboxes",
    "mail",
    "mail.mailbox.change",
    _("Mail"),
    _("Mailboxes that become cases, and how reading them goes"),
)
_entry(
    "tech:mail",
    "activity",
    "mail.monitor.view",
    _("Mail monitor"),
    _("What was sent, what waits, what is in quarantine"),
)
