"""System Configuration: the menu to which every slice adds its entries, and our own organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel import instance, version
from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.people.actions.instance import OwnOrganisation, change_own_organisation
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.configuration import PLACE
from candor.people.forms.instance import OrganisationSettingsForm
from candor.people.views.common import see
from candor.people.views.forms import Difference, differences, overwriting, sent
from candor.ui.public import Brand, page


@require_safe
def configuration(request: Request) -> HttpResponse:
    entries = [context for _panel, context in panels_at(PLACE, request.actor, None)]
    return page(request, "people/tech/configuration.html", entries=entries, version=version.here())


@require_http_methods(["GET", "HEAD", "POST"])
def own_organisation(request: Request) -> HttpResponse:
    """The organisation that runs this installation: what stands on its pages and in its mails."""
    ours = instance.current()
    initial = {name: getattr(ours, name) for name in OrganisationSettingsForm.base_fields}
    form = OrganisationSettingsForm(request.POST or None, initial=initial)

    def act(clean: dict[str, Any]) -> None:
        change_own_organisation(clean.pop("version"), OwnOrganisation(**clean), by=request.actor)

    try:
        if not sent(request, form, act):
            return _page(request, form, status=422 if request.method == "POST" else 200)
    except ChangedMeanwhile as conflict:
        return _conflict(request, form, conflict)
    messages.success(request, _("The organisation is saved. Every page shows it within a few seconds."))
    return see("tech:organisation-settings")


@require_safe
def hue(request: Request) -> HttpResponse:
    """How pages look in a colour, for the frame on the organisation's page."""
    try:
        angle = int(request.GET.get("brand_hue", "")) % 360
    except ValueError:
        angle = instance.current().brand_hue
    brand = Brand(instance.current().organisation_name or "Candor", angle)
    answer = page(request, "people/tech/hue.html", brand=brand)
    # The one page that may stand in a frame, and only in one of our own.
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'self'"
    )
    return answer


@require_safe
def hue_frame(request: Request) -> HttpResponse:
    """The frame itself, swapped in while the colour is being chosen."""
    return page(request, "people/tech/hue_frame.html", hue=request.GET.get("brand_hue", "")[:3])


def _conflict(request: Request, form: OrganisationSettingsForm, conflict: ChangedMeanwhile) -> HttpResponse:
    form.data = overwriting(request, conflict)
    return _page(request, form, status=409, found=differences(form, conflict))


def _page(
    request: Request, form: OrganisationSettingsForm, *, status: int = 200, found: list[Difference] | None = None
) -> HttpResponse:
    return page(
        request,
        "people/tech/own_organisation.html",
        status=status,
        form=form,
        hue=form["brand_hue"].value(),
        differences=found or [],
    )
