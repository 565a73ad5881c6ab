"""The lists of the Business Center whose filters can be saved as views, and what may be asked of each."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.utils.translation import gettext_lazy as _

from candor.business import queries_customers, queries_invoices, queries_leads, queries_quotes, queries_subscriptions
from candor.business.models import LeadSource
from candor.business.rules.segments import About, Condition, NotASegment, read
from candor.people.public import ListPlace, is_ref, register_list


def _one_of(values: Collection[str]) -> Callable[[str], bool]:
    return lambda value: value in values


def _filter(name: str, about: About) -> Callable[[str], bool]:
    """What a filter of people and organisations takes; a segment's conditions say the same."""

    def accepts(value: str) -> bool:
        try:
            return isinstance(read({"field": name, "is": value}, about), Condition)
        except NotASegment:
            return False

    return accepts


def _customers(about: About) -> dict[str, Callable[[str], bool]]:
    return {"segment": is_ref, **{name: _filter(name, about) for name in queries_customers.FIELDS}}


LEADS = register_list(
    ListPlace(
        "leads",
        _("Leads"),
        "business:leads",
        "business.lead.view",
        {"show": _one_of(queries_leads.VIEWS), "stage": is_ref, "source": _one_of({*LeadSource})},
        "open",
    )
)
QUOTES = register_list(
    ListPlace(
        "quotes",
        _("Quotes"),
        "business:quotes",
        "business.quote.view",
        {"show": _one_of(queries_quotes.VIEWS), "of": is_ref},
        "open",
    )
)
ORDERS = register_list(
    ListPlace(
        "orders",
        _("Orders"),
        "business:orders",
        "business.quote.view",
        {"show": _one_of(queries_quotes.ORDER_VIEWS)},
        "to-invoice",
    )
)
INVOICES = register_list(
    ListPlace(
        "invoices",
        _("Invoices"),
        "business:invoices",
        "business.invoice.view",
        {"show": _one_of(queries_invoices.VIEWS)},
        "all",
    )
)
SUBSCRIPTIONS = register_list(
    ListPlace(
        "subscriptions",
        _("Renewals"),
        "business:subscriptions",
        "business.subscription.view",
        {
            "show": _one_of(queries_subscriptions.VIEWS),
            "days": _one_of({str(days) for days in queries_subscriptions.DAYS if days != queries_subscriptions.SOON}),
            "owner": is_ref,
            "of": is_ref,
        },
        "due",
    )
)
PEOPLE = register_list(
    ListPlace("people", _("People"), "business:people", "business.lead.view", _customers(About.PEOPLE))
)
ORGANISATIONS = register_list(
    ListPlace(
        "organisations",
        _("Organisations"),
        "business:organisations",
        "business.lead.view",
        _customers(About.ORGANISATIONS),
    )
)
