"""People as staff see them: the list, one person, a new one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.people import access, queries
from candor.people.actions import accounts, organisations, persons
from candor.people.actors import role_of
from candor.people.forms.persons import NewPersonForm
from candor.people.models import Account, Person
from candor.people.queries.duplicates import suggestions_for
from candor.people.queries.imports import came_by
from candor.people.queries.merging import merges_to_undo
from candor.people.sources import SOURCE_NAMES, Source
from candor.people.views.common import center_of, page_of_person, see_address, way_back
from candor.people.views.forms import FormPage, form_page, sent
from candor.ui.public import page


@require_safe
def people(request: Request) -> HttpResponse:
    """Everybody by name, or those whose name, address or number begins with what was typed."""
    typed = request.GET.get("q", "")[:100].strip()
    found = queries.people_found(typed, by=request.actor) if typed else None
    listing = found or queries.people_page(request.actor, request.GET)
    return page(request, "people/tech/people.html", listing=listing, typed=typed)


@require_safe
def person(request: Request, ref: str) -> HttpResponse:
    """One person; the look is noted for them."""
    found = access.person_now(request.actor, ref)
    if found.ref != ref:
        return see_address(page_of_person(request, found.ref))
    looked_at(found.pk, about=found, by=request.actor, role=role_of(request))
    may_change = access.may_change(request.actor, found)
    return page(
        request,
        "people/tech/person.html",
        found=found,
        came_by=came_by(found) if found.source == Source.IMPORT else None,
        source=SOURCE_NAMES.get(found.source, found.source),
        language_names=dict(settings.LANGUAGES),
        details=queries.details_of(found),
        account=queries.account_state(found),
        may_change=may_change,
        merges=merges_to_undo(found),
        duplicates=suggestions_for(found, by=request.actor) if may_change else [],
        panels=panels_at("people.person.tech", request.actor, found),
        sales=panels_at("people.person.business", request.actor, found),
        center=center_of(request),
        here=way_back(request),
        verb=lambda name, *args: reverse(f"tech:person-{name}", args=[ref, *args]) + way_back(request),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: Request) -> HttpResponse:
    """Write somebody down; who has the address or number already is shown, because two records of one person hurt."""
    form = NewPersonForm(request.POST or None)
    words = FormPage(_("New person"), _("Add person"), reverse(f"{center_of(request)}:people"))
    added: list[Person] = []

    def act(clean: dict[str, Any]) -> None:
        added.append(_add(request, clean))

    if not sent(request, form, act):
        return form_page(request, form, words)
    twins = queries.others_with_the_same_identifiers(added[0], by=request.actor)
    if twins:
        names = ", ".join(twin.name for twin in twins)
        messages.warning(request, _("The address or number also belongs to: %(names)s.") % {"names": names})
    else:
        messages.success(request, _("%(name)s is added.") % {"name": added[0].name})
    return see_address(page_of_person(request, added[0].ref))


@require_POST
def lock(request: Request, ref: str) -> HttpResponse:
    """Let nobody sign in with this person's account until it is opened again."""
    accounts.lock_account(_account(request, ref), by=request.actor)
    messages.success(request, _("The account is locked, and its sessions have ended."))
    return see_address(page_of_person(request, ref))


@require_POST
def unlock(request: Request, ref: str) -> HttpResponse:
    accounts.unlock_account(_account(request, ref), by=request.actor)
    messages.success(request, _("The account is open again."))
    return see_address(page_of_person(request, ref))


def _account(request: Request, ref: str) -> Account:
    return access.lockable_account(request.actor, ref)


def _add(request: Request, clean: dict[str, Any]) -> Person:
    organisation = clean.pop("organisation")
    new = persons.NewPerson(**clean, source=Source.STAFF)
    return organisations.add_person_of(organisation, new, by=request.actor)
