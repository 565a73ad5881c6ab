"""Quotes in the Business Center: the list, one quote with its lines, a new one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from candor.business import access_quotes as access
from candor.business import queries_quotes as queries
from candor.business.actions import quotes as actions
from candor.business.actions.leads import MayNotBeUsed
from candor.business.forms_quotes import AnswerForm, DeclineForm, NewQuoteForm
from candor.business.lists import QUOTES
from candor.business.models import Quote, QuoteState, QuoteVersion
from candor.business.models.quotes import WORK
from candor.business.words_invoices import REASONS, quantity
from candor.business.words_quotes import WAYS, standing_of, state_of
from candor.catalogue.public import sold_editions
from candor.kernel.files import serve
from candor.kernel.http.request import Request
from candor.people.public import NotAnIdentifier, Person, Refused, callers, organisations_of, primary_email, saved_views
from candor.people.public import primary_emails as emails_of
from candor.ui.public import page


@require_safe
def quotes(request: Request) -> HttpResponse:
    """Quotes as a list, the latest step first."""
    asked = request.GET.get("show", "")
    view = asked if asked in queries.VIEWS else "open"
    after = request.GET.get("after", "")[:16]
    of = request.GET.get("of", "")[:16]
    listing = queries.quotes(request.actor, view, after, of)
    return page(
        request,
        "business/quotes/list.html",
        rows=[(row, *state_of(row)) for row in listing.rows],
        chips=_chips(view),
        older=_address({"show": view, "of": of, "after": listing.older}) if listing.older else "",
        newer=_address({"show": view, "of": of}) if after else "",
        may_work=request.actor.may(WORK),
        **saved_views(request, QUOTES, {"show": view, "of": of}),
    )


@require_safe
def quote(request: Request, ref: str) -> HttpResponse:
    """One quote: what it says now, its versions, the answer."""
    return quote_page(request, access.readable_quote(request.actor, ref))


@require_http_methods(["GET", "HEAD", "POST"])
def new_quote(request: Request) -> HttpResponse:
    """Begin a quote for somebody known, or for somebody new."""
    person = known_person(request, request.POST.get("person") or request.GET.get("person", ""))
    form = NewQuoteForm(request.POST if request.method == "POST" else None, known=person)
    if form.is_valid():
        try:
            made = _begun(request, form, person)
        except (NotAnIdentifier, Refused) as refusal:
            form.add_error("email", str(refusal.reason))
        except MayNotBeUsed:
            form.add_error(None, _("This person’s data is restricted. Ask the privacy office."))
        else:
            return HttpResponseRedirect(reverse("business:quote", args=[made.ref]), status=303)
    status = 422 if form.is_bound else 200
    return page(request, "business/quotes/new.html", status=status, form=form, **_who(request, person))


@require_safe
def version(request: Request, ref: str, number: int) -> HttpResponse:
    """A version as it was sent."""
    found = access.readable_quote(request.actor, ref)
    shown = found.versions.filter(number=number, sent_at__isnull=False).select_related("sent_by").first()
    if shown is None:
        raise Http404
    access.note_look(request, found)
    return page(request, "business/quotes/version.html", found=found, **said(shown))


@require_safe
def paper(request: Request, ref: str, number: int) -> HttpResponseBase:
    """The PDF of a version that was sent, to be saved."""
    found = access.readable_quote(request.actor, ref)
    access.note_look(request, found)
    return serve(access.paper_of(found.versions.filter(number=number).first()), made_here=True)


def quote_page(request: Request, found: Quote, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a quote; `more` are forms that were refused, and what a colleague saved meanwhile."""
    access.note_look(request, found)
    latest = actions.latest_version(found)
    if latest is None:
        raise Http404
    is_open = found.state in (QuoteState.DRAFT, QuoteState.SENT)
    may_work = request.actor.may(WORK)
    shape, words = state_of(found)
    return page(
        request,
        "business/quotes/quote.html",
        status=status,
        found=found,
        shape=shape,
        state=words,
        standing=standing_of(found),
        email=primary_email(found.person),
        versions=list(found.versions.select_related("sent_by").order_by("-number")),
        editions=_editions(request) if may_work and is_open else [],
        may_work=may_work,
        may_write=may_work and is_open,
        ways=WAYS,
        wrong=next(iter(more), ""),
        **{**said(latest), **_answers(found), "problem": "", **more},
    )


def _answers(found: Quote) -> dict[str, Any]:
    """The forms in which staff note what they were told."""
    name = {"name": found.person.name}
    return {
        "accepting": AnswerForm(initial=name, auto_id="accept_%s"),
        "declining": DeclineForm(initial=name, auto_id="decline_%s"),
    }


def said(shown: QuoteVersion) -> dict[str, Any]:
    """What a version says, for templates."""
    untaxed = dict.fromkeys(group["reason"] for group in shown.taxes if group["reason"])
    return {
        "shown": shown,
        "lines": queries.shown_lines(shown),
        "quantity": quantity,
        "reasons": [REASONS[reason] for reason in untaxed],
    }


def _editions(request: Request) -> list[tuple[str, str]]:
    language = request.LANGUAGE_CODE if hasattr(request, "LANGUAGE_CODE") else "en"
    return [(row.ref, f"{row.name_in(language)} ({row.sku})") for row in sold_editions(request.actor)]


def _begun(request: Request, form: NewQuoteForm, person: Person | None) -> Quote:
    clean = form.cleaned_data
    if person is not None:
        return actions.begin_quote(person, form.terms(), clean["key"], by=request.actor)
    newcomer = actions.Newcomer(clean["name"], clean["email"], clean["organisation"])
    messages.success(request, _("%(name)s is written down.") % {"name": clean["name"]})
    return actions.quote_newcomer(newcomer, form.terms(), clean["key"], by=request.actor)


def known_person(request: Request, ref: str) -> Person | None:
    """The known person; None for somebody new. A reference that the actor may not see is a 404."""
    if not ref:
        return None
    found = Person.objects.visible_to(request.actor).filter(ref=ref[:16]).first()
    if found is None:
        raise Http404
    return found


def _who(request: Request, person: Person | None) -> dict[str, Any]:
    typed = request.GET.get("who", "")
    people = callers(typed, by=request.actor)
    ids = [each.pk for each in people]
    emails, companies = emails_of(ids), organisations_of(ids)
    return {
        "person_known": person,
        "email": primary_email(person) if person is not None else "",
        "organisation": organisations_of([person.pk]).get(person.pk) if person is not None else None,
        "typed": typed,
        "people": [(each, emails.get(each.pk, ""), companies.get(each.pk)) for each in people],
    }


def _chips(view: str) -> list[dict[str, Any]]:
    words = {
        "open": pgettext("quotes", "Waiting for an answer"),
        "mine": pgettext("quotes", "Mine"),
        "drafts": pgettext("quotes", "Drafts"),
        "expired": pgettext("quotes", "Expired"),
        "accepted": pgettext("quotes", "Accepted"),
        "declined": pgettext("quotes", "Declined or withdrawn"),
        "all": pgettext("quotes", "All"),
    }
    return [{"label": text, "url": _address({"show": name}), "current": name == view} for name, text in words.items()]


def _address(query: dict[str, str]) -> str:
    return f"{reverse('business:quotes')}?{urlencode(query)}"
