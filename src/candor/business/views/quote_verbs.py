"""What sales does with a quote: each verb has an address of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.business import access_quotes as access
from candor.business.actions import quote_steps as steps
from candor.business.actions import quotes as actions
from candor.business.actions.pricing import line_of_edition, percent_at_home
from candor.business.forms_quotes import (
    AnswerForm,
    ChangeTermsForm,
    DeclineForm,
    LineForm,
    VersionForm,
)
from candor.business.models import DecidedBy, Quote, QuoteVersion
from candor.business.rules.amounts import AmountError
from candor.business.rules.quotes import QuoteLine
from candor.business.rules.vat import UnknownRate
from candor.business.views.quotes import quote_page, said
from candor.business.words_quotes import FOR_CUSTOMERS, MISSING
from candor.catalogue.public import price_of, sold_editions
from candor.kernel.http.request import Request
from candor.ui.public import page

REFUSALS = (actions.QuoteChanged, actions.QuoteClosed, actions.TooManyLines, AmountError, UnknownRate)
EITHER = ["GET", "HEAD", "POST"]


@require_http_methods(EITHER)
def terms(request: Request, ref: str) -> HttpResponse:
    """What stands over the lines."""
    found, present = _written(request, ref)
    if _is_closed(request, found):
        return _to(found)
    form = ChangeTermsForm(present, found.version, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.change_terms(found, form.cleaned_data["version"], form.terms(), by=request.actor)
        except REFUSALS as refusal:
            status = 409 if isinstance(refusal, actions.QuoteChanged) else 422
            form = ChangeTermsForm(present, found.version, _newer(request, found))
            form.add_error(None, told_why(refusal))
        else:
            return _to(found)
    theirs = present if status == 409 else None
    return page(request, "business/quotes/terms.html", status=status, found=found, form=form, theirs=theirs)


@require_http_methods(EITHER)
def add_line(request: Request, ref: str) -> HttpResponse:
    """Add a line at the end; `edition` begins it with what the catalogue says."""
    found, present = _written(request, ref)
    if _is_closed(request, found):
        return _to(found)
    return _line_page(request, found, present, None, _of_catalogue(request, present))


@require_http_methods(EITHER)
def change_line(request: Request, ref: str, place: int) -> HttpResponse:
    """Change the line at a place, counted from 1."""
    found, present = _written(request, ref)
    if _is_closed(request, found):
        return _to(found)
    lines = actions.lines_of(present)
    if not 1 <= place <= len(lines):
        raise Http404
    return _line_page(request, found, present, place, lines[place - 1])


@require_POST
def remove_line(request: Request, ref: str, place: int) -> HttpResponse:
    """Take a line away."""
    found, present = _written(request, ref)
    lines = actions.lines_of(present)
    return _write(request, found, [line for at, line in enumerate(lines, 1) if at != place])


@require_POST
def raise_line(request: Request, ref: str, place: int) -> HttpResponse:
    """One place up. The first stays where it is."""
    found, present = _written(request, ref)
    lines = actions.lines_of(present)
    if 2 <= place <= len(lines):
        lines[place - 2], lines[place - 1] = lines[place - 1], lines[place - 2]
    return _write(request, found, lines)


@require_POST
def drop(request: Request, ref: str) -> HttpResponse:
    """Throw away what was not sent."""
    found = access.workable_quote(request.actor, ref)
    if actions.drop_draft(found, by=request.actor):
        messages.success(request, _("The quote is thrown away."))
        return HttpResponseRedirect(reverse("business:quotes"), status=303)
    return _to(found)


@require_POST
def send(request: Request, ref: str) -> HttpResponse:
    """Send it by mail."""
    found = access.workable_quote(request.actor, ref)
    try:
        sent = steps.send_quote(found, by=request.actor)
    except steps.CannotBeSent as refusal:
        messages.error(request, str(MISSING[refusal.why]))
    else:
        messages.success(request, _("The quote is on its way to %(address)s.") % {"address": sent.sent_to})
    return _to(found)


@require_POST
def withdraw(request: Request, ref: str) -> HttpResponse:
    """Take the offer back."""
    found = access.workable_quote(request.actor, ref)
    if steps.withdraw_quote(found, by=request.actor):
        messages.success(request, _("The quote is withdrawn. Its link says so."))
    return _to(found)


@require_POST
def accept(request: Request, ref: str) -> HttpResponse:
    """The customer said yes on the telephone or by letter."""
    return _answered(request, ref, AnswerForm(request.POST, auto_id="accept_%s"), "accepting")


@require_POST
def decline(request: Request, ref: str) -> HttpResponse:
    """The customer said no."""
    return _answered(request, ref, DeclineForm(request.POST, auto_id="decline_%s"), "declining")


def told_why(refusal: Exception) -> str:
    """Why an action did nothing, in a sentence."""
    if isinstance(refusal, actions.QuoteChanged):
        return _("A colleague has saved something else in this quote. Your words are still here: look at both.")
    if isinstance(refusal, actions.TooManyLines):
        return _("A quote has room for %(most)s lines. Sum some of them up.") % {"most": refusal.most}
    if isinstance(refusal, AmountError):
        return _("The amounts are too high to be written down.")
    if isinstance(refusal, UnknownRate):
        return _("No tax rate is known for this buyer. Write our country in the settings of invoices first.")
    return _("This quote is answered or withdrawn: nothing can be changed any more.")


def _answered(request: Request, ref: str, form: AnswerForm | DeclineForm, name: str) -> HttpResponse:
    found = access.workable_quote(request.actor, ref)
    if found.offered is None:
        raise Http404
    if not form.is_valid():
        return quote_page(request, found, 422, **{name: form})
    found.offered.quote = found
    clean = form.cleaned_data
    answer = steps.Answer(clean["name"], DecidedBy.STAFF, clean.get("reason", ""))
    try:
        if isinstance(form, AnswerForm):
            order = steps.accept_quote(found.offered, answer, by=request.actor)
            return HttpResponseRedirect(reverse("business:order", args=[order.ref]), status=303)
        steps.decline_quote(found.offered, answer, by=request.actor)
    except steps.CannotBeAnswered as refusal:
        messages.error(request, str(FOR_CUSTOMERS[refusal.standing]))
    return _to(found)


def _line_page(
    request: Request, found: Quote, present: QuoteVersion, place: int | None, line: QuoteLine | None
) -> HttpResponse:
    form = LineForm(found.version, line, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            lines = actions.lines_of(present)
            if place is None:
                lines.append(form.line())
            else:
                lines[place - 1] = form.line()
            actions.set_lines(found, form.cleaned_data["version"], lines, by=request.actor)
        except REFUSALS as refusal:
            status = 409 if isinstance(refusal, actions.QuoteChanged) else 422
            form = LineForm(found.version, line, _newer(request, found))
            form.add_error(None, told_why(refusal))
        else:
            return _to(found)
    context: dict[str, Any] = {"found": found, "form": form, "place": place, "theirs": status == 409, **said(present)}
    return page(request, "business/quotes/line.html", status=status, **context)


def _write(request: Request, found: Quote, lines: Sequence[QuoteLine]) -> HttpResponse:
    """Save the lines for who saw the quote as it stands."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        return quote_page(request, found, 422, problem=_("Something is missing. Please try again."))
    try:
        actions.set_lines(found, form.cleaned_data["version"], lines, by=request.actor)
    except REFUSALS as refusal:
        status = 409 if isinstance(refusal, actions.QuoteChanged) else 422
        return quote_page(request, found, status, problem=told_why(refusal))
    return _to(found)


