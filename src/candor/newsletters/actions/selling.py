"""Writing to customers about similar products: a right of its own beside consent (Art. 13(2) 2002/58/EC, § 7(3) UWG).

It needs all of these: an order, for a product that the list is tied to; the notice shown beside the order, whose words
stand in the ledger; the notice in each letter; and no objection, at the order or ever since. A sale revives nothing:
who left a list or objected once is asked for their consent or not written to.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.turns import one_at_a_time
from candor.newsletters.actions.subscribing import TURN, consent_of
from candor.newsletters.models import Basis, MailingList, SimilarProduct, Subscription
from candor.newsletters.rules.sales import words_of_notice
from candor.people.public import Identifier
from candor.privacy.public import (
    ConsentDeed,
    ConsentEvent,
    ConsentWay,
    ShownConsent,
    consent_text,
    current_notice_version,
    note_objection,
    note_sale,
)


@dataclass(frozen=True, slots=True)
class Sale:
    """An order: the address that was told, in which language, and what was bought."""

    identifier: Identifier
    language: str
    products: Collection[int]
    reference: str


def lists_of_sale(products: Collection[int]) -> Sequence[SimilarProduct]:
    """The lists that advertise what is similar, each with the product that ties it to the sale. One query."""
    rows = SimilarProduct.objects.filter(product__in=products, list__for_customers=True, list__retired_at=None)
    ties = {tie.list_id: tie for tie in rows.select_related("list").order_by("list__name_en", "-product")}
    return list(ties.values())


def notice_of(each: MailingList, language: str) -> str:
    """What a customer is told beside the order today."""
    our_name = instance.current().organisation_name
    return words_of_notice(each.name_in(language), each.purpose_in(language), our_name, language)


def note_order(sale: Sale, *, objects: bool, by: Actor) -> None:
    """An order was made, in its transaction: from now on its customer may be written to, unless they objected."""
    one_at_a_time(TURN)
    may_advertise = allowed(Ask.ADVERTISE_TO, sale.identifier.value)
    for tie in lists_of_sale(sale.products):
        words = consent_text(notice_of(tie.list, sale.language), sale.language)
        shown = ShownConsent(words, current_notice_version(), clock.now(), sale.reference)
        if objects:
            note_objection(consent_of(tie.list, sale.identifier), ConsentWay.SALE, shown, by=by)
        elif may_advertise and not _has_left(tie.list, sale.identifier):
            _begin(tie, sale, shown, by)


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
    note_sale(consent_of(row.list, identifier), shown, by=by)
    record("newsletters.subscription.began", row, by=by, way=ConsentWay.UNDO.value)


def _has_left(each: MailingList, identifier: Identifier) -> bool:
    """Whether they get it already, or have said no to it at any time."""
    if Subscription.objects.filter(list=each, identifier=identifier).exists():
        return True
    said_no = (ConsentDeed.WITHDRAWN, ConsentDeed.OBJECTED)
    theirs = ConsentEvent.objects.filter(person=identifier.person_id, address=identifier.value)
    return theirs.filter(topic=each.topic, deed__in=said_no).exists()


def _begin(tie: SimilarProduct, sale: Sale, shown: ShownConsent, by: Actor) -> None:
    row = Subscription.objects.create(
        list=tie.list,
        identifier=sale.identifier,
        language=sale.language,
        basis=Basis.SALE,
        product_id=tie.product_id,
        since=clock.now(),
    )
    note_sale(consent_of(tie.list, sale.identifier), shown, by=by)
    record("newsletters.subscription.began", row, by=by, way=ConsentWay.SALE.value)
