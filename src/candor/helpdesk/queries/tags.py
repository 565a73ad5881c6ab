"""Tags as pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from candor.helpdesk.models import SavedView, Tag, Ticket, TicketTag
from candor.helpdesk.rules.tags import key_of
from candor.kernel.db.aggregates import BETWEEN

REF_LENGTH = 16
MOST_OFFERED = 20
MOST_SHOWN = 500
"""Tags on the page where they are kept, those used most first. A house with more has another problem."""


class NamedTag(NamedTuple):
    """A tag as pages show it."""

    ref: str
    name: str


def tags_of(ticket: Ticket) -> list[NamedTag]:
    """The ticket's tags by name. One query where the ticket was read without them, or they changed since."""
    joined = getattr(ticket, "joined_tags", None)
    if joined is None:
        rows = Tag.objects.filter(taggings__ticket=ticket).order_by("key").values_list("ref", "name")
        return [NamedTag(*row) for row in rows]
    return apart(joined)


def apart(joined: str) -> list[NamedTag]:
    """The tags that `Ticket.objects.with_tags` read in one text, by name."""
    parts = filter(None, joined.split(BETWEEN))
    tags = (NamedTag(part[:REF_LENGTH], part[REF_LENGTH:]) for part in parts)
    return sorted(tags, key=lambda tag: key_of(tag.name))


def tag_names_of(ticket_ids: Iterable[int]) -> Mapping[int, list[str]]:
    """The names of each ticket's tags, for a list. One query."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = TicketTag.objects.filter(ticket__in=list(ticket_ids)).order_by("tag__key").values_list("ticket", "tag__name")
    for ticket_id, name in rows:
        names[ticket_id].append(name)
    return names


def offered(typed: str) -> list[str]:
    """The names that begin with what is typed, those used most first."""
    tags = Tag.objects.filter(key__startswith=key_of(typed.strip())).order_by("-use_count", "key")
    return list(tags.values_list("name", flat=True)[:MOST_OFFERED])


def all_tags() -> list[Tag]:
    """Those used most first."""
    return list(Tag.objects.order_by("-use_count", "key")[:MOST_SHOWN])


def views_naming(tag: Tag) -> int:
    """How many views name the tag. Views are few, so they are read."""
    return sum(f'"{tag.ref}"' in str(row).replace("'", '"') for row in _definitions())


def _definitions() -> Iterable[object]:
    return SavedView.objects.filter(deleted_at=None).values_list("definition", flat=True)
