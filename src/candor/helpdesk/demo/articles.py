"""What support has written down: the articles of the demo company, one of them for the customer who signs in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from candor.helpdesk.demo.company import Cast
from candor.knowledge.public import articles_of_company
from candor.people.public import organisation_of


def articles_of_support(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """Written by the manager, kept true by the technician who signs in: when, and the action."""
    client = organisation_of(cast.people["olivia"])
    return articles_of_company(now, cast.people["jonas"], client, by=cast.actors["henrike"]) if client else []
