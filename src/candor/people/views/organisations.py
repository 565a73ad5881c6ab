"""Organisations as staff see them, and who belongs to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.people import access, queries
from candor.people.actions import organisations as actions
from candor.people.actions.persons import find_or_add_by_email
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.forms.fields import countries
from candor.people.forms.organisations import MemberForm, OrganisationForm
from candor.people.models import Membership, Organisation
from candor.people.queries.billing import addresses_of, lines_of
from candor.people.queries.colleagues import open_super_requests
from candor.people.queries.duplicates import suggestions_for
from candor.people.queries.merging import merges_to_undo
from candor.people.queries.registration import domains_of
from candor.people.sources import Source
from candor.people.views.common import center_of, page_of_organisation, see_address, way_back
from candor.people.views.forms import FormPage, conflict_page, form_page, sent
from candor.people.words_addresses import ADDRESS_KINDS
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def organisations(request: Request) -> HttpResponse:
    typed = request.GET.get("q", "")[:100].strip()
    listing = (
        queries.organisations_found(typed, by=request.actor)
        if typed
        else queries.organisations_page(request.actor, request.GET)
    )
    return page(request, "people/tech/organisations.html", listing=listing, typed=typed)


@require_safe
def organisation(request: Request, ref: str) -> HttpResponse:
    found = access.organisation_now(request.actor, ref)
    if found.ref != ref:
        return see_address(page_of_organisation(request, found.ref))
    may_change = request.actor.may("people.organisation.change")
    return page(
        request,
        "people/tech/organisation.html",
        found=found,
        members=queries.members_of(found, by=request.actor),
        domains=domains_of(found),
        addresses=[(row, lines_of(row)) for row in addresses_of(found)],
        address_kinds=ADDRESS_KINDS,
        countries=dict(countries(get_language() or "en")),
        center=center_of(request),
        here=way_back(request),
        verb=lambda name, *args: reverse(f"tech:organisation-{name}", args=[ref, *args]) + way_back(request),
        super_requests=open_super_requests(found, by=request.actor),
        may_change=may_change,
        merges=merges_to_undo(found),
        duplicates=suggestions_for(found, by=request.actor) if may_change else [],
        panels=panels_at("people.organisation.tech", request.actor, found),
        sales=panels_at("people.organisation.business", request.actor, found),
    )


@get_or_post
def new_organisation(request: Request) -> HttpResponse:
    form = OrganisationForm(request.POST or None, initial={"version": 0})
    words = FormPage(_("New organisation"), _("Add organisation"), reverse(f"{center_of(request)}:organisations"))
    added: list[Organisation] = []

    def act(clean: dict[str, Any]) -> None:
        clean.pop("version")
        added.append(actions.add_organisation(actions.OrganisationDetails(**clean), by=request.actor))

    if not sent(request, form, act):
        return form_page(request, form, words)
    return _done(request, _("The organisation is added."), added[0].ref)


@get_or_post
def change(request: Request, ref: str) -> HttpResponse:
    found = access.changeable_organisation(request.actor, ref)
    form = OrganisationForm(
        request.POST or None, initial={name: getattr(found, name) for name in OrganisationForm.base_fields}
    )
    words = FormPage(_("Change organisation"), _("Save organisation"), page_of_organisation(request, ref))

    def act(clean: dict[str, Any]) -> None:
        version = clean.pop("version")
        actions.change_organisation(found, version, actions.OrganisationDetails(**clean), by=request.actor)

    try:
        if not sent(request, form, act):
            return form_page(request, form, words)
    except ChangedMeanwhile as conflict:
        return conflict_page(request, form, words, conflict)
    return _done(request, _("The organisation is saved."), ref)


@get_or_post
def add_member(request: Request, ref: str) -> HttpResponse:
    found = access.changeable_organisation(request.actor, ref)
    form = MemberForm(request.POST or None)
    words = FormPage(
        _("Add a person to %(name)s") % {"name": found.name}, _("Add person"), page_of_organisation(request, ref)
    )

    def act(clean: dict[str, Any]) -> None:
        person = find_or_add_by_email(clean["name"], clean["email"], by=request.actor, source=Source.STAFF)
        actions.add_member(found, person, by=request.actor, role=clean["role"], position=clean["position"])

    if sent(request, form, act):
        return _done(request, _("The person is added."), ref)
    return form_page(request, form, words)


@require_POST
def make_super(request: Request, ref: str, person_ref: str) -> HttpResponse:
    """From now on the member sees and answers all cases of the organisation."""
    membership = access.changeable_membership(request.actor, ref, person_ref)
    actions.change_member_role(membership, Membership.Role.SUPER, by=request.actor)
    return _done(request, _("%(name)s is a super customer now.") % {"name": membership.person.name}, ref)


@require_POST
def make_member(request: Request, ref: str, person_ref: str) -> HttpResponse:
    membership = access.changeable_membership(request.actor, ref, person_ref)
    actions.change_member_role(membership, Membership.Role.MEMBER, by=request.actor)
    return _done(request, _("%(name)s is an ordinary member now.") % {"name": membership.person.name}, ref)


@require_POST
def make_contact(request: Request, ref: str, person_ref: str) -> HttpResponse:
    """From now on the member is whom we turn to about the organisation's contract."""
    membership = access.changeable_membership(request.actor, ref, person_ref)
    actions.make_contact(membership, by=request.actor)
    return _done(request, _("%(name)s is the contact for the contract now.") % {"name": membership.person.name}, ref)


@require_POST
def end_contact(request: Request, ref: str, person_ref: str) -> HttpResponse:
    membership = access.changeable_membership(request.actor, ref, person_ref)
    actions.end_contact(membership, by=request.actor)
    told = _("%(name)s is the contact for the contract no more.") % {"name": membership.person.name}
    return _done(request, told, ref)


@require_POST
def end_membership(request: Request, ref: str, person_ref: str) -> HttpResponse:
    membership = access.changeable_membership(request.actor, ref, person_ref)
    actions.end_membership(membership, by=request.actor)
    return _done(request, _("%(name)s no longer belongs here.") % {"name": membership.person.name}, ref)


def _done(request: Request, words: str, ref: str) -> HttpResponse:
    messages.success(request, words)
    return see_address(page_of_organisation(request, ref))
