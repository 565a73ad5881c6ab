"""What rings in sales: enquiries, leads handed over, follow-ups, answers to quotes and renewals, overdue money paid."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from candor.business.actions import ringing
from candor.business.models import FollowUp, Invoice, Lead, Quote, Subscription
from candor.business.models.invoices import VIEW as VIEW_INVOICES
from candor.business.models.leads import VIEW as VIEW_LEADS
from candor.business.models.quotes import VIEW as VIEW_QUOTES
from candor.business.models.subscriptions import VIEW as VIEW_SUBSCRIPTIONS
from candor.kernel.actor import Actor
from candor.kernel.registries.bell import Kind, Line, Topic, register

ENQUIRED = Kind(
    ringing.ENQUIRED,
    _("Somebody enquires: of a lead of mine, or of one that nobody has taken"),
    lambda count: ngettext("%(num)d enquiry", "%(num)d enquiries", count) % {"num": count},
    "flag",
)
HANDED = Kind(
    ringing.HANDED,
    _("A colleague hands me a lead"),
    lambda _count: gettext("handed to you"),
    "user-check",
    has_own_mail=True,
)
DUE = Kind(
    ringing.DUE,
    _("The day of a follow-up of mine has come"),
    lambda count: ngettext("follow-up due", "%(num)d follow-ups due", count) % {"num": count},
    "clock",
    has_own_mail=True,
)
ACCEPTED = Kind(
    ringing.ACCEPTED,
    _("A customer accepts a quote of mine"),
    lambda _count: gettext("the customer accepted"),
    "circle-check",
)
DECLINED = Kind(
    ringing.DECLINED,
    _("A customer declines a quote of mine"),
    lambda _count: gettext("the customer declined"),
    "circle-x",
)
RENEWED = Kind(
    ringing.RENEWED,
    _("A customer agrees to a renewal that I look after"),
    lambda _count: gettext("the customer renews"),
    "refresh-cw",
)
NOT_RENEWED = Kind(
    ringing.NOT_RENEWED,
    _("A customer declines a renewal that I look after"),
    lambda _count: gettext("the customer does not renew"),
    "circle-x",
)
PAID = Kind(
    ringing.PAID,
    _("An overdue invoice that I issued is paid"),
    lambda _count: gettext("paid, after its day"),
    "receipt",
)


def _leads(actor: Actor, refs: Collection[str]) -> Mapping[str, Line]:
    rows = _seen(Lead, actor, refs).select_related("person", "organisation")
    return {row.ref: Line(row.name, reverse("business:lead", args=[row.ref])) for row in rows}


def _follow_ups(actor: Actor, refs: Collection[str]) -> Mapping[str, Line]:
    rows = _seen(FollowUp, actor, refs).select_related("person", "organisation")
    return {row.ref: Line(f"{row.name}: {row.text}", ringing.page_of(row)) for row in rows}


def _quotes(actor: Actor, refs: Collection[str]) -> Mapping[str, Line]:
    rows = _seen(Quote, actor, refs).select_related("person")
    return {
        row.ref: Line(f"{row.number}, {row.person.name}: {row.subject}", reverse("business:quote", args=[row.ref]))
        for row in rows
    }


def _subscriptions(actor: Actor, refs: Collection[str]) -> Mapping[str, Line]:
    rows = _seen(Subscription, actor, refs).select_related("person", "organisation")
    return {
        row.ref: Line(f"{row.number}, {row.customer_name}", reverse("business:subscription", args=[row.ref]))
        for row in rows
    }


def _invoices(actor: Actor, refs: Collection[str]) -> Mapping[str, Line]:
    return {
        row.ref: Line(f"{row.number}, {row.buyer_name}", reverse("business:invoice", args=[row.ref]))
        for row in _seen(Invoice, actor, refs)
    }


def _seen(model: Any, actor: Actor, refs: Collection[str]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.visible_to(actor).filter(ref__in=list(refs))
    return rows


register(Topic(ringing.LEAD, VIEW_LEADS, (ENQUIRED, HANDED, DUE), _leads))
register(Topic(ringing.FOLLOW_UP, VIEW_LEADS, (DUE,), _follow_ups))
register(Topic(ringing.QUOTE, VIEW_QUOTES, (ACCEPTED, DECLINED), _quotes))
register(Topic(ringing.SUBSCRIPTION, VIEW_SUBSCRIPTIONS, (RENEWED, NOT_RENEWED), _subscriptions))
register(Topic(ringing.INVOICE, VIEW_INVOICES, (PAID,), _invoices))
