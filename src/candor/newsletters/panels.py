"""What newsletters show on others' pages and forms."""

from __future__ import annotations

from django.urls import reverse

from candor.business.public import Invoice
from candor.kernel.actor import Actor
from candor.kernel.registries import boxes
from candor.kernel.registries.panels import Context, register
from candor.newsletters.actions.lists import ask_every_list_anew
from candor.newsletters.actions.remembering import left_again
from candor.newsletters.actions.selling_by_invoice import is_sale
from candor.newsletters.actions.subscribing import end_all_lists
from candor.newsletters.models import VIEW, WRITE
from candor.newsletters.offers import ask_for_the_ticked, lists_to_choose, note_the_sale, notice_of_sale
from candor.newsletters.offers_downloads import (
    keep_what_was_told,
    note_the_download,
    notice_behind_link,
    notice_of_download,
)
from candor.people.public import Person
from candor.privacy.public import register_fresh_start, register_leaving, register_renewal


def of_mine(_actor: Actor, _person: Person) -> Context | None:
    return {"url": reverse("customer:newsletters")}


def of_invoice(actor: Actor, invoice: Invoice) -> Context | None:
    """The way to what its customer was told. It asks the database nothing: the page beyond says what counts."""
    if not (actor.is_staff and actor.may(WRITE) and is_sale(invoice) and invoice.person_id):
        return None
    return {"url": reverse("business:newsletter-invoice", args=[invoice.ref])}


def of_person(actor: Actor, person: Person) -> Context | None:
    """The way to what they agreed to. It asks the database nothing."""
    if not (actor.is_staff and actor.may(VIEW)):
        return None
    return {"url": reverse("business:newsletter-rights", args=[person.ref])}


register(
    "newsletters.person",
    place="people.person.business",
    template="newsletters/business/of_person.html",
    context=of_person,
)
register(
    "newsletters.invoice", place="business.invoice", template="newsletters/business/of_invoice.html", context=of_invoice
)
register(
    "newsletters.mine", place="people.me.customer", template="newsletters/customer/panel.html", context=of_mine,
    order=40,
)  # fmt: skip
register(
    "newsletters.consents", place="privacy.my-consents", template="newsletters/customer/consents.html", context=of_mine
)
for place in (boxes.ENQUIRY, boxes.DOWNLOAD):
    boxes.register("newsletters", place, offer=lists_to_choose, take=ask_for_the_ticked)
boxes.register("newsletters.sale", boxes.QUOTE, offer=notice_of_sale, take=note_the_sale)
boxes.register("newsletters.free", boxes.DOWNLOAD, offer=notice_of_download, take=keep_what_was_told)
boxes.register("newsletters.free", boxes.LINKED_DOWNLOAD, offer=notice_behind_link, take=note_the_download)
register_renewal("newsletters", ask=ask_every_list_anew)
register_leaving("newsletters", ends=left_again)
register_fresh_start("newsletters", ends=end_all_lists)
