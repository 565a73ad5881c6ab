"""A case that holds a request about personal data: made one, or said to be none. The privacy office sees to it then."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from candor.helpdesk.access import case_of_asker
from candor.helpdesk.models import Message, MessageKind
from candor.kernel.actor import Actor, Channel
from candor.kernel.http.request import Request
from candor.privacy.public import RequestChannel, Thing, make_thing_a_request, thing_is_no_request


@require_http_methods(["GET", "HEAD", "POST"])
def privacy_request(request: Request, ref: str) -> HttpResponse:
    """Which right the case asks for, and since when."""
    return make_thing_a_request(request, _thing(request.actor, ref))


@require_POST
def no_privacy_request(request: Request, ref: str) -> HttpResponse:
    """It asks for none, whatever it looks like."""
    return thing_is_no_request(request, _thing(request.actor, ref))


def _thing(actor: Actor, ref: str) -> Thing:
    case = case_of_asker(actor, ref)
    words = Message.objects.filter(ticket=case, kind=MessageKind.FROM_CUSTOMER).order_by("pk").first()
    is_mail = words is not None and words.channel == Channel.MAIL.value
    return Thing(
        row=case,
        person=case.requester,
        title=f"#{case.number} {case.subject}",
        page=reverse("tech:ticket", args=[ref]),
        verb=reverse("tech:ticket-privacy-request", args=[ref]),
        came_from=words.came_from if words is not None else "",
        arrived_at=words.written_at if words is not None else case.created_at,
        channel=RequestChannel.MAIL if is_mail else RequestChannel.CASE,
    )
