"""Drafts of invoices: begun, changed, looked at before they are issued, thrown away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.business import access_invoices as access
from candor.business.actions import drafts, issuing
from candor.business.actions.seller import invoicing
from candor.business.forms_invoices import MOST_BY_HAND, OFF, DraftForm, LineForms, first_words
from candor.business.models import Invoice, InvoiceDraft
from candor.business.queries_invoices import form_of_last
from candor.business.queries_vat_checks import doubt_about
from candor.business.rules.amounts import MOST_LINES, AmountError, TaxGroup
from candor.business.rules.vat import Category, UnknownRate
from candor.business.words_invoices import KINDS, REASONS, quantity
from candor.business.words_xrechnung import FORMS, hindrance
from candor.kernel.http.request import Request
from candor.people.public import Organisation, Person, billing_details, callers, organisations_of, primary_email
from candor.ui.marks import number
from candor.ui.public import page

EDIT = "business/invoices/edit.html"
LEFT_TO_THEM = {Category.REVERSE_CHARGE.value, Category.INTRA_COMMUNITY.value}


@require_http_methods(["GET", "HEAD", "POST"])
def new_invoice(request: Request) -> HttpResponse:
    """Begin an invoice."""
    sent = request.POST if request.method == "POST" else request.GET
    person, organisation = (
        _person(request, sent.get("person", "")),
        _organisation(request, sent.get("organisation", "")),
    )
    if request.method == "POST":
        return _begin(request, person, organisation)
    if person is not None and organisation is None and "alone" not in request.GET:
        organisation = organisations_of([person.pk]).get(person.pk)
    email = primary_email(person) if person is not None else ""
    buyer = billing_details(organisation, request.actor) if organisation is not None else None
    known = first_words(person, organisation, buyer, invoicing(), email)
    known["electronic"] = form_of_last(request.actor, person, organisation)
    form = DraftForm(initial=known | {"language": request.LANGUAGE_CODE})
    return _editor(request, form, LineForms(), billed=person, organisation=organisation)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, ref: str) -> HttpResponse:
    """Write on the draft."""
    draft = access.workable_draft(request.actor, ref)
    access.note_look(request, draft)
    if len(draft.lines) > MOST_BY_HAND:
        messages.error(request, _("This draft has more lines than a page can change. Issue it whole or throw it away."))
        return _to(draft)
    if request.method != "POST":
        return _editor(request, DraftForm(initial=_said(draft)), LineForms(draft=draft), draft=draft)
    form, lines = DraftForm(request.POST), LineForms(request.POST, draft=draft)
    if not (form.is_valid() and lines.is_valid()):
        return _editor(request, form, lines, 422, draft=draft)
    try:
        content = form.content(lines.lines())
        drafts.change_draft(draft, form.cleaned_data["version"] or 0, content, by=request.actor)
    except drafts.DraftChanged:
        return _meanwhile(request, form, lines, draft)
    return _to(draft, again="more" in request.POST)


@require_safe
def draft(request: Request, ref: str) -> HttpResponse:
    """The draft as it would be issued, with what stands in the way."""
    found = access.workable_draft(request.actor, ref)
    access.note_look(request, found)
    return _draft_page(request, found)


@require_POST
def issue(request: Request, ref: str) -> HttpResponse:
    """Issue it: it gets its number and never changes again."""
    there = Invoice.objects.visible_to(request.actor).filter(draft_ref=ref).first()
    if there is not None:  # the second press of the same button
        return HttpResponseRedirect(reverse("business:invoice", args=[there.ref]), status=303)
    found = access.workable_draft(request.actor, ref)
    version = request.POST.get("version", "")
    try:
        shown = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
        invoice = issuing.issue(found, shown, by=request.actor)
    except issuing.ChangedSinceShown:
        messages.error(request, _("Somebody changed this draft meanwhile. Look at it again before you issue it."))
        return _to(found)
    except (issuing.CannotIssue, UnknownRate, AmountError):
        return _draft_page(request, found, 422)
    messages.success(request, _("%(number)s is issued.") % {"number": invoice.number})
    return HttpResponseRedirect(reverse("business:invoice", args=[invoice.ref]), status=303)


@require_POST
def discard(request: Request, ref: str) -> HttpResponse:
    """Throw the draft away."""
    drafts.discard_draft(access.workable_draft(request.actor, ref), by=request.actor)
    messages.success(request, _("The draft is thrown away."))
    return HttpResponseRedirect(reverse("business:invoices"), status=303)


def _begin(request: Request, person: Person | None, organisation: Organisation | None) -> HttpResponse:
    form, lines = DraftForm(request.POST), LineForms(request.POST)
    if form.is_valid() and lines.is_valid():
        try:
            key = form.cleaned_data["key"] or None
            content = form.content(lines.lines())
            made = drafts.begin_draft(content, person=person, organisation=organisation, by=request.actor, key=key)
        except drafts.NobodyToBill:
            form.add_error(None, _("This person’s data is restricted. Ask the privacy office."))
        else:
            return _to(made, again="more" in request.POST)
    return _editor(request, form, lines, 422, billed=person, organisation=organisation)


def _editor(request: Request, form: DraftForm, lines: Any, status: int = 200, **about: Any) -> HttpResponse:
    known = {"draft": None, "billed": None, "organisation": None, "theirs": None} | about
    typed = request.GET.get("who", "")
    found = callers(typed, by=request.actor) if typed and known["draft"] is None else []
    return page(request, EDIT, status=status, form=form, lines=lines, typed=typed, found=found, kinds=KINDS, **known)


def _meanwhile(request: Request, form: DraftForm, lines: Any, draft: InvoiceDraft) -> HttpResponse:
    """What was typed, beside what the colleague saved; saving again overwrites."""
    present = access.workable_draft(request.actor, draft.ref)
    form.data = {**request.POST.dict(), "version": str(present.version)}
    return _editor(request, form, lines, 409, draft=present, theirs=present)


def _draft_page(request: Request, found: InvoiceDraft, status: int = 200) -> HttpResponse:
    totals, hindering = None, list[object]()
    try:
        totals = drafts.totals_of_draft(found)
        hindering = [hindrance(one) for one in issuing.obstacles_to(found, totals, invoicing())]
    except UnknownRate:
        hindering = [_("The rate of tax is not known for this country and day. Change the lines or the day.")]
    except AmountError:
        hindering = [_("An amount is larger than an invoice can say.")]
    lines = drafts.lines_of(found)
    if len(lines) > MOST_LINES:
        hindering = [_("An invoice has at most %(n)s lines. Write two.") % {"n": number(MOST_LINES)}]
    return page(
        request,
        "business/invoices/draft.html",
        status=status,
        found=found,
        kind=KINDS[found.kind],
        lines=list(zip(lines, totals.lines if totals is not None else [None] * len(lines), strict=True))[:200],
        count=len(lines),
        totals=totals,
        hindering=hindering,
        doubt=_doubt(found, totals),
        groups=[_group(group) for group in totals.groups] if totals is not None else [],
        quantity=quantity,
        form=FORMS[issuing.form_of_draft(found, invoicing())],
    )


def _doubt(draft: InvoiceDraft, totals: Any) -> object:
    """What to say where the tax is left to a recipient whose VAT number VIES has not confirmed."""
    left = {group.rate.category for group in totals.groups} if totals is not None else set()
    return doubt_about(draft.buyer_vat_id) if left & LEFT_TO_THEM else ""


def _group(group: TaxGroup) -> tuple[Decimal, object, Decimal, Decimal]:
    rate = group.rate
    return rate.percent, REASONS[rate.reason] if rate.reason else "", group.net, group.tax


def _said(draft: InvoiceDraft) -> dict[str, Any]:
    same = {name: getattr(draft, name) for name in (*drafts.PAPER, "payment_days", "version")}
    same |= {name: same[name] or None for name in OFF}  # no discount is nothing
    person, organisation = draft.person, draft.organisation
    return same | {
        "person": person.ref if person is not None else "",
        "organisation": organisation.ref if organisation is not None else "",
    }


def _person(request: Request, ref: str) -> Person | None:
    """The known person. A reference that the actor may not see is a 404."""
    found = Person.objects.visible_to(request.actor).filter(ref=ref[:16]).first() if ref else None
    if ref and found is None:
        raise Http404
    return found


def _organisation(request: Request, ref: str) -> Organisation | None:
    found = Organisation.objects.visible_to(request.actor).filter(ref=ref[:16]).first() if ref else None
    if ref and found is None:
        raise Http404
    return found


def _to(draft: InvoiceDraft, *, again: bool = False) -> HttpResponse:
    name = "business:invoice-draft-change" if again else "business:invoice-draft"
    return HttpResponseRedirect(reverse(name, args=[draft.ref]), status=303)
