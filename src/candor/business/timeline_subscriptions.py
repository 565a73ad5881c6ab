"""What subscriptions tell in the timelines of organisations: terms that were agreed.

A cancellation is a follow-up of whoever looks after it, and told as that once it is done.

The timeline of a person asks the database twelve times already and has no room for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from candor.business.models import Subscription, SubscriptionTerm
from candor.business.models.subscriptions import VIEW, SubscriptionQuerySet
from candor.business.words_subscriptions import RENEWED
from candor.kernel.actor import Actor
from candor.kernel.registries.timeline import Entry, Window
from candor.people.public import Organisation

TERMS = "business.subscriptionterm"


def of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    return _told(actor, Subscription.objects.visible_to(actor).filter(organisation=organisation.pk), window)


def _told(actor: Actor, among: SubscriptionQuerySet, window: Window) -> list[Entry]:
    """One query."""
    if not actor.may(VIEW):
        return []
    agreed = SubscriptionTerm.objects.filter(subscription__in=among).select_related("subscription", "by")
    return [_term(row) for row in window.cut(agreed, TERMS, "made_at")]


def _term(row: SubscriptionTerm) -> Entry:
    who = row.by.name if row.by is not None else ""
    text = str(RENEWED[row.way])
    return Entry(
        row.made_at, TERMS, row.pk, "refresh-cw", text, who, row.subscription.number, _address(row.subscription)
    )


def _address(subscription: Subscription) -> str:
    return reverse("business:subscription", args=[subscription.ref])
