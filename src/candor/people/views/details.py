"""Verbs about a person's details: one set for staff on a person's page and for everybody on their own.

`ref` names the person on staff's pages; it is empty on one's own.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel import instance
from candor.kernel.http.middleware import ask_again
from candor.kernel.http.request import Request
from candor.people import access, limits
from candor.people.actions import address_changes, details, identifiers
from candor.people.actions.identifiers import Refused
from candor.people.actions.versions import ChangedMeanwhile
from candor.people.forms.persons import (
    AgreedEmailForm,
    EmailForm,
    NameForm,
    OwnDetailsForm,
    PersonForm,
    PhoneForm,
    PostalAddressForm,
)
from candor.people.models import IdentifierKind, Person
from candor.people.queries.address_changes import needs_agreement, open_change_of
from candor.people.views.common import face_of, page_of_person, see_address
from candor.people.views.forms import FormPage, conflict_page, form_page, sent

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def whom(request: Request, ref: str) -> Person:
    """The person whom the verb is about; 404 where the actor may not write about them."""
    return access.changeable_person(request.actor, ref or request.person.ref)


def page_of(request: Request, person: Person, ref: str) -> str:
    """The page that a verb belongs to."""
    return page_of_person(request, person.ref) if ref else reverse(f"{face_of(request)}:me")


@get_or_post
def change(request: Request, ref: str = "") -> HttpResponse:
    """Name, language, time zone; staff also write a note."""
    person = whom(request, ref)
    form_class, values = (PersonForm, details.Details) if ref else (OwnDetailsForm, details.OwnDetails)
    form = form_class(request.POST or None, initial=_present(person) if ref else _present_or_ours(person))
    words = FormPage(_("Change details"), _("Save details"), page_of(request, person, ref))

    def act(clean: dict[str, Any]) -> None:
        version = clean.pop("version")
        details.change_details(person, version, values(**clean), by=request.actor)

    try:
        if not sent(request, form, act):
            return form_page(request, form, words)
    except ChangedMeanwhile as conflict:
        return conflict_page(request, form, words, conflict)
    return _done(request, _("The details are saved."), words.back)


@get_or_post
def add_name(request: Request, ref: str) -> HttpResponse:
    person = whom(request, ref)
    form = NameForm(request.POST or None)
    words = FormPage(_("Add a name"), _("Add name"), page_of(request, person, ref))
    if sent(request, form, lambda clean: details.add_name(person, clean["kind"], clean["text"], by=request.actor)):
        return _done(request, _("The name is added."), words.back)
    return form_page(request, form, words)


@require_POST
def remove_name(request: Request, ref: str, number: int) -> HttpResponse:
    person = whom(request, ref)
    details.remove_name(access.changeable_name(request.actor, person, number), by=request.actor)
    return _done(request, _("The name is removed."), page_of(request, person, ref))


@get_or_post
def add_email(request: Request, ref: str) -> HttpResponseBase:
    """Staff write an address down at once, of somebody with an account once both mailboxes agree. One's own: there."""
    person = whom(request, ref)
    if person.pk == request.actor.id:
        return see_address(reverse("tech:me-add-email"))
    if access.has_account(person) and (first := ask_again(request, "tech")):
        return first
    if needs_agreement(person):
        return _ask_for_email(request, person, page_of(request, person, ref))
    form = EmailForm(request.POST or None)
    words = FormPage(_("Add an e-mail address"), _("Add address"), page_of(request, person, ref))

    def act(clean: dict[str, Any]) -> None:
        identifiers.add_email_for(person, clean["email"], label=clean["label"], by=request.actor)

    if sent(request, form, act):
        return _done(request, _("The address is added."), words.back)
    return form_page(request, form, words)


