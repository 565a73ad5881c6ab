"""A quote as its customer reads it: in the Customer Center, or by the link in our mail without signing in.

Looking changes nothing: mail scanners follow links. An answer is a press of a button, with a name.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from candor.business import access_quotes as access
from candor.business import queries_quotes as queries
from candor.business.actions import quote_steps as steps
from candor.business.forms_quotes import AcceptingForm, DeclineForm
from candor.business.models import DecidedBy, QuoteVersion
from candor.business.rules.quotes import Standing
from candor.business.views.quotes import said
from candor.business.words_quotes import FOR_CUSTOMERS, SHAPES, STANDINGS, state_of
from candor.kernel.actor import ANONYMOUS
from candor.kernel.files import serve
from candor.kernel.http.request import Request
from candor.kernel.registries import boxes
from candor.ui.public import page

PUBLIC = "public"


@require_safe
def mine(request: Request) -> HttpResponse:
    """What was offered to the customer."""
    rows = [(row, *state_of(row)) for row in queries.offered(request.actor)]
    return page(request, "business/quotes/mine.html", rows=rows)


@require_safe
def my_quote(request: Request, ref: str) -> HttpResponse:
    """One quote, as it was sent last."""
    return _shown(request, _of_account(request, ref), ref)


@require_POST
def accept(request: Request, ref: str) -> HttpResponse:
    """Accept it."""
    version = _of_account(request, ref)
    return _answer(request, version, ref, _accepting(request, version, request.POST))


@require_POST
def decline(request: Request, ref: str) -> HttpResponse:
    """Decline it."""
    return _answer(request, _of_account(request, ref), ref, DeclineForm(request.POST, auto_id="no_%s"))


@require_safe
def linked(request: Request, secret: str) -> HttpResponse:
    """The quote behind the link in our mail."""
    return _shown(request, _of_link(secret), secret)


@require_POST
def accept_linked(request: Request, secret: str) -> HttpResponse:
    """Accept it."""
    version = _of_link(secret)
    return _answer(request, version, secret, _accepting(request, version, request.POST))


@require_POST
def decline_linked(request: Request, secret: str) -> HttpResponse:
    """Decline it."""
    return _answer(request, _of_link(secret), secret, DeclineForm(request.POST, auto_id="no_%s"))


@require_safe
def my_paper(request: Request, ref: str) -> HttpResponseBase:
    """Its PDF, to be saved."""
    return serve(access.paper_of(_of_account(request, ref)), made_here=True)


@require_safe
def linked_paper(_request: Request, secret: str) -> HttpResponseBase:
    """The PDF of the quote behind the link in our mail."""
    return serve(access.paper_of(_of_link(secret)), made_here=True)


def _answer(request: Request, version: QuoteVersion, key: str, form: AcceptingForm | DeclineForm) -> HttpResponse:
    name = "accepting" if isinstance(form, AcceptingForm) else "declining"
    if not form.is_valid():
        return _shown(request, version, key, 422, **{name: form})
    is_link = _face(request) == PUBLIC
    way = DecidedBy.LINK if is_link else DecidedBy.ACCOUNT
    by = ANONYMOUS if is_link else request.actor
    ticked = form.ticked(version.sent_to) if isinstance(form, AcceptingForm) else None
    answer = steps.Answer(form.cleaned_data["name"], way, form.cleaned_data.get("reason", ""), ticked)
    try:
        if isinstance(form, AcceptingForm):
            steps.accept_quote(version, answer, by=by)
        else:
            steps.decline_quote(version, answer, by=by)
    except steps.CannotBeAnswered:
        return _shown(request, version, key, 409)
    return HttpResponseRedirect(reverse(f"{_face(request)}:quote", args=[key]), status=303)


def _shown(request: Request, version: QuoteVersion, key: str, status: int = 200, **forms: Any) -> HttpResponse:
    found = steps.standing_of(version)
    own = {"accepting": _accepting(request, version), "declining": DeclineForm(auto_id="no_%s")}
    return page(
        request,
        "business/quotes/offered.html",
        status=status,
        found=version.quote,
        key=key,
        face=_face(request),
        standing=found,
        is_open=found is Standing.SENT,
        words=FOR_CUSTOMERS[found],
        shape=SHAPES[found],
        state=STANDINGS[found],
        layout="ui/layouts/public.html" if _face(request) == PUBLIC else "ui/layouts/customer.html",
        wrong=next(iter(forms), ""),
        **said(version),
        **(own | forms),
    )


def _accepting(request: Request, version: QuoteVersion, *sent: Any) -> AcceptingForm:
    by = ANONYMOUS if _face(request) == PUBLIC else request.actor
    return AcceptingForm(*sent, drawn=boxes.Form(boxes.QUOTE, get_language() or version.language, by, version))


def _face(request: Request) -> str:
    """The face in which the quote is read: `customer`, or `public` by the link."""
    return request.resolver_match.namespace if request.resolver_match is not None else PUBLIC


def _of_account(request: Request, ref: str) -> QuoteVersion:
    found = access.offered_quote(request.actor, ref)
    if found.offered is None:
        raise Http404
    found.offered.quote = found
    return found.offered


def _of_link(secret: str) -> QuoteVersion:
    found = steps.linked_version(secret)
    if found is None:
        raise Http404
    return found
