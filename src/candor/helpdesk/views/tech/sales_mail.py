"""Mail that changes sides: a case goes to sales, sales mail becomes a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.business.public import workable_correspondence
from candor.helpdesk.access import VIEW, workable_ticket
from candor.helpdesk.actions.sales_mail import make_case, move_to_sales
from candor.helpdesk.models import Ticket
from candor.helpdesk.refusals import NothingChosen, ReplyIsPlanned, StaleTicket, TicketIsHeld, TicketIsMerged
from candor.helpdesk.views.tech.along import list_url, view_of
from candor.helpdesk.views.tech.answers import go_to, go_to_url
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel.http.request import Request


@require_POST
def to_sales(request: Request, ref: str) -> HttpResponse:
    """The case is for sales: its mails go there, and it leaves the lists of support."""
    case = workable_ticket(request.actor, ref)
    version = request.POST.get("version", "")
    try:
        move_to_sales(case, by=request.actor, expected_version=int(version) if version.isdecimal() else None)
    except NothingChosen:
        messages.error(request, _("The requester wrote nothing in this case that could go to sales. It stays."))
        return go_to("tech:ticket", ref)
    except TicketIsHeld:
        messages.error(request, _("A legal hold covers this case, so it stays here. Ask the privacy office."))
        return go_to("tech:ticket", ref)
    except ReplyIsPlanned:
        messages.error(request, _("A reply is to be sent later. Send it now or take it back, then move the case."))
        return go_to("tech:ticket", ref)
    except (StaleTicket, TicketIsMerged) as refusal:
        messages.error(request, sentence_for(refusal))
        return go_to("tech:ticket", ref)
    told = _("Sales has the mails of case %(number)s now. What else is in it lies in the bin for 30 days.")
    messages.success(request, told % {"number": case.number})
    return go_to_url(list_url(view_of(request)))


@require_POST
def to_case(request: Request, ref: str) -> HttpResponse:
    """Sales mail is a case: support has it from now on."""
    found = workable_correspondence(request.actor, ref)
    try:
        ticket = make_case(found, by=request.actor)
    except NothingChosen:
        messages.error(request, _("The person wrote nothing here that could become a case. It stays with sales."))
        return go_to("tech:sales-correspondence", ref)
    messages.success(request, _("Case %(number)s is open. Support sees to it.") % {"number": ticket.number})
    may_see = request.actor.may(VIEW) and Ticket.objects.visible_to(request.actor).filter(pk=ticket.pk).exists()
    return go_to("tech:ticket", ticket.ref) if may_see else go_to("tech:sales-mail")
