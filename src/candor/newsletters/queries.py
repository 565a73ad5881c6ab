"""Reads about lists and who gets them, in the shape of pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from candor.kernel.actor import Actor
from candor.newsletters.models import MailingList, Recipient, Subscription
from candor.people.public import Identifier, IdentifierKind

MOST_LISTS = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """A list as somebody chooses it: what it is called in their language, and whether they get it."""

    list: MailingList
    name: str
    purpose: str
    is_on: bool
    basis: str = ""
    bought: str = ""
    reference: str = ""


def offered_to(actor: Actor) -> Sequence[MailingList]:
    return list(MailingList.objects.visible_to(actor).offered()[:MOST_LISTS])


def choices_of(rows: Sequence[Subscription], lists: Sequence[MailingList], language: str) -> list[Choice]:
    """These lists, each with whether and by what right an address gets it; `rows` are all that stand for it."""
    on = {row.list_id: row for row in rows}
    return [_choice(each, on.get(each.pk), language) for each in lists]


def _choice(each: MailingList, row: Subscription | None, language: str) -> Choice:
    bought = row.product.name_in(language) if row is not None and row.product is not None else ""
    basis, number = (row.basis, row.reference) if row is not None else ("", "")
    return Choice(each, each.name_in(language), each.purpose_in(language), row is not None, basis, bought, number)


def standing_of(identifier: Identifier, language: str) -> list[Choice]:
    """What the address gets now, retired lists too. One query."""
    rows = Subscription.objects.standing().filter(identifier=identifier).select_related("list").order_by("id")
    lists = [row.list for row in rows[:MOST_LISTS]]
    return [Choice(each, each.name_in(language), each.purpose_in(language), is_on=True) for each in lists]


def standing_at(actor: Actor, main: Identifier | None) -> tuple[Sequence[Subscription], Sequence[Subscription]]:
    """What goes to the main address of somebody who has signed in, and what to their other ones. Two queries."""
    rows = Subscription.objects.visible_to(actor).standing().filter(identifier__person=actor.id)
    rows = rows.select_related("list", "identifier", "product").prefetch_related("product__texts")
    found = list(rows.order_by("identifier", "id")[: 2 * MOST_LISTS])
    here = [row for row in found if main is not None and row.identifier_id == main.pk]
    return here, [row for row in found if row not in here]


def language_of(identifier: Identifier) -> str:
    """In which language the address gets newsletters. One query."""
    rows = Subscription.objects.filter(identifier=identifier).order_by("-ended_at", "id")
    return rows.values_list("language", flat=True).first() or "en"


def addresses_of(person: int | None) -> Sequence[Identifier]:
    """Every e-mail address of somebody, shown to be theirs or not: whoever says no means all of them. One query."""
    mine = Identifier.objects.filter(person=person, kind=IdentifierKind.EMAIL)
    return list(mine.select_related("person").order_by("id"))


def own_identifier(person: int | None) -> Identifier | None:
    """The address to which somebody's newsletters go: their main one, once they have shown that it is theirs."""
    mine = Identifier.objects.filter(person=person, kind=IdentifierKind.EMAIL, verified_at__isnull=False)
    return mine.select_related("person").order_by("-is_primary", "id").first()


def lists_with_counts(actor: Actor) -> Sequence[MailingList]:
    """All lists with how many addresses get each (`readers`). One query."""
    readers = Count("subscriptions", filter=Q(subscriptions__ended_at=None))
    return list(MailingList.objects.visible_to(actor).annotate(readers=readers).order_by("retired_at", "name_en")[:200])


def still_right(numbers: Collection[int]) -> set[int]:
    """Which of these recipients may be sent their issue at this moment, by consent or sale. One query."""
    rights = Subscription.objects.standing().filter(list=OuterRef("issue__list"), identifier=OuterRef("identifier"))
    return set(Recipient.objects.filter(Exists(rights), pk__in=numbers).values_list("pk", flat=True))
