"""Reads about announcements, in the shape of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.privacy.actions.announcing import page_of, what_changed
from candor.privacy.models import Announcement, NoticeKind, NoticeVersion, Reached, ToldClient, ToldPerson

PAGE = 50
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people are in which state; `unreached` is the work that is left."""

    people: int
    waiting: int
    mailed: int
    bounced: int
    failed: int
    none: int
    seen: int
    unreached: int


@dataclass(frozen=True, slots=True)
class Banner:
    """What a page says of a new version. `ref` names it for whoever has signed in and did not say that they read it."""

    document: str
    changes: str
    page: str
    asks_anew: bool
    ref: str


def announcements(actor: Actor) -> Sequence[Announcement]:
    """The latest first. One query."""
    return list(Announcement.objects.visible_to(actor).order_by("-begun_at", "-id")[:MOST_SHOWN])


def unannounced() -> list[tuple[str, int]]:
    """The latest version of each kind that was not announced, but for the first ones. Two queries."""
    told = set(Announcement.objects.values_list("kind", "number"))
    latest: dict[str, int] = dict(NoticeVersion.objects.order_by("version").values_list("kind", "version"))
    return [(kind, number) for kind, number in latest.items() if number > 1 and (kind, number) not in told]


def figures_of(announcement: Announcement) -> Figures:
    """One query."""
    rows = ToldPerson.objects.filter(announcement=announcement)
    open_ones = Q(reached__in=(Reached.BOUNCED, Reached.FAILED, Reached.NO_ADDRESS), seen_at=None, told_on=None)
    counts = {reached.value: Count("id", filter=Q(reached=reached)) for reached in Reached}
    found = rows.aggregate(people=Count("id"), seen=Count("seen_at"), unreached=Count("id", filter=open_ones), **counts)
    return Figures(**found)


def unreached(announcement: Announcement, after: str) -> tuple[list[ToldPerson], str]:
    """Whom somebody has to reach another way: a page, and the reference after which the next begins."""
    rows: QuerySet[ToldPerson] = ToldPerson.objects.unreached().filter(announcement=announcement)
    mark = ToldPerson.objects.filter(ref=after).first() if after else None
    if mark is not None:
        rows = rows.filter(pk__gt=mark.pk)
    found = list(rows.select_related("person").order_by("pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else ""


def clients_told(announcement: Announcement) -> list[ToldClient]:
    """Those who were asked to tell their people, the silent ones first. One query."""
    rows = ToldClient.objects.filter(announcement=announcement).select_related("organisation")
    return list(rows.order_by("-passed_on_on", "organisation__name", "id")[:500])


def banner_for(actor: Actor, language: str) -> Banner | None:
    """What pages say at present. Two queries, three for whoever has signed in; one where nothing is announced."""
    today = clock.today(instance.current().time_zone)
    latest = Announcement.objects.filter(banner_until__gte=today).order_by("-begun_at", "-id").first()
    if latest is None:
        return None
    has_seen = (
        actor.id and ToldPerson.objects.filter(announcement=latest, person=actor.id, seen_at__isnull=False).exists()
    )
    if has_seen:
        return None
    document = str(NoticeKind(latest.kind).label)
    return Banner(document, what_changed(latest, language), page_of(latest), latest.asks_anew, latest.ref)
