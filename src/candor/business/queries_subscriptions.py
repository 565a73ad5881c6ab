"""Reads of subscriptions in the shape of their pages. No page counts a table: lists go on by the last row shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.shortcuts import get_object_or_404

from candor.business.models import (
    Order,
    ProductReminding,
    Subscription,
    SubscriptionCancellation,
    SubscriptionReminder,
    SubscriptionState,
    SubscriptionTerm,
)
from candor.business.models.subscriptions import VIEW, SubscriptionQuerySet
from candor.business.queries_leads import today
from candor.business.rules.quotes import line_from
from candor.catalogue.public import Product, ProductKind, Unit, sold_editions
from candor.kernel.actor import Actor
from candor.kernel.registries.restricted import OUTSIDERS, without_restricted
from candor.licences.public import Licence
from candor.people.public import Membership, Person, primary_emails, staff_people

PAGE = 50
MOST_ON_START = 5
MOST_TERMS = 50
MOST_LICENCES = 50
MOST_PRODUCTS = 100
DAYS = (30, 60, 90, 180, 365)
SOON = 90
VIEWS = ("due", "overdue", "active", "cancelled", "ended", "all")
BY_TERM = frozenset({str(Unit.MONTH), str(Unit.YEAR)})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which subscriptions a list shows; `owner` is a reference, "" for everybody's; `of` one of a customer."""

    view: str = "due"
    days: int = SOON
    owner: str = ""
    of: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page. `older` names the one after which the next page begins, or is ""."""

    rows: list[Subscription]
    older: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom we ask once a year about support and upgrades: one row for each subscription that runs."""

    subscription: Subscription
    person: Person | None
    email: str


def listing(actor: Actor, wanted: Wanted) -> Listing:
    """A page, the next renewal first. Four queries at most, with the names of the editions."""
    visible = Subscription.objects.visible_to(actor)
    rows = of_customer(of_view(visible, wanted.view, wanted.days), wanted.of)
    if wanted.owner:
        rows = rows.filter(owner__ref=wanted.owner)
    return _page(rows, visible, wanted.after)


def own_listing(actor: Actor, after: str = "") -> Listing:
    """A page of the customer's own and of the companies that they speak for, those that run first by their renewal."""
    rows = Subscription.objects.held_by(actor)
    return _page(rows, rows, after)


def due_on_start(actor: Actor) -> list[Subscription]:
    """What renews within thirty days or should have: for the start page. Two queries."""
    if not actor.may(VIEW):
        return []
    soon = Subscription.objects.visible_to(actor).active().filter(renews_on__lte=today() + timedelta(days=DAYS[0]))
    return list(shown(soon.order_by("renews_on", "id")[:MOST_ON_START]))


def owners() -> list[tuple[str, str]]:
    """Who of us may look after subscriptions: reference and name. One query."""
    return [(person.ref, person.name) for person in staff_people(VIEW).order_by("name", "id")]


def terms_of(subscription: Subscription) -> list[SubscriptionTerm]:
    """Its terms, the latest first. One query."""
    rows = SubscriptionTerm.objects.filter(subscription=subscription).select_related("quote", "by")
    return list(rows.order_by("-begins_on")[:MOST_TERMS])


def reminders_of(subscription: Subscription) -> list[SubscriptionReminder]:
    """The steps that were taken for its next renewal, the latest first. One query."""
    rows = SubscriptionReminder.objects.filter(subscription=subscription, renews_on=subscription.renews_on)
    return list(rows.order_by("step"))


def cancellation_of(subscription: Subscription) -> SubscriptionCancellation | None:
    """The declaration that stands. One query."""
    rows = SubscriptionCancellation.objects.filter(subscription=subscription, undone_at=None)
    return rows.select_related("by").first()


def licences_for(actor: Actor, person: int | None, organisation: int | None) -> list[Licence]:
    """The licences of the customer, the latest first: one of them may be kept up by a subscription. Two queries."""
    whose = Q(organisation=organisation) if organisation is not None else Q(person=person, organisation=None)
    rows = Licence.objects.visible_to(actor).filter(whose, revoked_at=None).select_related("edition__product")
    return list(rows.prefetch_related("edition__product__texts").order_by("-issued_at", "-id")[:MOST_LICENCES])


