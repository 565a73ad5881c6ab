"""Reads of declarations in the shape of their pages, and whether the public site leads to its own page for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from candor.business.actions.subscription_settings import settings_now
from candor.business.models import CancellingLink, Declaration, Subscription
from candor.business.models.subscriptions import VIEW
from candor.kernel import instance
from candor.kernel.actor import Actor
from candor.people.public import the_one_person_with

PAGE = 50
MOST_ON_START = 5
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """One page. `older` names the one after which the next page begins, or is ""."""

    rows: list[Declaration]
    older: str


def listing(actor: Actor, *, waiting: bool, after: str = "") -> Listing:
    """A page, the latest first. Two queries at most."""
    visible = Declaration.objects.visible_to(actor)
    rows = visible.waiting() if waiting else visible
    mark = visible.filter(ref=after).first() if after else None
    if mark is not None:
        rows = rows.filter(Q(received_at__lt=mark.received_at) | Q(received_at=mark.received_at, pk__lt=mark.pk))
    found = list(rows.order_by("-received_at", "-id")[: PAGE + 1])
    return Listing(found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else "")


def waiting_on_start(actor: Actor) -> list[Declaration]:
    """Those that sales have to look at, the oldest first: for the start page. One query."""
    if not actor.may(VIEW):
        return []
    return list(Declaration.objects.visible_to(actor).waiting().order_by("received_at", "id")[:MOST_ON_START])


def may_be_meant(actor: Actor, declaration: Declaration) -> list[Subscription]:
    """The one that it names exactly, else what runs for the one person with its address. Four queries at most."""
    rows = Subscription.objects.visible_to(actor).running().select_related("edition__product", "organisation", "person")
    rows = rows.prefetch_related("edition__product__texts")
    if declaration.subscription_id is not None:
        return list(rows.filter(pk=declaration.subscription_id))
    person = the_one_person_with(declaration.email) if declaration.email else None
    return list(rows.filter(person=person).order_by("renews_on", "id")[:MOST_FOUND]) if person is not None else []


def leads_to_cancelling() -> bool:
    """Whether the foot of the public site leads to the page for cancelling. Read anew every few seconds."""
    return instance.remembered("business.cancelling", _leads_there)


def _leads_there() -> bool:
    """By the setting; where it leaves it open, while somebody buys for themselves: § 312k BGB protects consumers."""
    wanted = settings_now().cancelling
    if wanted == CancellingLink.AUTO:
        return Subscription.objects.running().filter(organisation=None, person__isnull=False).exists()
    return wanted == CancellingLink.ON
