"""What this slice shows on shared pages: its entries of the System Configuration menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.people.public import register_configuration

register_configuration(
    "mail.mailboxes",
    page="tech:mailboxes",
    title=_("Mail"),
    text=_("Mailboxes that become cases, and how reading them goes"),
    icon="mailbox",
    permission="mail.mailbox.change",
    order=40,
)
register_configuration(
    "mail.monitor",
    page="tech:mail",
    title=_("Mail monitor"),
    text=_("What was sent, what waits, what is in quarantine"),
    icon="mail-check",
    permission="mail.monitor.view",
    order=41,
)
