"""Drafts: what somebody is typing, kept on the server. Not audited: a draft is nobody's act yet."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from candor.helpdesk.models import Draft, Ticket
from candor.helpdesk.rules.texts import clean_text
from candor.kernel import clock
from candor.kernel.actor import Actor

LONGEST_DRAFT = 500_000
COMPOSER = "composer"
"""The purpose of what technicians type on the case page."""


def save_draft(  # noqa: PLR0913 - what was typed, where, as what, by whom and on which state of the case
    ticket: Ticket | None,
    text: str,
    *,
    purpose: str,
    by: Actor,
    based_on_version: int = 0,
    is_note: bool = False,
) -> Draft | None:
    """Keep what the actor has typed so far, one draft per ticket and purpose; an empty one without files goes (None).

    Raises TextTooLong.
    """
    clean = clean_text(text, most=LONGEST_DRAFT)
    if not clean and not _drafts(ticket, purpose, by).filter(files__isnull=False).exists():
        discard_draft(ticket, purpose=purpose, by=by)
        return None
    with transaction.atomic():
        draft, _made = Draft.objects.update_or_create(
            author_id=by.id,
            ticket=ticket,
            purpose=purpose,
            defaults={
                "text": clean,
                "saved_at": clock.now(),
                "based_on_version": based_on_version,
                "is_note": is_note,
            },
        )
    return draft


def discard_draft(ticket: Ticket | None, *, purpose: str, by: Actor) -> None:
    """Forget the actor's draft. Doing it twice changes nothing."""
    _drafts(ticket, purpose, by).delete()


def _drafts(ticket: Ticket | None, purpose: str, by: Actor) -> QuerySet[Draft]:
    return Draft.objects.filter(author=by.id, ticket=ticket, purpose=purpose)
