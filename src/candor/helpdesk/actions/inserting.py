"""Putting a template's words into what somebody is writing."""

from __future__ import annotations

from django.db import transaction

from candor.helpdesk.actions.drafts import COMPOSER, save_draft
from candor.helpdesk.actions.prepared import count_use
from candor.helpdesk.models import ReplyTemplate, Ticket
from candor.helpdesk.queries.variables import words_of
from candor.kernel.actor import Actor
from candor.people.public import Person


@transaction.atomic
def insert_words(template: ReplyTemplate, ticket: Ticket, writer: Person) -> str:
    """The template's words for this case; counted as one use."""
    count_use(template)
    return words_of(template, ticket, writer)


@transaction.atomic
def insert_into_draft(  # noqa: PLR0913 - who, what, where, and the draft as it stands
    template: ReplyTemplate, ticket: Ticket, writer: Person, *, by: Actor, body: str, version: int
) -> None:
    """The template's words below what has been typed, kept as the draft. Raises TextTooLong."""
    words = insert_words(template, ticket, writer)
    save_draft(ticket, f"{body.rstrip()}\n\n{words}", purpose=COMPOSER, by=by, based_on_version=version)
