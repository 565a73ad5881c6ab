"""Customer Center: one's own invoices, and for super customers their organisations'."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from candor.business import access_invoices as access
from candor.business.queries_invoices import own_listing
from candor.business.queries_leads import today
from candor.business.words_dunning import TITLES
from candor.business.words_invoices import KINDS, state_of_invoice
from candor.business.words_xrechnung import files_of
from candor.kernel.files import serve
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_safe
def invoices(request: Request) -> HttpResponse:
    """All of them, the latest first."""
    after = request.GET.get("after", "")[:16]
    found, address = own_listing(request.actor, after), reverse("customer:invoices")
    return page(
        request,
        "business/customer/invoices.html",
        rows=[(row, *state_of_invoice(row, today())) for row in found.rows],
        kinds=KINDS,
        letter_titles=TITLES,
        files_of=files_of,
        older=f"{address}?after={found.older}" if found.older else "",
        newer=address if after else "",
    )


@require_safe
def paper(request: Request, ref: str, kind: str) -> HttpResponseBase:
    """The PDF or the XML, to be saved."""
    return serve(access.own_paper(request.actor, ref, kind), made_here=True)
