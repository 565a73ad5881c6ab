"""The addresses to which nothing is sent because they are dead."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.request import Request
from candor.mail import queries
from candor.mail.actions import addresses as actions
from candor.mail.models import DeadAddress
from candor.mail.views.tabs import tabs
from candor.ui.public import page


@require_safe
def dead_addresses(request: Request) -> HttpResponse:
    """All of them, the newest first."""
    found = queries.dead_addresses_page(request.actor, request.GET.get("after", ""))
    return page(request, "mail/tech/dead_addresses.html", tabs=tabs(request), found=found)


@require_POST
def write_again(request: Request, ref: str) -> HttpResponse:
    """Send mail to the address again, because its owner has said that it works."""
    address = DeadAddress.objects.visible_to(request.actor).filter(ref=ref).first()
    if address is None:
        raise Http404
    actions.write_again(address, by=request.actor)
    messages.success(request, _("Mail goes to %(address)s again.") % {"address": address.address})
    return HttpResponseRedirect(_back(request), status=303)


def _back(request: Request) -> str:
    """Where the button stood: a page of ours, else the list."""
    wanted = request.POST.get("back", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse("tech:start")
