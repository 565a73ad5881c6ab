"""The bell: what is new for one member of staff, newest first, one line a case or other thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from candor.helpdesk.models import Notification
from candor.helpdesk.queries.paging import Cursor, Order
from candor.kernel.actor import Actor
from candor.kernel.registries import bell

PAGE = 50
NEWEST = Order("last_at", falls=True)


@dataclass(frozen=True, slots=True)
class BellPage:
    """One page of lines; `older` is where the next one begins, None at the end."""

    lines: Sequence[Notification]
    older: Cursor | None = None


def bell_page(*, by: Actor, after: Cursor | None = None) -> BellPage:
    """A page of the actor's own lines, read ones too. One query."""
    lines = Notification.objects.visible_to(by).select_related("ticket").order_by("-last_at", "-id")
    if after is not None:
        lines = lines.filter(NEWEST.beyond(after, backwards=False))
    found = list(lines[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return BellPage(found[:PAGE], Cursor(last.last_at, last.pk) if last is not None else None)


def things_of(lines: Iterable[Notification], *, by: Actor) -> Mapping[tuple[str, str], bell.Line]:
    """Words and address of those lines that are about no case, by topic and reference. A query for each topic.

    What the actor sees no more, or what is gone, is not in it.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.ticket is None:
            wanted[line.topic].add(line.about)
    known = bell.topics()
    return {
        (topic, about): found
        for topic, refs in wanted.items()
        if topic in known
        for about, found in known[topic].lines(by, refs).items()
    }
