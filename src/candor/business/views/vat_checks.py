"""VAT numbers at VIES: the set-up, and asking again."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from candor.business import tasks_vat_checks as tasks
from candor.business.actions import vat_checks as actions
from candor.business.models import VatCheckSettings
from candor.kernel.http.request import Request
from candor.kernel.jobs import enqueue
from candor.people.public import Organisation
from candor.ui.public import page


class AskingForm(forms.Form):
    is_on = forms.BooleanField(label=gettext_lazy("Ask VIES about the VAT numbers of organisations"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    """Whether numbers are asked about, and who gets them then."""
    present = VatCheckSettings.objects.filter(pk=actions.ONLY, is_on=True).exists()
    form = AskingForm(request.POST if request.method == "POST" else None, initial={"is_on": present})
    if form.is_valid():
        actions.change_asking(is_on=form.cleaned_data["is_on"], by=request.actor)
        messages.success(request, _("The settings are saved."))
        return HttpResponseRedirect(reverse("tech:vat-checks"), status=303)
    return page(request, "business/vat_checks/settings.html", form=form)


@require_POST
def ask_again(request: Request, ref: str) -> HttpResponse:
    """Ask about the number of this organisation now."""
    found = get_object_or_404(Organisation.objects.visible_to(request.actor), ref=ref)
    if not actions.is_asking():
        messages.error(request, _("Asking VIES is switched off. An administrator can switch it on."))
    elif actions.ask_again(found, by=request.actor):
        enqueue(tasks.check_vat_numbers, unique=tasks.NOW)
        messages.success(request, _("VIES is asked now. The answer stands here in a moment."))
    else:
        messages.error(request, _("VIES knows no numbers of this form."))
    return HttpResponseRedirect(reverse("business:organisation", args=[found.ref]), status=303)
