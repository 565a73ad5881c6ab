"""Registration, under System Configuration, and what staff do about it on the pages of organisations and people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.people import access
from candor.people.actions import registration_rules as actions
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.forms.registration import DomainForm, RegistrationRulesForm
from candor.people.queries.registration import registration_rules
from candor.people.views.common import see, see_address
from candor.people.views.forms import FormPage, differences, form_page, overwriting, sent
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def rules(request: Request) -> HttpResponse:
    """Who may register by themselves."""
    row = registration_rules()
    initial = {name: getattr(row, name) for name in RegistrationRulesForm.base_fields}
    form = RegistrationRulesForm(request.POST or None, initial=initial)
    found, status = [], 422 if request.method == "POST" else 200

    def act(clean: dict[str, Any]) -> None:
        version = clean.pop("version")
        actions.change_registration_rules(version, **clean, by=request.actor)

    try:
        if sent(request, form, act):
            messages.success(request, _("The rules about registering are saved. They count from now on."))
            return see("tech:registration-rules")
    except ChangedMeanwhile as conflict:
        form.data, found, status = overwriting(request, conflict), differences(form, conflict), 409
    return page(request, "people/tech/registration_rules.html", status=status, form=form, differences=found)


@get_or_post
def add_domain(request: Request, ref: str) -> HttpResponse:
    """Note a mail domain as an organisation's own."""
    found = access.changeable_organisation(request.actor, ref)
    form = DomainForm(request.POST or None)
    back = reverse("tech:organisation", args=[ref])
    words = FormPage(_("Add a mail domain of %(name)s") % {"name": found.name}, _("Add mail domain"), back)
    if not sent(request, form, lambda clean: actions.add_domain(found, clean["domain"], by=request.actor)):
        return form_page(request, form, words)
    messages.success(request, _("The mail domain is added."))
    return see_address(back)


@require_POST
def remove_domain(request: Request, ref: str, domain: str) -> HttpResponse:
    actions.remove_domain(access.changeable_domain(request.actor, ref, domain), by=request.actor)
    messages.success(request, _("The mail domain is removed. Who belongs to the organisation stays."))
    return see_address(reverse("tech:organisation", args=[ref]))


@require_POST
def settle_claim(request: Request, ref: str) -> HttpResponse:
    """Staff have seen where somebody says they belong."""
    actions.settle_claim(access.changeable_person(request.actor, ref), by=request.actor)
    messages.success(request, _("The suggestion is settled."))
    return see_address(reverse("tech:person", args=[ref]))
