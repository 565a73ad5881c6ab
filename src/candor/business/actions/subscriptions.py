"""Subscriptions: begun, by hand or from a line of an order, and what may be changed about one that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from candor.business.actions.leads import MayNotBeUsed
from candor.business.models import Order, RenewedBy, Subscription, SubscriptionState, SubscriptionTerm
from candor.business.queries_leads import today
from candor.business.rules.terms import DAY, Span, after, first_renewal
from candor.catalogue.public import Edition
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.numbers import next_number
from candor.kernel.registries.restricted import OUTSIDERS, is_restricted, is_shown_all, without_restricted
from candor.licences.public import Licence
from candor.people.public import Membership, Organisation, Person


class SubscriptionChanged(Exception):
    """Somebody else saved the subscription since the page was drawn."""


@dataclass(frozen=True, slots=True)
class Deal:
    """What is agreed. `price` is net, for one and a whole term; None follows the price list."""

    currency: str
    term: Span
    notice: Span
    renews_itself: bool
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """One to be begun: by the organisation where one is named, with the person as whom we write to."""

    person: Person
    organisation: Organisation | None
    edition: Edition
    quantity: int
    starts_on: date
    deal: Deal
    licence: Licence | None = None
    order: Order | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """What sales may set at any time: it counts from the next renewal on."""

    price: Decimal | None
    renews_itself: bool
    notice: Span
    owner: Person | None
    licence: Licence | None


def begin_subscription(new: NewSubscription, *, by: Actor) -> Subscription:
    """Begin it; the same form, or the same line of an order, begins one. Raises MayNotBeUsed."""
    if by.is_staff and not is_shown_all(by) and is_restricted(new.person.pk):
        raise MayNotBeUsed
    earlier = _begun_already(new.key)
    if earlier is not None:
        return earlier
    try:
        return _begin(new, by)
    except IntegrityError:
        earlier = _begun_already(new.key)
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def change_subscription(subscription: Subscription, version: int, care: Care, *, by: Actor) -> None:
    """Save what is agreed from now on; pressing the button twice saves it once. Raises SubscriptionChanged."""
    wanted: dict[str, Any] = {
        "price": care.price,
        "renews_itself": care.renews_itself,
        "notice_count": care.notice.count,
        "notice_unit": str(care.notice.unit),
        "owner": care.owner,
        "licence": care.licence,
    }
    same = Subscription.objects.filter(pk=subscription.pk, version=version).exclude(state=SubscriptionState.ENDED)
    if same.update(**wanted, touched_at=clock.now(), version=F("version") + 1):
        record("business.subscription.changed", subscription, by=by)
    elif not Subscription.objects.filter(pk=subscription.pk, **wanted).exists():
        raise SubscriptionChanged


@transaction.atomic
def plan_quantity(subscription: Subscription, quantity: int, on: date, *, by: Actor) -> bool:
    """Have the quantity change on the day, today at once; True for the one who said so."""
    is_now = on <= today()
    wanted = {"quantity": quantity} if is_now else {"next_quantity": quantity, "next_quantity_on": on}
    cleared = {"next_quantity": None, "next_quantity_on": None} if is_now else {}
    running = Subscription.objects.running().filter(pk=subscription.pk).exclude(**wanted)
    if not running.update(**(cleared | wanted), touched_at=clock.now(), version=F("version") + 1):
        return False
    record("business.subscription.quantity", subscription, by=by, quantity=quantity, is_now=is_now)
    return True


@transaction.atomic
def drop_planned_quantity(subscription: Subscription, *, by: Actor) -> bool:
    """Leave the quantity as it is after all; True for the one who said so."""
    planned = Subscription.objects.filter(pk=subscription.pk, next_quantity_on__isnull=False)
    if not planned.update(
        next_quantity=None, next_quantity_on=None, touched_at=clock.now(), version=F("version") + 1
    ):  # fmt: skip
        return False
    record("business.subscription.quantity_kept", subscription, by=by)
    return True


@transaction.atomic
def take_planned_quantity(subscription: Subscription, *, by: Actor) -> bool:
    """Its day has come; True for the one who noted it."""
    due = Subscription.objects.running().filter(pk=subscription.pk, next_quantity_on__lte=today())
    if not due.update(
        quantity=F("next_quantity"), next_quantity=None, next_quantity_on=None, touched_at=clock.now(),
        version=F("version") + 1,
    ):  # fmt: skip
        return False
    record("business.subscription.quantity", subscription, by=by, is_now=True)
    return True


def contact_of(subscription: Subscription) -> Person | None:
    """Whom we write to about it: the person named, else of a company its contact for the contract. Three queries.

    Whoever has left the company is not written to about it, and nobody whose data is restricted.
    """
    person, company = subscription.person, subscription.organisation
    if company is None:
        return None if person is None or is_restricted(person.pk) else person
    members = Membership.objects.filter(organisation=company, ended_on=None).select_related("person")
    shown = without_restricted(members, OUTSIDERS)
    named = shown.filter(person=subscription.person_id).first() if person is not None else None
    found = named or shown.filter(contact_since__isnull=False).order_by("contact_since", "id").first()
    return found.person if found is not None else None


@transaction.atomic
def _begin(new: NewSubscription, by: Actor) -> Subscription:
    now, day, deal = clock.now(), today(), new.deal
    terms = first_renewal(new.starts_on, deal.term, day)
    renews_on = after(new.starts_on, deal.term, terms)
    subscription = Subscription.objects.create(
        number=f"S{day.year}-{next_number(f'business.subscription.{day.year}'):04d}",
        person=new.person,
        organisation=new.organisation,
        owner_id=by.id if by.is_staff else None,
        edition=new.edition,
        quantity=new.quantity,
        **_columns(deal),
        starts_on=new.starts_on,
        terms=terms,
        renews_on=renews_on,
        known_from=day,
        licence=new.licence,
        order=new.order,
        submission_key=new.key,
        created_at=now,
        touched_at=now,
    )
    SubscriptionTerm.objects.create(
        subscription=subscription,
        begins_on=after(new.starts_on, deal.term, terms - 1),
        ends_on=renews_on - DAY,
        quantity=new.quantity,
        price=deal.price,
        way=RenewedBy.BEGUN,
        by_id=by.id if by.is_staff else None,
        made_at=now,
    )
    record("business.subscription.begun", subscription, by=by, edition=new.edition.pk, person=new.person.pk)
    return subscription


def _columns(deal: Deal) -> dict[str, Any]:
    return {
        "price": deal.price,
        "currency": deal.currency,
        "term_count": deal.term.count,
        "term_unit": str(deal.term.unit),
        "notice_count": deal.notice.count,
        "notice_unit": str(deal.notice.unit),
        "renews_itself": deal.renews_itself,
    }


def _begun_already(key: str | None) -> Subscription | None:
    return Subscription.objects.filter(submission_key=key).first() if key is not None else None
