"""Subscriptions in the Business Center: what renews when, one of them, a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.business import access_quotes
from candor.business import access_subscriptions as access
from candor.business import queries_subscriptions as queries
from candor.business.actions import subscriptions as actions
from candor.business.actions.leads import MayNotBeUsed
from candor.business.actions.pricing import line_of_term
from candor.business.forms_subscriptions import NewSubscriptionForm, QuantityForm, RenewForm
from candor.business.lists import SUBSCRIPTIONS
from candor.business.models import Order, Subscription
from candor.business.models.subscriptions import EXPORT, WORK
from candor.business.queries_leads import today
from candor.business.rules.quotes import QuoteLine, line_from
from candor.business.rules.terms import Span, Unit, last_notice_day
from candor.business.views.quotes import known_person
from candor.business.words_quotes import state_of as state_of_quote
from candor.business.words_subscriptions import CANCELLED_BY, FATES, KINDS, RENEWED, span_words, state_of, step_words
from candor.catalogue.public import Edition, sold_editions
from candor.kernel.http.request import Request
from candor.licences.public import Licence
from candor.people.public import (
    Organisation,
    Person,
    callers,
    organisations_of,
    primary_email,
    primary_emails,
    saved_views,
)
from candor.ui.public import page


@require_safe
def subscriptions(request: Request) -> HttpResponse:
    """The work list: what renews within so many days, what is overdue, by owner."""
    wanted = _wanted(request)
    listing = queries.listing(request.actor, wanted)
    days = str(wanted.days) if wanted.view == "due" else ""
    kept = {"show": wanted.view, "days": days, "owner": wanted.owner, "of": wanted.of}
    return page(
        request,
        "business/subscriptions/list.html",
        rows=shown_rows(listing.rows),
        wanted=wanted,
        chips=_chips(kept),
        days=[(str(each), span_words(Span(each, Unit.DAY))) for each in queries.DAYS],
        owners=queries.owners(),
        older=_address(kept | {"after": listing.older}) if listing.older else "",
        newer=_address(kept) if wanted.after else "",
        may_work=request.actor.may(WORK),
        may_export=request.actor.may(EXPORT),
        **saved_views(request, SUBSCRIPTIONS, kept),
    )


@require_safe
def subscription(request: Request, ref: str) -> HttpResponse:
    """One: what is agreed, its terms, reminders and the quote for the next one."""
    return subscription_page(request, access.readable_subscription(request.actor, ref))


@require_http_methods(["GET", "HEAD", "POST"])
def new_subscription(request: Request) -> HttpResponse:
    """Begin one for somebody, or from a line of an order."""
    typed = request.POST if request.method == "POST" else request.GET
    order, line = _ordered(request, typed.get("order", ""), typed.get("line", ""))
    person = order.quote.person if order is not None else known_person(request, typed.get("person", ""))
    if person is None:
        status = 400 if request.method == "POST" else 200  # whom the page before named is not there
        return page(request, "business/subscriptions/who.html", status=status, **_people_found(request))
    company = order.quote.organisation if order is not None else organisations_of([person.pk]).get(person.pk)
    editions = sold_editions(request.actor)
    licences = queries.licences_for(request.actor, person.pk, company.pk if company is not None else None)
    form = NewSubscriptionForm(
        _named(editions),
        named_licences(licences),
        request.POST if request.method == "POST" else None,
        **_begun_with(person, company, order, line),
    )
    if form.is_valid():
        new = _new(form, _Whose(person, company, order, editions, licences))
        try:
            made = actions.begin_subscription(new, by=request.actor)
        except MayNotBeUsed:
            form.add_error(None, _("This person’s data is restricted. Ask the privacy office."))
        else:
            messages.success(request, _("The subscription has begun."))
            return see(made)
    return page(
        request,
        "business/subscriptions/new.html",
        status=422 if form.is_bound else 200,
        form=form,
        whom=person,
        company=company,
        email=primary_email(person),
        order=order,
    )


def subscription_page(request: Request, found: Subscription, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a subscription; a form that was refused is given by its name and stands open."""
    access.note_look(request, found)
    shape, words = state_of(found)
    line = line_of_term(found, found.renews_on)
    cancellation = queries.cancellation_of(found)
    own = {
        "renewing": RenewForm(
            initial={"renews_on": found.renews_on, "quantity": found.next_quantity or found.quantity}
        ),
        "changing": QuantityForm(
            initial={"quantity": found.quantity, "counts_from": found.renews_on}, auto_id="quantity_%s"
        ),
    }
    terms = queries.terms_of(found)
    return page(
        request,
        "business/subscriptions/subscription.html",
        status=status,
        found=found,
        product=found.edition.name_in(get_language() or "en"),
        shape=shape,
        state=words,
        term=span_words(found.term),
        notice=span_words(found.notice) if found.notice_count else "",
        notice_day=last_notice_day(found.renews_on, found.notice),
        price=line.price if line is not None else None,
        email=primary_email(found.person) if found.person is not None else "",
        terms=[(term, RENEWED[term.way]) for term in terms],
        may_take_back=bool(terms) and terms[0].way == "hand" and terms[0].paid_at is None and found.state == "active",
        reminders=[(row, step_words(row.step), FATES[row.fate]) for row in queries.reminders_of(found)],
        cancellation=cancellation,
        kind=KINDS[cancellation.kind] if cancellation is not None else "",
        way=CANCELLED_BY[cancellation.way] if cancellation is not None else "",
        quote_state=state_of_quote(found.quote) if found.quote is not None else None,
        may_work=request.actor.may(WORK),
        is_overdue=found.is_overdue(today()),
        wrong=next(iter(forms), ""),
        **(own | forms),
    )


