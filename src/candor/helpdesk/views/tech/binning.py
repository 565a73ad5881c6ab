"""The bin: what lies in it, a look at one case, back again, and deleting for good."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk.access import note_look, workable_ticket
from candor.helpdesk.actions import binning as actions
from candor.helpdesk.forms.bin import BinForm, PurgeForm
from candor.helpdesk.models import BinReason, Ticket
from candor.helpdesk.queries.case import contact_of, conversation
from candor.helpdesk.queries.paging import Cursor, Order
from candor.helpdesk.refusals import NotInBin, StaleTicket, TicketIsHeld
from candor.helpdesk.views.tech.along import list_url, view_of
from candor.helpdesk.views.tech.answers import go_to_url
from candor.helpdesk.views.tech.going import see
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.helpdesk.words import BIN_WORDS
from candor.kernel.http.request import Request
from candor.ui.public import page

PAGE = 50
NEWEST = Order("binned_at", falls=True)


@require_POST
def move_to_bin(request: Request, ref: str) -> HttpResponse:
    """Take the case out of the way, back to the list it came from; the page that follows offers to undo it."""
    case = workable_ticket(request.actor, ref)
    form = BinForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the case goes to the bin: spam, or opened by mistake."))
        return see("tech:ticket", ref)
    try:
        clean = form.cleaned_data
        actions.move_to_bin(case, clean["reason"], by=request.actor, expected_version=clean["version"])
    except StaleTicket as refusal:
        messages.error(request, sentence_for(refusal))
        return see("tech:ticket", ref)
    told, undo = _("Case %(number)s lies in the bin for 30 days."), reverse("tech:ticket-restore", args=[ref])
    messages.success(request, told % {"number": case.number}, extra_tags=f"undo:{undo}")
    return go_to_url(list_url(view_of(request)))


@require_safe
def listing(request: Request) -> HttpResponse:
    """What lies in the bin, the newest first."""
    cases = Ticket.objects.in_bin_visible_to(request.actor).select_related("requester", "bin_entry__binned_by")
    cursor = Cursor.read(request.GET.get("older", ""))
    if cursor is not None:
        cases = cases.filter(NEWEST.beyond(cursor, backwards=False))
    found = list(NEWEST.sorted(cases, backwards=False)[: PAGE + 1])
    here, last = reverse("tech:bin"), found[PAGE - 1] if len(found) > PAGE else None
    older = Cursor(last.binned_at, last.pk) if last is not None and last.binned_at is not None else None
    return page(
        request,
        "helpdesk/tech/bin.html",
        cases=[(case, BIN_WORDS[case.bin_entry.reason]) for case in found[:PAGE]],
        newer_url=here if cursor is not None else "",
        older_url=f"{here}?older={older}" if older is not None else "",
    )


@require_safe
def binned_case(request: Request, ref: str) -> HttpResponse:
    """What was said in a binned case, to judge whether it belongs there."""
    case = _binned(request, ref)
    note_look(request, case)
    return page(
        request,
        "helpdesk/tech/binned.html",
        ticket=case,
        reason=BIN_WORDS[case.bin_entry.reason],
        went_to_sales=case.bin_entry.reason == BinReason.SALES,
        sayings=conversation(case, by=request.actor),
        contact=contact_of(case.requester_id),
        may_purge=request.actor.may("helpdesk.ticket.purge"),
    )


@require_POST
def restore(request: Request, ref: str) -> HttpResponse:
    """Bring the case back."""
    case = _binned(request, ref)
    actions.restore_ticket(case, by=request.actor)
    messages.success(request, _("The case is back as it was."))
    return see("tech:ticket", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def purge(request: Request, ref: str) -> HttpResponse:
    """Delete the case for good, once its number has been typed."""
    case = _binned(request, ref)
    form = PurgeForm(case, request.POST or None)
    if form.is_valid():
        try:
            actions.purge_ticket(case, by=request.actor)
        except (NotInBin, TicketIsHeld) as refusal:
            messages.error(request, sentence_for(refusal))
        else:
            messages.success(request, _("Case %(number)s is deleted for good.") % {"number": case.number})
        return see("tech:bin")
    status = 422 if request.method == "POST" else 200
    return page(request, "helpdesk/tech/purge.html", status=status, ticket=case, form=form)


def _binned(request: Request, ref: str) -> Ticket:
    cases = Ticket.objects.in_bin_visible_to(request.actor)
    found = cases.select_related("requester", "queue", "bin_entry__binned_by").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found
