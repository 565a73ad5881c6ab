"""A sales mail as it came: its header fields and its source, for those who may read it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from candor.business import access
from candor.business.models import SalesMail
from candor.kernel.files import serve
from candor.kernel.http.request import Request
from candor.mail.public import original_to_save, shown_original
from candor.ui.public import page

MAIL = "business.salesmail"


@require_safe
def original(request: Request, mail: str) -> HttpResponse:
    """All header fields, and the source."""
    shown = _mail(request, mail)
    found = shown_original(MAIL, shown.pk, by=request.actor)
    return page(request, "business/tech/original.html", mail=shown, found=shown.correspondence, original=found)


@require_safe
def original_file(request: Request, mail: str) -> HttpResponseBase:
    """The mail's bytes, to be saved."""
    found = original_to_save(MAIL, _mail(request, mail).pk, mail, by=request.actor)
    if found is None:
        raise Http404
    return serve(found)


def _mail(request: Request, ref: str) -> SalesMail:
    """The mail, or 404. The look is noted."""
    shown = access.readable_mail(request.actor, ref)
    access.note_look(request, shown.correspondence)
    return shown
