"""Records that may be of the same person or organisation: the worklists, and saying that they are two."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.request import Request
from candor.people import access
from candor.people.actions.duplicates import dismiss
from candor.people.queries.duplicates import organisation_pairs, person_pairs, suggestions
from candor.people.views.common import see_address
from candor.ui.public import page


@require_safe
def people(request: Request) -> HttpResponse:
    return _worklist(request, "person", suggestions(person_pairs(request.actor), request.GET))


@require_safe
def organisations(request: Request) -> HttpResponse:
    return _worklist(request, "organisation", suggestions(organisation_pairs(), request.GET))


@require_POST
def tell_people_apart(request: Request, ref: str) -> HttpResponse:
    """These are two people; do not ask again."""
    dismiss(access.decidable_person_pair(request.actor, ref), by=request.actor)
    return _noted(request, "tech:duplicates")


@require_POST
def tell_organisations_apart(request: Request, ref: str) -> HttpResponse:
    dismiss(access.decidable_organisation_pair(request.actor, ref), by=request.actor)
    return _noted(request, "tech:organisation-duplicates")


def _worklist(request: Request, of: str, found: Any) -> HttpResponse:
    return page(request, "people/tech/duplicates.html", of=of, found=found)


def _noted(request: Request, name: str) -> HttpResponse:
    messages.success(request, _("It is remembered that these are two."))
    return see_address(reverse(name))
