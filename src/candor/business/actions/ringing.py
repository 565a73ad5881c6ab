"""Ringing for sales: who hears of what. Called in the transaction of the action that gives reason to it.

What nobody has taken rings for all who may. Of restricted people nothing rings (GDPR Art. 18).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.urls import reverse

from candor.business.models import FollowUp, Invoice, Lead, LeadTask, Quote, QuoteVersion, Subscription
from candor.business.models.leads import WORK as WORK_LEADS
from candor.business.models.quotes import WORK as WORK_QUOTES
from candor.kernel.actor import JOB, Actor
from candor.kernel.registries.bell import Because, News, ring
from candor.kernel.registries.restricted import is_restricted
from candor.people.public import staff_people

LEAD, FOLLOW_UP, QUOTE = "business.lead", "business.followup", "business.quote"
SUBSCRIPTION, INVOICE = "business.subscription", "business.invoice"
ENQUIRED, HANDED, DUE = "lead-enquired", "lead-handed", "follow-up-due"
ACCEPTED, DECLINED = "quote-accepted", "quote-declined"
RENEWED, NOT_RENEWED, PAID = "renewal-accepted", "renewal-declined", "overdue-paid"


def tell_enquired(lead: Lead, *, by: Actor) -> None:
    """Somebody asks us for something: whoever has the lead hears of it, else all who might take it."""
    if not _is_hidden(lead.person_id):
        _ring_owner_or_team(News(LEAD, lead.ref, ENQUIRED), {lead.owner_id}, WORK_LEADS, by)


def tell_handed(lead: Lead, owner: int, *, by: Actor) -> None:
    ring(News(LEAD, lead.ref, HANDED), [owner], by=by)


def tell_task_due(task: LeadTask) -> None:
    ring(News(LEAD, task.lead.ref, DUE), [task.assignee_id], by=JOB)


def tell_follow_up_due(task: FollowUp) -> None:
    ring(News(FOLLOW_UP, task.ref, DUE), [task.assignee_id], by=JOB)


def tell_answered(version: QuoteVersion, *, is_accepted: bool, by: Actor) -> None:
    """The customer answered an offer. One for a renewal rings as that; call before the renewal is agreed."""
    quote: Quote = version.quote
    if _is_hidden(quote.person_id):
        return
    renewal = Subscription.objects.filter(quote=quote.pk).first()
    if renewal is not None:
        news = News(SUBSCRIPTION, renewal.ref, RENEWED if is_accepted else NOT_RENEWED)
        _ring_owner_or_team(news, {renewal.owner_id, quote.owner_id}, WORK_QUOTES, by)
    else:
        news = News(QUOTE, quote.ref, ACCEPTED if is_accepted else DECLINED)
        _ring_owner_or_team(news, {quote.owner_id}, WORK_QUOTES, by)


def tell_paid(invoice: Invoice, paid_on: date, *, by: Actor) -> None:
    """All of an invoice has come; whoever issued it hears of that where its day had passed."""
    if paid_on > invoice.due_on and not _is_hidden(invoice.person_id):
        ring(News(INVOICE, invoice.ref, PAID), [invoice.issued_by_id], by=by)


def page_of(task: FollowUp) -> str:
    """The person's page, or the organisation's."""
    if task.person is not None:
        return reverse("business:person", args=[task.person.ref])
    return reverse("business:organisation", args=[task.organisation.ref if task.organisation is not None else ""])


def _ring_owner_or_team(news: News, owners: Collection[int | None], permission: str, by: Actor) -> None:
    if any(owners):
        ring(news, owners, by=by)
    else:
        team = list(staff_people(permission).order_by().values_list("pk", flat=True))
        ring(replace(news, because=Because.TEAM), team, by=by)


def _is_hidden(person: int | None) -> bool:
    return person is not None and is_restricted(person)
