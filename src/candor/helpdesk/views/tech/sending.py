"""After "Send": the way back into the draft, and the way on to the next case."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.helpdesk.access import workable_ticket
from candor.helpdesk.actions.sending import take_back
from candor.helpdesk.models import AfterSending, Message, Ticket, WritingHabit
from candor.helpdesk.queries.lists import Show, case_page, visible_queues
from candor.helpdesk.queries.paging import Cursor, Turn
from candor.helpdesk.refusals import CannotUndo, Refused
from candor.helpdesk.views.tech.answers import go_to, go_to_url
from candor.helpdesk.views.tech.lists import DUE_SORTED, NEWEST_SORTED, link_of, wish_from
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.helpdesk.views.tech.tables import Sorting, sorting_from
from candor.kernel.http.request import Request

LONGEST_VIEW = 300


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


def view_of(request: Request) -> str:
    """The list from which the person came, as its query string: told by the address, else by the page before."""
    told = request.GET.get("view")
    if told is not None:
        return told[:LONGEST_VIEW]
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc == request.get_host() and before.path == reverse("tech:cases"):
        return (before.query or "show=open")[:LONGEST_VIEW]
    return ""


def after_sending(request: Request, message: Message, place: Cursor) -> HttpResponse:
    """On to where the technician likes to be: this case, the next one of the list they came from, or that list.

    `place` is where the case stood in the list before it was answered.
    """
    view = request.POST.get("view", "")[:LONGEST_VIEW]
    habit = WritingHabit.objects.filter(person=request.person).values_list("after_sending", flat=True).first()
    if habit == AfterSending.LIST:
        return go_to_url(f"{reverse('tech:cases')}?{urlencode(parse_qsl(view))}")
    if habit == AfterSending.NEXT and view:
        return _next_case(request, view, message.ticket, place)
    ref = message.ticket.ref
    return go_to("tech:ticket", ref, query=f"{_as_query(view)}#m-{message.ref}")


def place_of(case: Ticket, view: str) -> Cursor:
    """Where the case stands in that list now."""
    return Cursor(getattr(case, _sorting_of(QueryDict(view[:LONGEST_VIEW])).order.field), case.pk)


def _next_case(request: Request, view: str, case: Ticket, place: Cursor) -> HttpResponse:
    queues = visible_queues(request.actor)
    asked = QueryDict(view)
    wish, order = wish_from(asked, queues), _sorting_of(asked).order
    found = case_page(wish, queues, by=request.actor, turn=Turn(place), most=2, order=order).rows
    following = next((row for row in found if row.id != case.pk), None)
    if following is None:
        messages.info(request, _("That was the last case of the list."))
        return go_to_url(link_of(wish))
    return go_to("tech:ticket", following.ref, query=_as_query(view))


def _sorting_of(asked: QueryDict) -> Sorting:
    return sorting_from(asked, DUE_SORTED if asked.get("show") == Show.DUE else NEWEST_SORTED)


def _as_query(view: str) -> str:
    return f"?{urlencode({'view': view})}" if view else ""
