"""How a customer wants to hear of letters."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.helpdesk import letters
from candor.helpdesk.actions.telling_customers import change_letter_settings
from candor.helpdesk.forms.letters import LetterSettingsForm
from candor.helpdesk.models import LetterSettings
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def letter_settings(request: Request) -> HttpResponse:
    """By mail each time, once a day, or in the Customer Center alone. Mails lead here; looking changes nothing."""
    me = letters.reader(request.actor)
    row = LetterSettings.objects.filter(person=me.person_id).first()
    form = LetterSettingsForm(row, request.POST or None, sees_colleagues=bool(me.actor.organisation_ids))
    if form.is_valid():
        change_letter_settings(request.person, form.chosen_answers, form.chosen_colleagues, by=me.actor)
        messages.success(request, _("Saved. It counts from now on."))
        response = HttpResponseRedirect(reverse("customer:letter-settings"))
        response.status_code = 303
        return response
    return page(
        request, "helpdesk/customer/letter_settings.html", status=422 if request.method == "POST" else 200, form=form
    )
