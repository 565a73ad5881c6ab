"""What stands above every page of those who settle mail, while mail does not come in or does not leave."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from candor.kernel import instance
from candor.kernel.actor import Actor
from candor.mail.actions.alarm_mail import SETTLES
from candor.mail.models import MailAlarm


@dataclass(frozen=True, slots=True)
class Standing:
    """An outage as the line above a page tells it; `mailbox` and `ref` are "" where sending fails."""

    mailbox: str
    ref: str


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    url: str


def lines_for(actor: Actor) -> tuple[Line, ...]:
    """The outages that the actor settles. Read anew every few seconds, with the instance's own row."""
    if not actor.may(SETTLES):
        return ()
    return tuple(_line(standing) for standing in instance.remembered("mail.alarms", _standing))


def _standing() -> tuple[Standing, ...]:
    rows = MailAlarm.objects.standing().order_by("id").values_list("mailbox__name", "mailbox__ref")[:3]
    return tuple(Standing(name or "", ref or "") for name, ref in rows)


def _line(standing: Standing) -> Line:
    if standing.ref:
        words = _("The mailbox %(name)s cannot be read. Its mail waits on its server.") % {"name": standing.mailbox}
        return Line(words, reverse("tech:mailbox", args=[standing.ref]))
    return Line(_("No mail can be sent. What is written waits in the outbox."), reverse("tech:mail"))
