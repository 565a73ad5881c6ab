"""Work that waits to be invoiced, in the shape of its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candor.business.rules.amounts import rounded
from candor.business.words_invoices import quantity
from candor.business.work import Customer, Waiting, Work, work_source
from candor.kernel.actor import Actor
from candor.people.public import Organisation, Person
from candor.ui.marks import day, money, price


class Row(NamedTuple):
    """One record as sales see it: how much of what for how much, and what it was. `key` is what choosing it sends."""

    key: str
    work: Work
    words: str
    about: str


def waiting_customers(actor: Actor) -> Sequence[Waiting]:
    """Whose work waits, the oldest first. One query."""
    source = work_source()
    return source.customers(actor) if source is not None else ()


def work_of(actor: Actor, customer: Person | Organisation) -> list[Row]:
    """What waits of one customer, in the order of days. Three queries at most."""
    source = work_source()
    whose = Customer(None, customer.pk) if isinstance(customer, Organisation) else Customer(customer.pk, None)
    return [_row(work) for work in (source.of_customer(actor, whose) if source is not None else ())]


def sums_of(rows: Iterable[Row]) -> list[str]:
    """What all of it comes to, net, in each currency."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        currency = row.work.currency
        sums[currency] = sums.get(currency, Decimal(0)) + rounded((row.work.price or 0) * row.work.quantity, currency)
    return [money(total, currency) for currency, total in sums.items()]


def names_of(works: Iterable[Work]) -> Mapping[Customer, str]:
    """What the customers of these are called. Two queries."""
    customers = {work.customer for work in works}
    people = {each.person for each in customers if each.person is not None}
    companies = {each.organisation for each in customers if each.organisation is not None}
    named = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    called = dict(Organisation.objects.filter(pk__in=companies).values_list("pk", "name"))
    return {
        each: called.get(each.organisation, "") if each.organisation is not None else named.get(each.person or 0, "")
        for each in customers
    }


def _row(work: Work) -> Row:
    said = {"work": work.name, "amount": quantity(work.quantity, work.unit)}
    if work.price is None:
        words = _("%(work)s: %(amount)s, price not known yet") % said
    else:
        total = rounded(work.price * work.quantity, work.currency)
        said |= {"price": price(work.price, work.currency), "total": money(total, work.currency)}
        words = _("%(work)s: %(amount)s × %(price)s = %(total)s") % said
    worked = ""
    if work.minutes is not None and work.minutes != work.billed_minutes:
        words_worked = ngettext("%(num)d minute worked", "%(num)d minutes worked", work.minutes)
        worked = words_worked % {"num": work.minutes}
    about = [
        day(work.day),
        _("Case %(number)s") % {"number": work.case},
        worked,
        _("Authorised by %(name)s") % {"name": work.authorised} if work.authorised else "",
        work.note,
    ]
    return Row(f"{work.ref}.{work.version}", work, words, " · ".join(part for part in about if part))