@get_or_post
def add_phone(request: Request, ref: str = "") -> HttpResponse:
    person = whom(request, ref)
    form = PhoneForm(request.POST or None)
    words = FormPage(_("Add a telephone number"), _("Add number"), page_of(request, person, ref))

    def act(clean: dict[str, Any]) -> None:
        kind = IdentifierKind.PHONE
        identifiers.add_identifier(person, kind, clean["phone"], label=clean["label"], by=request.actor)

    if sent(request, form, act):
        return _done(request, _("The number is added."), words.back)
    return form_page(request, form, words)


@require_POST
def prefer(request: Request, kind: str, entry: str, ref: str = "") -> HttpResponse:
    """Use this address or number first."""
    person = whom(request, ref)
    identifier = access.changeable_identifier(request.actor, person, kind, entry)
    identifiers.make_primary(identifier, by=request.actor)
    return _done(request, _("It is used first from now on."), page_of(request, person, ref))


@require_POST
def remove_identifier(request: Request, kind: str, entry: str, ref: str = "") -> HttpResponse:
    person = whom(request, ref)
    identifier = access.changeable_identifier(request.actor, person, kind, entry)
    try:
        identifiers.remove_identifier(identifier, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see_address(page_of(request, person, ref))
    return _done(request, _("It is removed."), page_of(request, person, ref))


@get_or_post
def add_address(request: Request, ref: str = "") -> HttpResponse:
    person = whom(request, ref)
    form = PostalAddressForm(request.POST or None)
    words = FormPage(_("Add a postal address"), _("Add address"), page_of(request, person, ref))
    if sent(request, form, lambda clean: details.add_address(person, details.Address(**clean), by=request.actor)):
        return _done(request, _("The address is added."), words.back)
    return form_page(request, form, words)


@get_or_post
def change_address(request: Request, entry: str, ref: str = "") -> HttpResponse:
    person = whom(request, ref)
    row = access.changeable_address(request.actor, person, entry)
    initial = {name: getattr(row, name) for name in PostalAddressForm.base_fields}
    form = PostalAddressForm(request.POST or None, initial=initial)
    words = FormPage(_("Change the postal address"), _("Save address"), page_of(request, person, ref))
    if sent(request, form, lambda clean: details.change_address(row, details.Address(**clean), by=request.actor)):
        return _done(request, _("The address is saved."), words.back)
    return form_page(request, form, words)


@require_POST
def remove_address(request: Request, entry: str, ref: str = "") -> HttpResponse:
    person = whom(request, ref)
    details.remove_address(access.changeable_address(request.actor, person, entry), by=request.actor)
    return _done(request, _("The address is removed."), page_of(request, person, ref))


def _ask_for_email(request: Request, person: Person, back: str) -> HttpResponse:
    """Of somebody who signs in: a link goes to the new mailbox and one to the address known so far."""
    form, waiting = AgreedEmailForm(request.POST or None), open_change_of(person)
    lead = _("This person signs in: the new mailbox and the one known so far are both asked by mail.")
    if waiting is not None:
        lead += " " + _("%(email)s still waits for that; another address takes its place.") % {"email": waiting.written}
    words = FormPage(_("Add an e-mail address"), _("Send the links"), back, lead)

    def act(clean: dict[str, Any]) -> None:
        if not limits.may_add_address(request.actor.id or 0, clean["email"].casefold()):
            raise Refused(limits.WAIT_AN_HOUR)
        address_changes.ask_for_address(person, address_changes.NewAddress(**clean), by=request.actor)

    if sent(request, form, act):
        return _done(request, _("Both mailboxes are asked. The address counts once both have agreed."), back)
    return form_page(request, form, words)


def _present(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in ("version", "name", "language", "time_zone", "note")}


def _present_or_ours(person: Person) -> dict[str, Any]:
    """One's own form shows the installation's language and zone where none is chosen yet."""
    ours = instance.current()
    chosen = {"language": person.language or ours.language, "time_zone": person.time_zone or ours.time_zone}
    return _present(person) | chosen


def _done(request: Request, words: str, back: str) -> HttpResponse:
    messages.success(request, words)
    return see_address(back)
