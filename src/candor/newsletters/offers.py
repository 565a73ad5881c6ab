"""What newsletters put on the forms of lower floors: boxes to agree to on enquiries and downloads, and what a customer
is told and may refuse where they accept a quote.
"""

from __future__ import annotations

from collections.abc import Sequence

from candor.business.public import Order, QuoteVersion, products_of_quote
from candor.catalogue.public import Release
from candor.kernel.actor import ANONYMOUS, Actor, ActorKind
from candor.kernel.registries.boxes import Box, Form, Offer, Ticked
from candor.newsletters.actions.free_downloads import counted_since
from candor.newsletters.actions.selling import Sale, lists_of_sale, note_order, notice_of
from candor.newsletters.actions.signing_up import Wanted, ask_for_newsletters
from candor.newsletters.actions.subscribing import words_for
from candor.newsletters.models import MailingList
from candor.newsletters.queries import offered_to
from candor.newsletters.rules.sales import words_of_objection
from candor.people.public import Identifier, IdentifierKind, normalise

MOST_BOXES = 5
OBJECTS = "newsletters-object"


def lists_to_choose(form: Form) -> Offer:
    """A box for each public list. Ticking one asks for the mail by which the mailbox's owner confirms it.

    A list whose letters go to whoever downloads this anyway has no box to agree beside the one to object.
    """
    told = {each.pk for each in lists_told_at_download(form)}
    lists = [each for each in offered_to(ANONYMOUS)[:MOST_BOXES] if each.pk not in told]
    return Offer([Box(each.topic, words_for(each, form.language)) for each in lists])


def lists_told_at_download(form: Form) -> Sequence[MailingList]:
    """The lists of which the form of a download says that they go to its sender."""
    release = form.about
    if not isinstance(release, Release) or counted_since() is None:
        return ()
    return [tie.list for tie in lists_of_sale([release.product_id])]


def ask_for_the_ticked(ticked: Ticked) -> None:
    """As if they had signed up on the page for it."""
    lists = [each for each in offered_to(ANONYMOUS) if each.topic in ticked.names]
    if lists:
        key = f"{ticked.form.place}.{ticked.key}"
        ask_for_newsletters(Wanted(key, ticked.email, lists, ticked.form.language), by=ANONYMOUS)


def notice_of_sale(form: Form) -> Offer:
    """What a customer is told who is about to order, and the box by which they object at once."""
    version = form.about
    if not isinstance(version, QuoteVersion) or _customer(version, form.actor) is None:
        return Offer()
    lists = [tie.list for tie in lists_of_sale(products_of_quote(version))]
    if not lists:
        return Offer()
    names = ", ".join(each.name_in(form.language) for each in lists)
    return Offer(
        [Box(OBJECTS, words_of_objection(names, form.language))], [notice_of(each, form.language) for each in lists]
    )


def note_the_sale(ticked: Ticked) -> None:
    """The order was made; what was told beside it counts from now on."""
    version, order = ticked.form.about, ticked.about
    if not isinstance(version, QuoteVersion) or not isinstance(order, Order):
        return
    identifier = _customer(version, ticked.form.actor)
    if identifier is not None:
        sale = Sale(identifier, ticked.form.language, products_of_quote(version), order.number, ticked.told)
        by = Actor(ActorKind.CUSTOMER, identifier.person_id)
        note_order(sale, objects=OBJECTS in ticked.names, by=by)


def _customer(version: QuoteVersion, actor: Actor) -> Identifier | None:
    """The address that the quote was sent to, where whoever answers is its owner: a colleague is told nothing of it."""
    person = version.quote.person_id
    if actor.id not in {None, person}:
        return None
    address = normalise(IdentifierKind.EMAIL, version.sent_to)
    theirs = Identifier.objects.filter(person=person, kind=IdentifierKind.EMAIL, value=address)
    return theirs.select_related("person").first()