def lines_by_term(order: Order, actor: Actor) -> list[tuple[int, str]]:
    """The lines of an order that are sold by term, as place and words: of each a subscription can begin."""
    ordered = order.quote.decided_version
    lines = [line_from(said) for said in ordered.lines] if ordered is not None else []
    if not any(line.edition for line in lines):
        return []
    by_term = {
        edition.ref
        for edition in sold_editions(actor)
        if edition.product.unit in BY_TERM or edition.product.kind == ProductKind.SUPPORT
    }
    return [(place, line.text) for place, line in enumerate(lines, 1) if line.edition in by_term]


def yearly_contacts(actor: Actor, after: str = "", most: int = PAGE) -> tuple[list[Contact], str]:
    """A page of whom to ask about support and upgrades, by renewal, and after which the next one begins, or "".

    Who is restricted is not in it, whoever asks. Five queries at most.
    """
    visible = without_restricted(Subscription.objects.visible_to(actor), OUTSIDERS)
    found = _page(visible.running(), visible, after, most)
    return _contacts(found.rows), found.older


def reminded_products(language: str) -> list[tuple[Product, str, ProductReminding]]:
    """What is sold by term and still sold, with its name and its steps of reminding. Three queries."""
    by_term = Q(unit__in=BY_TERM) | Q(kind=ProductKind.SUPPORT)
    rows = list(Product.objects.active().filter(by_term).in_order().prefetch_related("texts")[:MOST_PRODUCTS])
    own = {row.product_id: row for row in ProductReminding.objects.filter(product__in=rows)}
    return [(row, row.name_in(language), own.get(row.pk) or ProductReminding(product=row)) for row in rows]


def reminded_product(ref: str, language: str) -> tuple[Product, str, ProductReminding]:
    """One product with its name and its steps of reminding, or 404."""
    product = get_object_or_404(Product.objects.prefetch_related("texts"), ref=ref)
    own = ProductReminding.objects.filter(product=product).first() or ProductReminding(product=product)
    return product, product.name_in(language), own


def _contacts(rows: list[Subscription]) -> list[Contact]:
    companies = [row.organisation_id for row in rows if row.organisation_id is not None]
    members = Membership.objects.filter(organisation__in=companies, ended_on=None).select_related("person")
    present = list(without_restricted(members, OUTSIDERS).order_by("contact_since", "id"))
    named = {(member.organisation_id, member.person_id): member.person for member in present}
    stands_in: dict[int, Person] = {}
    for member in present:
        if member.contact_since is not None:
            stands_in.setdefault(member.organisation_id, member.person)
    people: list[Person | None] = []
    for row in rows:
        company = row.organisation_id
        person = row.person if company is None else named.get((company, row.person_id or 0)) or stands_in.get(company)
        people.append(person)
    emails = primary_emails([person.pk for person in people if person is not None])
    return [
        Contact(row, person, emails.get(person.pk, "") if person is not None else "")
        for row, person in zip(rows, people, strict=True)
    ]


def of_customer(rows: SubscriptionQuerySet, of: str) -> SubscriptionQuerySet:
    """Those of a person or an organisation by reference; "" is anybody's."""
    return rows.filter(Q(person__ref=of) | Q(organisation__ref=of)) if of else rows


def of_view(rows: SubscriptionQuerySet, view: str, days: int = SOON) -> SubscriptionQuerySet:
    """What a view of the list shows; `days` is how far ahead "due" looks."""
    day = today()
    match view:
        case "due":
            return rows.active().filter(renews_on__lte=day + timedelta(days=days))
        case "overdue":
            return rows.active().filter(renews_on__lte=day, renews_itself=False)
        case "active":
            return rows.active()
        case "cancelled":
            return rows.filter(state=SubscriptionState.CANCELLED)
        case "ended":
            return rows.filter(state=SubscriptionState.ENDED)
        case _:
            return rows


def _page(rows: SubscriptionQuerySet, among: SubscriptionQuerySet, after: str, most: int = PAGE) -> Listing:
    mark = among.filter(ref=after).first() if after else None
    if mark is not None:
        rows = rows.filter(Q(renews_on__gt=mark.renews_on) | Q(renews_on=mark.renews_on, pk__gt=mark.pk))
    found = list(shown(rows.order_by("renews_on", "id")[: most + 1]))
    return Listing(found[:most], found[most - 1].ref if len(found) > most else "")


def shown(rows: SubscriptionQuerySet) -> SubscriptionQuerySet:
    """With what a line of a list names."""
    return rows.select_related("person", "organisation", "owner", "edition__product").prefetch_related(
        "edition__product__texts"
    )
