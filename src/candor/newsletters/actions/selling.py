"""Writing to customers about similar products: a right of its own beside consent (Art. 13(2) 2002/58/EC, § 7(3) UWG).

It needs all of these: an order, for a product that the list is tied to; the notice shown beside the order, whose words
stand in the ledger; the notice in each letter; and no objection, at the order or ever since. A sale revives nothing:
who left a list or objected once is asked for their consent or not written to. A sale that was taken back gives none.
A download that cost nothing counts as an order only where the owner takes that on (`actions.free_downloads`), an
invoice where it is proven what its customer was told (`actions.selling_by_invoice`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.turns import one_at_a_time
from candor.newsletters.actions.subscribing import TURN, consent_of
from candor.newsletters.models import Basis, MailingList, SimilarProduct, Subscription
from candor.newsletters.rules.sales import words_of_notice, words_of_notice_at_download
from candor.people.public import Identifier
from candor.privacy.public import (
    ConsentDeed,
    ConsentEvent,
    ConsentWay,
    ShownConsent,
    consent_text,
    note_objection,
    note_sale,
    note_sale_undone,
    notice_version_at,
)

WAYS: Mapping[Basis, ConsentWay] = {
    Basis.SALE: ConsentWay.SALE,
    Basis.FREE: ConsentWay.DOWNLOAD,
    Basis.INVOICE: ConsentWay.INVOICE,
}
MOST_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Sale:
    """An order: the address that was told, in which language, what was bought, and as what that counts.

    `told` are the words that were read beside it: what was not told begins no right.
    """

    identifier: Identifier
    language: str
    products: Collection[int]
    reference: str
    told: Collection[str]
    basis: Basis = Basis.SALE
    told_at: datetime | None = None


def lists_of_sale(products: Collection[int]) -> Sequence[SimilarProduct]:
    """The lists that advertise what is similar, each with the product that ties it to the sale. One query."""
    rows = SimilarProduct.objects.filter(product__in=products, list__for_customers=True, list__retired_at=None)
    ties = {tie.list_id: tie for tie in rows.select_related("list").order_by("list__name_en", "-product")}
    return list(ties.values())


def notice_of(each: MailingList, language: str, basis: Basis = Basis.SALE) -> str:
    """What a customer is told today beside the order, or beside the form of a download."""
    our_name = instance.current().organisation_name
    said = words_of_notice_at_download if basis == Basis.FREE else words_of_notice
    return said(each.name_in(language), each.purpose_in(language), our_name, language)


def note_order(sale: Sale, *, objects: bool, by: Actor) -> None:
    """An order was made, in its transaction: from now on its customer may be written to, unless they objected."""
    one_at_a_time(TURN)
    for tie in lists_of_sale(sale.products):
        words = notice_of(tie.list, sale.language, sale.basis)
        if words in sale.told:
            text = consent_text(words, sale.language)
            told_at = sale.told_at or clock.now()
            shown = ShownConsent(text, notice_version_at(told_at), told_at, sale.reference)
            count_sale(tie, sale, shown, objects=objects, by=by)


def count_sale(tie: SimilarProduct, sale: Sale, shown: ShownConsent, *, objects: bool, by: Actor) -> bool:
    """What was shown counts for this list; True where the right begins. Called within TURN."""
    if objects:
        note_objection(consent_of(tie.list, sale.identifier), WAYS[sale.basis], shown, by=by)
        return False
    if not allowed(Ask.ADVERTISE_TO, sale.identifier.value) or _has_left(tie.list, sale):
        return False
    _begin(tie, sale, shown, by)
    return True


@transaction.atomic
def end_by_sales_taken_back(*, by: Actor) -> int:
    """Write into the ledger that these sales are none, and forget who got lists by them: nothing is sent any more since
    the moment at which the sale was taken back, or downloads counted no more. How many; 0 once there are none.
    """
    one_at_a_time(TURN)
    rows = list(Subscription.objects.of_sales_taken_back().select_related("list", "identifier__person")[:MOST_AT_ONCE])
    for row in rows:
        if row.ended_at is None:
            note_sale_undone(consent_of(row.list, row.identifier), WAYS[Basis(row.basis)], row.reference, by=by)
        record("newsletters.subscription.ended", row, by=by, way="sale-undone")
        row.delete()
    return len(rows)


def take_objection_back(row: Subscription, identifier: Identifier, *, by: Actor) -> None:
    """The press was a mistake: the sale counts again, with the words that were shown at it."""
    told = ConsentEvent.objects.filter(
        person=identifier.person_id, address=identifier.value, topic=row.list.topic, deed=ConsentDeed.SOLD
    ).select_related("text")
    last = told.order_by("-at", "-id").first()
    if last is None:
        return
    Subscription.objects.filter(pk=row.pk).update(ended_at=None)
    shown = ShownConsent(last.text, last.notice_version, last.asked_at, last.reference)
    note_sale(consent_of(row.list, identifier), shown, WAYS[Basis(row.basis)], by=by)
    record("newsletters.subscription.began", row, by=by, way=ConsentWay.UNDO.value)


def _has_left(each: MailingList, sale: Sale) -> bool:
    """Whether they get it already by no lesser right, or have said no to it at any time."""
    identifier = sale.identifier
    rows = Subscription.objects.filter(list=each, identifier=identifier)
    rows = rows.exclude(pk__in=Subscription.objects.of_sales_taken_back().filter(identifier=identifier).values("pk"))
    lesser = Q(basis=Basis.FREE, ended_at=None)
    if sale.basis == Basis.FREE:
        lesser &= ~Q(pk__in=Subscription.objects.standing().filter(list=each, identifier=identifier).values("pk"))
    if rows.exclude(lesser).exists():
        return True
    said_no = (ConsentDeed.WITHDRAWN, ConsentDeed.OBJECTED)
    theirs = ConsentEvent.objects.filter(person=identifier.person_id, address=identifier.value)
    return theirs.filter(topic=each.topic, deed__in=said_no).exists()


def _begin(tie: SimilarProduct, sale: Sale, shown: ShownConsent, by: Actor) -> None:
    """The right counts from now on. It takes the place of an earlier download's, which may count no more."""
    row, _is_new = Subscription.objects.update_or_create(
        list=tie.list,
        identifier=sale.identifier,
        defaults={
            "language": sale.language,
            "basis": sale.basis,
            "product_id": tie.product_id,
            "reference": sale.reference,
            "since": clock.now(),
        },
    )
    way = WAYS[sale.basis]
    note_sale(consent_of(tie.list, sale.identifier), shown, way, by=by)
    record("newsletters.subscription.began", row, by=by, way=way.value)
