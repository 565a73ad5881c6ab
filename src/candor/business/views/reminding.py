"""System Configuration: when customers are reminded of renewals, and what becomes of the quotes for them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.business.actions.subscription_settings import RemindingChanged, change_reminding, settings_now
from candor.business.forms_subscriptions import RemindingForm
from candor.business.rules.terms import steps_from
from candor.business.words_subscriptions import step_words
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    """The steps, and the quote."""
    present = settings_now()
    form = RemindingForm(present, request.POST if request.method == "POST" else None)
    status, theirs = 422 if form.is_bound else 200, None
    if form.is_valid():
        try:
            change_reminding(form.cleaned_data["version"], form.reminding(), by=request.actor)
        except RemindingChanged:
            theirs, status = settings_now(), 409
            form.data = {**request.POST.dict(), "version": str(theirs.version)}
        else:
            messages.success(request, _("The settings are saved."))
            return HttpResponseRedirect(reverse("tech:reminding"), status=303)
    return page(
        request,
        "business/subscriptions/settings.html",
        status=status,
        form=form,
        theirs=theirs,
        steps=[step_words(step) for step in steps_from(present.steps)] if present.is_reminding else [],
    )
