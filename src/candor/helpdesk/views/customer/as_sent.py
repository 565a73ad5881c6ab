"""A mail as it was laid out, in a sandbox of its own."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from candor.helpdesk import as_sent, letters
from candor.helpdesk.models import Message
from candor.helpdesk.queries.as_sent import layout_of
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_safe
def message(request: Request, ref: str) -> HttpResponse:
    """One mail on a page of its own, with its links."""
    shown = _mail(request, ref)
    return page(
        request,
        "helpdesk/customer/as_sent.html",
        message=shown,
        sent=layout_of(shown, face="customer"),
        links=as_sent.links_in(request, shown),
        back=_case_of(request, shown),
    )


@require_safe
def frame(request: Request, ref: str) -> HttpResponse:
    """The mail for the sandboxed frame."""
    return as_sent.frame(request, _mail(request, ref))


@require_POST
def pictures(request: Request, ref: str) -> HttpResponse:
    """The frame once more, with pictures from elsewhere."""
    return as_sent.frame_with_pictures(request, _mail(request, ref))


def _mail(request: Request, ref: str) -> Message:
    shown = letters.letter_for(letters.reader(request.actor), ref)
    if not shown.html:
        raise Http404
    return shown


def _case_of(request: Request, shown: Message) -> str:
    """The case in which the reader finds it; one that it was joined with may not be theirs to see."""
    try:
        case = letters.case_for(letters.reader(request.actor), shown.ticket.ref)
    except Http404:
        return reverse("customer:cases")
    return f"{reverse('customer:case', args=[case.ref])}#letter-{shown.ref}"