def _of_catalogue(request: Request, present: QuoteVersion) -> QuoteLine | None:
    """The line that the chosen edition begins with; None for free text."""
    ref = request.GET.get("edition", "")
    edition = next((row for row in sold_editions(request.actor) if row.ref == ref), None) if ref else None
    if edition is None:
        return None
    price = price_of(edition, present.currency, steps.today())
    return line_of_edition(edition, price, percent_at_home(steps.today()))


def _written(request: Request, ref: str) -> tuple[Quote, QuoteVersion]:
    """A quote with what it says now, or 404; the look is noted. Whether it may still be changed, the action says."""
    found = access.workable_quote(request.actor, ref)
    present = actions.latest_version(found)
    if present is None:
        raise Http404
    access.note_look(request, found)
    return found, present


def _is_closed(request: Request, found: Quote) -> bool:
    """Whether a form would be of no use. What was typed while somebody answered comes back with the reason instead."""
    return request.method != "POST" and found.state not in actions.OPEN


def _newer(request: Request, found: Quote) -> Any:
    """What was typed, with the version that stands now: sending it again overwrites knowingly."""
    found.refresh_from_db(fields=["version"])
    data = request.POST.copy()
    data["version"] = str(found.version)
    return data


def _to(found: Quote) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:quote", args=[found.ref]), status=303)
