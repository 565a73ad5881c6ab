"""The postal addresses of an organisation: adding, changing, removing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.people import access
from candor.people.actions import organisation_addresses as actions
from candor.people.actions.organisation_addresses import PlaceOfOrganisation
from candor.people.forms.organisations import OrganisationAddressForm
from candor.people.views.common import page_of_organisation, see_address
from candor.people.views.forms import FormPage, form_page, sent

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def add(request: Request, ref: str) -> HttpResponse:
    found = access.changeable_organisation(request.actor, ref)
    form = OrganisationAddressForm(request.POST or None, initial={"country": found.country})
    words = FormPage(_("Add a postal address"), _("Add address"), page_of_organisation(request, ref))
    if sent(request, form, lambda clean: actions.add_address(found, PlaceOfOrganisation(**clean), by=request.actor)):
        return _done(request, _("The address is added."), words.back)
    return form_page(request, form, words)


@get_or_post
def change(request: Request, ref: str, entry: str) -> HttpResponse:
    row = access.changeable_organisation_address(request.actor, ref, entry)
    initial = {name: getattr(row, name) for name in OrganisationAddressForm.base_fields}
    form = OrganisationAddressForm(request.POST or None, initial=initial)
    words = FormPage(_("Change the postal address"), _("Save address"), page_of_organisation(request, ref))
    if sent(request, form, lambda clean: actions.change_address(row, PlaceOfOrganisation(**clean), by=request.actor)):
        return _done(request, _("The address is saved."), words.back)
    return form_page(request, form, words)


@require_POST
def remove(request: Request, ref: str, entry: str) -> HttpResponse:
    actions.remove_address(access.changeable_organisation_address(request.actor, ref, entry), by=request.actor)
    return _done(request, _("The address is removed."), page_of_organisation(request, ref))


def _done(request: Request, words: str, back: str) -> HttpResponse:
    messages.success(request, words)
    return see_address(back)
