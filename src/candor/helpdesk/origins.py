"""How cases and their messages came to us, and what to do about a message that somebody calls wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from candor.helpdesk.models import Message, MessageKind, Ticket
from candor.kernel.actor import Channel
from candor.kernel.registries.corrections import register_by_hand
from candor.kernel.registries.origins import register

CAME_BY = {
    Channel.WEB: _("A form on our website, or in the Customer Center"),
    Channel.MAIL: _("A mail to us"),
    Channel.PHONE: _("A call, written down by our staff"),
    Channel.API: _("A program that uses our interface"),
}


def _of_cases(keys: Sequence[str]) -> Mapping[str, str]:
    return _said(Ticket.objects.filter(pk__in=keys).values_list("pk", "channel"))


def _of_messages(keys: Sequence[str]) -> Mapping[str, str]:
    """What we wrote came from us, whatever way it took."""
    theirs = Message.objects.filter(pk__in=keys, kind=MessageKind.FROM_CUSTOMER)
    return _said(theirs.values_list("pk", "channel"))


def _said(rows: Iterable[tuple[int, str]]) -> Mapping[str, str]:
    return {str(pk): str(CAME_BY[Channel(channel)]) for pk, channel in rows if channel in CAME_BY}


register(Ticket, _of_cases)
register(Message, _of_messages)
register_by_hand(
    Message,
    _(
        "A message stays as it was sent: both sides have it. Write into the case what is right, or take the words away"
        " for good there (“Redact”)."
    ),
)
register_by_hand(Ticket, _("Open the case and change its subject and fields there."))
