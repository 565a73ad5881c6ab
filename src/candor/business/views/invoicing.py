"""System Configuration: who we are on invoices, how they are numbered and paid, and how we dun."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.business.actions import dunning as dunning_actions
from candor.business.actions import logo as logos
from candor.business.actions.seller import SettingsChanged, change_invoicing, invoicing
from candor.business.forms_dunning import DunningForm
from candor.business.forms_invoicing import InvoicingForm, LogoForm
from candor.business.rules.dunning import MOST_LEVELS, VARIABLES
from candor.business.rules.logos import MOST_BYTES, NoLogo
from candor.kernel.http.pictures import as_data
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    """Our name, address, numbers and account."""
    present = invoicing()
    form = InvoicingForm(request.POST if request.method == "POST" else None, initial=model_to_dict(present))
    status, theirs = 422 if form.is_bound else 200, None
    if form.is_valid():
        wanted = dict(form.cleaned_data)
        try:
            change_invoicing(wanted.pop("version"), wanted, by=request.actor)
        except SettingsChanged:
            theirs, status = invoicing(), 409
            form.data = {**request.POST.dict(), "version": str(theirs.version)}
        else:
            messages.success(request, _("The settings are saved."))
            return HttpResponseRedirect(reverse("tech:invoicing"), status=303)
    return page(request, "business/invoices/settings.html", status=status, form=form, theirs=theirs, logo=_logo())


@require_POST
def logo(request: Request) -> HttpResponse:
    """Put our mark on the papers to come."""
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return HttpResponseRedirect(reverse("tech:invoicing"), status=303)
    file = form.cleaned_data["logo"]
    try:
        logos.set_logo(file.name, file.read(), by=request.actor)
    except NoLogo:
        messages.error(request, _("This cannot be printed. Send a PNG, a JPEG, or an SVG that fetches nothing."))
    else:
        messages.success(request, _("The logo stands on all papers that are made from now on."))
    return HttpResponseRedirect(reverse("tech:invoicing"), status=303)


@require_POST
def no_logo(request: Request) -> HttpResponse:
    """Our name stands alone on the papers to come."""
    if logos.remove_logo(by=request.actor):
        messages.success(request, _("The papers to come have no logo."))
    return HttpResponseRedirect(reverse("tech:invoicing"), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def dunning(request: Request) -> HttpResponse:
    """Levels, fees, interest and words of dunning letters, and what goes out by itself."""
    form = DunningForm(request.POST if request.method == "POST" else None, settings=dunning_actions.dunning())
    status, stale = 422 if form.is_bound else 200, False
    if form.is_valid():
        try:
            dunning_actions.change_dunning(form.cleaned_data["version"], form.wanted(), by=request.actor)
        except dunning_actions.SettingsChanged:
            status, stale = 409, True
            form.data = {**request.POST.dict(), "version": str(dunning_actions.dunning().version)}
        else:
            messages.success(request, _("The settings are saved."))
            return HttpResponseRedirect(reverse("tech:dunning"), status=303)
    theirs = DunningForm(settings=dunning_actions.dunning()) if stale else None
    return page(
        request, "business/dunning/settings.html", status=status, form=form, theirs=theirs,
        levels=range(1, MOST_LEVELS + 1), variables=[f"{{{name}}}" for name in VARIABLES],
    )  # fmt: skip


def _logo() -> dict[str, Any]:
    """The mark as it is now, for the page, and how large one may be."""
    there = logos.present_logo()
    shown = {"name": there.name, "url": as_data(bytes(there.content))} if there is not None else {}
    return {**shown, "limit": MOST_BYTES}
