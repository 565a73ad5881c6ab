"""After "Send": the way back into the draft, and the way on to the next case."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.helpdesk.access import workable_ticket
from candor.helpdesk.actions.sending import take_back
from candor.helpdesk.models import AfterSending, Message, Ticket, WritingHabit
from candor.helpdesk.queries.paging import Cursor
from candor.helpdesk.refusals import CannotUndo, Refused
from candor.helpdesk.views.tech.along import LONGEST_VIEW, go_on, list_url
from candor.helpdesk.views.tech.answers import go_to, go_to_url
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel.http.request import Request


@require_POST
def take_back_reply(request: Request, ref: str) -> HttpResponse:
    """Take one's reply back into the draft, while it has not left."""
    visible = Ticket.objects.visible_to(request.actor)
    message = Message.objects.select_related("ticket__queue").filter(ref=ref, ticket__in=visible).first()
    if message is None:
        raise Http404
    case = workable_ticket(request.actor, message.ticket.ref)
    try:
        take_back(message, by=request.actor)
    except (CannotUndo, Refused) as refusal:
        messages.error(request, sentence_for(refusal))
        return go_to("tech:ticket", case.ref)
    messages.success(request, _("Your reply was not sent. It waits in the box below."))
    return go_to("tech:ticket", case.ref, query="#composer")


def tell_sent(request: Request, message: Message, words: str = "") -> None:
    """Say that the reply is on its way, with the way back while there is one."""
    undo = reverse("tech:reply-take-back", args=[message.ref])
    has_time = settings.INSTANCE.undo_seconds > 0
    messages.success(request, words or _("Your reply is sent."), extra_tags=f"undo:{undo}" if has_time else "")


def after_sending(request: Request, message: Message, place: Cursor) -> HttpResponse:
    """On to where the technician likes to be: this case, the next one of the list they came from, or that list.

    `place` is where the case stood in the list before it was answered.
    """
    view = request.POST.get("view", "")[:LONGEST_VIEW]
    habit = WritingHabit.objects.filter(person=request.person).values_list("after_sending", flat=True).first()
    if habit == AfterSending.LIST:
        return go_to_url(list_url(view))
    if habit == AfterSending.NEXT and view:
        return go_on(request, view, message.ticket, place)
    told = f"?{urlencode({'view': view})}" if view else ""
    return go_to("tech:ticket", message.ticket.ref, query=f"{told}#m-{message.ref}")
