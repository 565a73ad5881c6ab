"""Invoices without a quote as a sale (Art. 13(2) 2002/58/EC, § 7(3) UWG), where it is proven what customers were told.

An invoice is written after the sale, and by us: it proves that something was sold, and no more. So a manager first says
which words stand where customers give their address, and since when (`CollectionNotice`); those never change. Whoever
sees to the invoice then says which product it is for and on which day the customer read which of these words. All four
conditions of the law are asked for at that moment; without one of them nothing begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db import transaction

from candor.business.public import Invoice
from candor.catalogue.public import Product
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.newsletters.actions.selling import Sale, count_sale
from candor.newsletters.actions.subscribing import TURN
from candor.newsletters.models import Basis, CollectionNotice, MailingList, SimilarProduct, Subscription
from candor.newsletters.rules.sales import words_of_notice_elsewhere
from candor.people.public import Identifier, IdentifierKind, normalise
from candor.privacy.public import ConsentDeed, ConsentEvent, ShownConsent, consent_text, notice_version_at


@dataclass(frozen=True, slots=True)
class ToldWords:
    """What customers of a list read at a place, and since which day."""

    place: str
    language: str
    words: str
    used_from: date


@dataclass(frozen=True, slots=True)
class Told:
    """On which day the customer of an invoice for this product read which words, and whether they objected then."""

    notice: CollectionNotice
    product: Product
    day: date
    objected: bool = False


class Outcome(StrEnum):
    BEGAN = "began"
    OBJECTED = "objected"
    """Written down: they said no when they were told."""
    SAID_NO = "said-no"
    """They get it already by no lesser right, or left it or objected once: no sale revives that."""
    STOPPED = "stopped"
    """The address is on the list of those to whom nobody advertises."""


class NoProof(Exception):
    """Something that the law asks for is missing: no such sale, nothing similar, or other words on that day."""


def proposed_words(each: MailingList, language: str) -> str:
    """What the owner may put there, as long as nothing else stands there."""
    our_name = instance.current().organisation_name
    return words_of_notice_elsewhere(each.name_in(language), each.purpose_in(language), our_name, language)


@transaction.atomic
def enter_words(each: MailingList, said: ToldWords, *, by: Actor) -> CollectionNotice:
    """Say what stands where customers give their address. They begin no right by themselves; twice makes one."""
    one_at_a_time("newsletters.collection-notice")
    values = {"place": said.place, "language": said.language, "words": said.words, "used_from": said.used_from}
    twin = CollectionNotice.objects.filter(list=each, entered_at__gt=a_moment_ago(), **values).first()
    if twin is not None:
        return twin
    entered = CollectionNotice.objects.create(list=each, entered_at=clock.now(), **values)
    record("newsletters.collection_notice.entered", entered, by=by, list=each.pk)
    return entered


@transaction.atomic
def end_words(notice: CollectionNotice, *, by: Actor) -> None:
    """They stand there no more from tomorrow on; who read them keeps their right. Ending twice changes nothing."""
    day = max(clock.today(instance.current().time_zone), notice.used_from)
    if CollectionNotice.objects.filter(pk=notice.pk, used_until=None).update(used_until=day):
        record("newsletters.collection_notice.ended", notice, by=by)


@transaction.atomic
def note_told_customer(invoice: Invoice, told: Told, *, by: Actor) -> Outcome:
    """The customer was told so: from now on they may be written to, unless they objected. Twice changes nothing.

    Raises NoProof.
    """
    one_at_a_time(TURN)
    identifier = customer_of(invoice)
    tie = SimilarProduct.objects.filter(list=told.notice.list_id, product=told.product).select_related("list").first()
    if identifier is None or tie is None or not is_sale(invoice) or not _is_told(invoice, told, tie.list):
        raise NoProof
    sale = Sale(identifier, told.notice.language, [told.product.pk], invoice.number, [told.notice.words], Basis.INVOICE)
    told_at = _noon(told.day)
    text = consent_text(told.notice.words, told.notice.language)
    shown = ShownConsent(text, notice_version_at(told_at), told_at, sale.reference)
    if told.objected and _is_noted(tie.list, identifier, invoice):
        return Outcome.OBJECTED
    if count_sale(tie, sale, shown, objects=told.objected, by=by):
        return Outcome.BEGAN
    if told.objected:
        return Outcome.OBJECTED
    return Outcome.SAID_NO if allowed(Ask.ADVERTISE_TO, identifier.value) else Outcome.STOPPED


def is_sale(invoice: Invoice) -> bool:
    """Something was sold, and not taken back whole since."""
    return not invoice.is_correction and invoice.gross > 0 and invoice.corrected < invoice.gross


def customer_of(invoice: Invoice) -> Identifier | None:
    """The address on the invoice, where it is the one of its customer. One query."""
    if not invoice.buyer_email:
        return None
    address = normalise(IdentifierKind.EMAIL, invoice.buyer_email)
    theirs = Identifier.objects.filter(person=invoice.person_id, kind=IdentifierKind.EMAIL, value=address)
    return theirs.filter(person__erased_at=None).select_related("person").first()


def words_in_use(invoice: Invoice) -> Sequence[CollectionNotice]:
    """The words that the customer of the invoice may have read, of lists that go to customers. One query."""
    rows = CollectionNotice.objects.filter(
        list__for_customers=True, list__retired_at=None, used_from__lte=invoice.issued_on
    )
    return list(rows.select_related("list").order_by("list__name_en", "-used_from", "id")[:50])


def rights_by(invoice: Invoice) -> Sequence[Subscription]:
    """What goes to its customer because of the invoice. One query."""
    rows = Subscription.objects.standing().filter(basis=Basis.INVOICE, reference=invoice.number)
    return list(rows.select_related("list"))


def _is_told(invoice: Invoice, told: Told, each: MailingList) -> bool:
    in_time = told.notice.stood_on(told.day) and told.day <= invoice.issued_on
    return in_time and each.for_customers and each.retired_at is None


def _is_noted(each: MailingList, identifier: Identifier, invoice: Invoice) -> bool:
    theirs = ConsentEvent.objects.filter(person=identifier.person_id, address=identifier.value, topic=each.topic)
    return theirs.filter(deed=ConsentDeed.OBJECTED, reference=invoice.number).exists()


def _noon(day: date) -> datetime:
    """The ledger's moment of a day of which nobody wrote the hour down."""
    return datetime.combine(day, time(12), tzinfo=ZoneInfo(instance.current().time_zone))
