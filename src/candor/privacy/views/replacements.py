"""The company that is to name another contact: noting that it was asked, and whom it has named."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.kernel.http.request import Request
from candor.people.public import Refused, possible_contacts
from candor.privacy import access
from candor.privacy.actions import replacements as actions
from candor.privacy.forms_grounds import AskedForm
from candor.privacy.models import ToldHow
from candor.privacy.views.going import see


@require_POST
def asked(request: Request, ref: str) -> HttpResponse:
    """Somebody of us has asked the company."""
    row, form = access.replacement(request.actor, ref), AskedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how the company was asked. Nothing was noted."))
    elif actions.note_asked(row, ToldHow(form.cleaned_data["how"]), by=request.actor):
        messages.success(request, _("It is noted that the company was asked."))
    return see("tech:privacy-erasure", row.erasure.ref)


@require_POST
def contact(request: Request, ref: str) -> HttpResponse:
    """The company has named somebody; what waited for that goes."""
    row, chosen = access.replacement(request.actor, ref), request.POST.get("person", "")
    offered = possible_contacts(row.organisation_id, [row.subject_number])
    membership = next((one for one in offered if one.person.ref == chosen), None)
    try:
        if membership is None:
            messages.error(request, _("Choose who the new contact is. Nothing was noted."))
        elif actions.name_contact(row, membership, by=request.actor):
            messages.success(request, _("The new contact is noted. What waited for that goes now."))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return see("tech:privacy-erasure", row.erasure.ref)
