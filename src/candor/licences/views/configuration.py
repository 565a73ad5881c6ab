"""Setting licences up: which keys customers see, how long activations count, with which key is signed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.licences import queries
from candor.licences.actions import settings as actions
from candor.licences.actions.issuing import ChangedMeanwhile
from candor.licences.forms import SettingsForm, ShowsForm
from candor.licences.keys.signing import rotate
from candor.licences.models import EditionRule, Shows, SigningKey
from candor.licences.words import SHOWN
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    """The rules, edition by edition, and the keys that sign."""
    present = queries.settings_now()
    form, status = SettingsForm(present, request.POST or None), 422 if request.method == "POST" else 200
    if form.is_valid():
        clean = form.cleaned_data
        new = actions.Rules(clean["shown_from_seats"], clean["days_valid"])
        try:
            actions.change_rules(clean["version"], new, by=request.actor)
        except ChangedMeanwhile:
            status = 409
            form.add_error(None, _("A colleague has changed this meanwhile. Load the page again to see what stands."))
        else:
            messages.success(request, _("The rules are saved."))
            return _back()
    rules, language = dict(EditionRule.objects.values_list("edition", "shows")), get_language() or "en"
    return page(
        request,
        "licences/business/settings.html",
        status=status,
        form=form,
        editions=[
            (edition, edition.name_in(language), rules.get(edition.pk, Shows.BY_SEATS))
            for edition in queries.licensed_editions(request.actor)
        ],
        choices=list(SHOWN.items()),
        keys=SigningKey.objects.order_by("-id"),
    )


@require_POST
def edition(request: Request, ref: str) -> HttpResponse:
    """Whether customers see the keys of this edition."""
    found = next((row for row in queries.licensed_editions(request.actor) if row.ref == ref), None)
    if found is None:
        raise Http404
    form = ShowsForm(request.POST)
    if form.is_valid():
        actions.show_keys_of(found, form.cleaned_data["shows"], by=request.actor)
        messages.success(request, _("The rules are saved."))
    return _back()


@require_POST
def new_signing_key(request: Request) -> HttpResponse:
    """Sign with a new key from now on."""
    rotate(by=request.actor)
    messages.success(request, _("New licences are signed with a new key. Ship it with your program."))
    return _back()


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("tech:licence-settings"), status=303)