def shown_rows(rows: list[Subscription]) -> list[tuple[Subscription, str, str, str]]:
    """Rows as lists show them: with the product's name, the shape and the words of the state."""
    language = get_language() or "en"
    return [(row, row.edition.name_in(language), *state_of(row)) for row in rows]


def named_licences(licences: list[Licence]) -> list[tuple[str, str]]:
    """Licences to choose from, by reference."""
    language = get_language() or "en"
    return [(row.ref, f"{row.edition.name_in(language)} · {row.number}") for row in licences]


def see(found: Subscription) -> HttpResponse:
    """To the page of the subscription, after something was done."""
    return HttpResponseRedirect(reverse("business:subscription", args=[found.ref]), status=303)


@dataclass(frozen=True, slots=True)
class _Whose:
    """For whom one begins, and of what may be chosen."""

    person: Person
    company: Organisation | None
    order: Order | None
    editions: list[Edition]
    licences: list[Licence]


def _new(form: NewSubscriptionForm, whose: _Whose) -> actions.NewSubscription:
    clean = form.cleaned_data
    return actions.NewSubscription(
        whose.person,
        whose.company if clean["of_company"] else None,
        next(row for row in whose.editions if row.ref == clean["edition"]),
        clean["quantity"],
        clean["starts_on"],
        form.deal(),
        licence=next((row for row in whose.licences if row.ref == clean["licence"]), None),
        order=whose.order,
        key=clean["key"],
    )


def _begun_with(
    person: Person, company: Organisation | None, order: Order | None, line: QuoteLine | None
) -> dict[str, Any]:
    """What the form holds at first; from a line of an order what was ordered."""
    initial: dict[str, Any] = {"person": person.ref, "of_company": company is not None}
    if order is None or line is None:
        return initial
    quantity = int(line.quantity) if line.quantity >= 1 else 1
    return initial | {
        "order": order.ref,
        "edition": line.edition,
        "quantity": quantity,
        "currency": order.currency,
        "term_unit": "month" if line.unit == "MON" else "year",
        "starts_on": order.ordered_at.date(),
    }


def _ordered(request: Request, ref: str, place: str) -> tuple[Order | None, QuoteLine | None]:
    """The order from which to begin, with its line; nothing where none is named. What may not be seen is a 404."""
    if not ref:
        return None, None
    order = access_quotes.readable_order(request.actor, ref[:16])
    ordered = order.quote.decided_version
    lines = ordered.lines if ordered is not None else []
    if not place.isascii() or not place.isdigit() or not 1 <= int(place[:4]) <= len(lines):
        raise Http404
    return order, line_from(lines[int(place[:4]) - 1])


def _people_found(request: Request) -> dict[str, Any]:
    typed = request.GET.get("who", "")
    people = callers(typed, by=request.actor)
    ids = [each.pk for each in people]
    emails, companies = primary_emails(ids), organisations_of(ids)
    return {"typed": typed, "people": [(each, emails.get(each.pk, ""), companies.get(each.pk)) for each in people]}


def _named(editions: list[Edition]) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(row.ref, f"{row.name_in(language)} ({row.sku})") for row in editions]


def _wanted(request: Request) -> queries.Wanted:
    asked, days = request.GET.get("show", ""), request.GET.get("days", "")
    return queries.Wanted(
        asked if asked in queries.VIEWS else "due",
        int(days) if days in {str(each) for each in queries.DAYS} else queries.SOON,
        request.GET.get("owner", "")[:16],
        request.GET.get("of", "")[:16],
        request.GET.get("after", "")[:16],
    )


def _chips(kept: dict[str, str]) -> list[dict[str, Any]]:
    words = {
        "due": pgettext("subscriptions", "Due soon"),
        "overdue": pgettext("subscriptions", "Overdue"),
        "active": pgettext("subscriptions", "All active"),
        "cancelled": pgettext("subscriptions", "Cancelled"),
        "ended": pgettext("subscriptions", "Ended"),
        "all": pgettext("subscriptions", "All"),
    }
    return [
        {"label": text, "url": _address(kept | {"show": name}), "current": name == kept["show"]}
        for name, text in words.items()
    ]


def _address(query: dict[str, str]) -> str:
    return f"{reverse('business:subscriptions')}?{urlencode({name: text for name, text in query.items() if text})}"
