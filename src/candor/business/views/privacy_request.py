"""Sales mail that holds a request about personal data: made one, or said to be none."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from candor.business import access
from candor.business.models import SalesMail
from candor.kernel.actor import Actor
from candor.kernel.http.request import Request
from candor.privacy.public import RequestChannel, Thing, make_thing_a_request, thing_is_no_request


@require_http_methods(["GET", "HEAD", "POST"])
def privacy_request(request: Request, ref: str) -> HttpResponse:
    """Which right the mail asks for, and since when."""
    return make_thing_a_request(request, _thing(request.actor, ref))


@require_POST
def no_privacy_request(request: Request, ref: str) -> HttpResponse:
    """It asks for none, whatever it looks like."""
    return thing_is_no_request(request, _thing(request.actor, ref))


def _thing(actor: Actor, ref: str) -> Thing:
    found = access.workable_correspondence(actor, ref)
    first = SalesMail.objects.filter(correspondence=found).exclude(address="").order_by("pk").first()
    return Thing(
        row=found,
        person=found.person,
        title=found.subject,
        page=reverse("tech:sales-correspondence", args=[ref]),
        verb=reverse("tech:sales-privacy-request", args=[ref]),
        came_from=first.address if first is not None else "",
        arrived_at=first.written_at if first is not None else found.created_at,
        channel=RequestChannel.MAIL,
    )
