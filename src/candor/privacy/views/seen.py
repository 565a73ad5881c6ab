"""The banner's button in the Customer Center: "I have read it"."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.kernel.http.request import Request
from candor.privacy.actions.announcing import acknowledge
from candor.privacy.models import Announcement


@require_POST
def seen(request: Request, ref: str) -> HttpResponse:
    """I have read what changed."""
    found = Announcement.objects.filter(ref=ref).first()
    if found is None or request.actor.id is None:
        raise Http404
    acknowledge(found, request.actor.id, by=request.actor)
    messages.success(request, _("Thank you. We noted that you read it."))
    return HttpResponseRedirect(reverse("customer:cases"), status=303)
