"""Newsletters of the demo company: two lists, some customers who chose one, an issue that went out and a draft."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial

from candor.business.public import Invoice
from candor.catalogue.public import products_to_choose
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.story import Entry
from candor.kernel.actor import Actor, ActorKind
from candor.newsletters.public import (
    CollectionNotice,
    Issue,
    IssueWords,
    MailingList,
    NoProof,
    Outcome,
    Pace,
    SimilarProduct,
    Told,
    ToldWords,
    add_list,
    enter_words,
    go_on,
    note_told_customer,
    proposed_words,
    save_as_template,
    schedule_issue,
    set_customers,
    subscribe_own,
    write_issue,
)
from candor.people.public import Identifier, IdentifierKind

MADE, TOLD = timedelta(days=60), timedelta(days=59)
FORM_SINCE, MOST_INVOICES = date(2020, 1, 1), 12
PACE = 600
TEMPLATE = "Our letter of a new version"
READERS = 14
FOR_CUSTOMERS, MOST_SIMILAR = "news", 3
WORDS = ("name_en", "name_de", "purpose_en", "purpose_de", "is_public")


def newsletters_of_company(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """The lists first, then who chose them, then what was written."""
    told = story.newsletters()
    return [
        (now - MADE, partial(_lists, cast)),
        (now - TOLD, partial(_told_by_invoice, cast)),
        *((now - story.duration(entry["age"]), partial(_issue, cast, entry)) for entry in told["issue"]),
    ]


def _lists(cast: Cast) -> None:
    by = cast.actors["felix"]
    for entry in story.newsletters()["list"]:
        made = add_list({name: entry[name] for name in WORDS}, by=by)
        if entry["key"] == FOR_CUSTOMERS:
            products = [ref for ref, _name in products_to_choose("en")][:MOST_SIMILAR]
            set_customers(made, products, is_on=bool(products), by=by)
            words = proposed_words(made, "en")
            enter_words(made, ToldWords("Order form, page 2, above the signature", "en", words, FORM_SINCE), by=by)


def _told_by_invoice(cast: Cast) -> None:
    """One customer of an invoice without a quote signed the order form, and chose no newsletter themselves."""
    tie = SimilarProduct.objects.select_related("product").first()
    notice = CollectionNotice.objects.first()
    if tie is None or notice is None:
        return
    for invoice in Invoice.objects.filter(corrects=None).order_by("-issued_on", "id")[:MOST_INVOICES]:
        told = Told(notice, tie.product, invoice.issued_on - timedelta(days=4))
        with suppress(NoProof):
            if note_told_customer(invoice, told, by=cast.actors["felix"]) is Outcome.BEGAN:
                return


def _issue(cast: Cast, entry: Entry) -> None:
    by, chosen = cast.actors["felix"], {each["key"]: each["name_en"] for each in story.newsletters()["list"]}
    newsletter = MailingList.objects.get(name_en=chosen[entry["list"]])
    words = IssueWords(**{name: entry[name].strip() for name in IssueWords.__dataclass_fields__})
    if entry["is_sent"]:
        _some_choose(newsletter)
    written = write_issue(newsletter, words, key=entry["key"], by=by)
    if entry["is_sent"]:
        save_as_template(written, TEMPLATE, by=by)
        schedule_issue(Issue.objects.select_related("list").get(pk=written.pk), None, PACE, by=by)
        pace = Pace()
        while go_on(pace):
            pass


def _some_choose(newsletter: MailingList) -> None:
    """Customers with an account, by a press there."""
    mine = Identifier.objects.filter(kind=IdentifierKind.EMAIL, is_primary=True, verified_at__isnull=False)
    outside = mine.filter(person__account__isnull=False, person__account__staff=None).select_related("person")
    outside = outside.exclude(pk__in=newsletter.subscriptions.values("identifier"))  # told by an invoice
    for identifier in outside.order_by("id")[:READERS]:
        subscribe_own(newsletter, identifier, identifier.person.language or "en", by=_themselves(identifier))


def _themselves(identifier: Identifier) -> Actor:
    return Actor(ActorKind.CUSTOMER, identifier.person_id)
