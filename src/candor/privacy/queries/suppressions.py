"""The list of suppressed addresses as the office sees it: when and why, never which."""

from __future__ import annotations

from candor.kernel.actor import Actor
from candor.privacy.models import Suppression

PAGE = 50


def suppressions_page(actor: Actor, *, after: str) -> tuple[list[Suppression], str]:
    """A page of entries, the last one first, and the query of the next page, "" at the end. Two queries at most."""
    entries = Suppression.objects.visible_to(actor)
    mark = entries.filter(ref=after).first() if after else None
    if mark is not None:
        entries = entries.filter(pk__lt=mark.pk)
    found = list(entries.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], f"?after={found[PAGE - 1].ref}" if len(found) > PAGE else ""
