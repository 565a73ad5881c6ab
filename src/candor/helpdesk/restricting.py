"""What a restricted person wrote in somebody else's case: the message stays in its place, its words are not shown.

Their own cases are left out by `Ticket.objects.visible_to`. What our staff wrote in answer stays readable: it is the
other person's, who needs it (GDPR Art. 18(2)).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.utils.translation import gettext as _

from candor.helpdesk.models import Message, MessageKind
from candor.kernel.actor import Actor
from candor.kernel.registries.restricted import is_hidden


def told_to(messages: QuerySet[Message], actor: Actor) -> QuerySet[Message]:
    """The messages, each with `is_restricted`: what it says is not for the actor. In the same query."""
    theirs = _theirs(actor)
    told = Value(False) if theirs is None else ExpressionWrapper(theirs, output_field=BooleanField())
    return messages.annotate(is_restricted=told)


def readable(messages: QuerySet[Message], actor: Actor) -> QuerySet[Message]:
    """Those whose words the actor may read."""
    theirs = _theirs(actor)
    return messages if theirs is None else messages.exclude(theirs)


def covered(messages: Iterable[Message]) -> list[Message]:
    """The messages of `told_to`, words and names of those that are restricted replaced. They are not to be saved."""
    return [_cover(message) for message in messages]


def _theirs(actor: Actor) -> Q | None:
    hidden = is_hidden("author", actor)
    return None if hidden is None else Q(kind=MessageKind.FROM_CUSTOMER) & Q(hidden)


def _cover(message: Message) -> Message:
    if getattr(message, "is_restricted", False):
        message.author, message.came_from = None, ""
        message.text, message.quoted, message.html = restricted_words(), "", ""
        if "attachments" in getattr(message, "_prefetched_objects_cache", {}):
            message._prefetched_objects_cache["attachments"] = []  # type: ignore[attr-defined] # what was read with it
    return message


def restricted_name() -> str:
    return _("Somebody whose data is restricted")


def restricted_words() -> str:
    return _("What was written here is restricted. The privacy office can read it.")
