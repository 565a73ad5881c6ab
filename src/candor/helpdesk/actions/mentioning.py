"""Mentions in internal notes: who is meant, and that they can see what they are called to."""

from __future__ import annotations

from candor.helpdesk.access import viewers_in
from candor.helpdesk.models import Ticket
from candor.helpdesk.refusals import MentionFails
from candor.helpdesk.rules.mentions import mentions_in
from candor.kernel.actor import Actor
from candor.people.public import staff_people


def mentioned_in(text: str, ticket: Ticket, *, by: Actor) -> frozenset[int]:
    """The staff whom this note mentions. Only staff mention: what a machine or a mail wrote calls nobody.

    Raises MentionFails where somebody meant does not see the ticket, or a first name is several people's.
    """
    if not by.is_staff or "@" not in text:
        return frozenset()
    names = dict(staff_people("tech.enter").values_list("pk", "name"))
    mentions = mentions_in(text, names)
    seeing = set(viewers_in(ticket.queue).filter(pk__in=mentions.people).values_list("pk", flat=True))
    blind = sorted(names[key] for key in mentions.people - seeing)
    if blind or mentions.unclear:
        raise MentionFails(blind, mentions.unclear)
    return mentions.people
