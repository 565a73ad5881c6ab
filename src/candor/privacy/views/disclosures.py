"""Disclosures: what of whom went to whom, noted by hand or by the work of the house."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel.access_log import looked_at, looked_at_each
from candor.kernel.http.request import Request
from candor.people.public import Person, Refused
from candor.privacy import access
from candor.privacy.actions.disclosures import note_disclosure
from candor.privacy.disclosure_sources import sources
from candor.privacy.forms_recipients import DisclosureForm
from candor.privacy.models import Recipient
from candor.privacy.queries import recipients as queries
from candor.privacy.queries.received import names_in_office
from candor.privacy.taken_out import of_row, people_in
from candor.privacy.views.going import moment, number, role_of, see
from candor.ui.public import page

LIST, EDITOR, ONE, FILES = (
    f"privacy/tech/{name}.html" for name in ("disclosures", "disclosure_form", "disclosure", "disclosure_files")
)


@require_safe
def disclosures(request: Request) -> HttpResponse:
    """All of them, those of one person, or those to one recipient."""
    person = access.person(request.actor, request.GET.get("person", ""))
    recipient = Recipient.objects.visible_to(request.actor).filter(ref=request.GET.get("recipient", "")).first()
    if person is not None:
        looked_at(person.pk, about=person, by=request.actor, role=role_of(request))
    found = queries.disclosures_page(
        request.actor, after=request.GET.get("after", "")[:16], person=person, recipient=recipient
    )
    return page(request, LIST, found=found, of_whom=person, recipient=recipient)


@require_http_methods(["GET", "HEAD", "POST"])
def new_disclosure(request: Request) -> HttpResponse:
    """Note one by hand, of one person or several."""
    form = DisclosureForm(request.POST or None, actor=request.actor, initial=_asked_for(request))
    form.is_bound = request.method == "POST"
    if not form.is_bound or not form.is_valid():
        return _editor(request, form, 422 if form.is_bound else 200)
    try:
        row = note_disclosure(form.chosen, form.found, form.said, by=request.actor, file=form.chosen_file)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return _editor(request, form, 409)
    messages.success(request, _("The disclosure is noted. They see it in their account."))
    return see("tech:privacy-disclosure", row.ref)


@require_safe
def files(request: Request) -> HttpResponse:
    """Files that staff took out, to choose the one that was handed on."""
    found = queries.files_page(request.actor, moment(request.GET.get("before", "")))
    return page(request, FILES, found=found, recipient=request.GET.get("recipient", "")[:16])


@require_safe
def disclosure(request: Request, ref: str) -> HttpResponse:
    """One, with its people."""
    found = access.disclosure(request.actor, ref)
    people, further = queries.people_of(found, after=number(request, "after"))
    shown_people = [person.pk for _row, person in people if person is not None]
    looked_at_each(Person.objects.filter(pk__in=shown_people), by=request.actor, role=role_of(request))
    file = of_row(found.about_kind, found.about_id) if found.about_id is not None else None
    groups = names_in_office(found.groups)
    shown: dict[str, Any] = {"people": people, "further": further, "groups": groups, "file": file}
    return page(request, ONE, found=found, source=sources().get(found.source, ""), **shown)


def _asked_for(request: Request) -> dict[str, Any]:
    """Whom the address names."""
    given = {
        "recipient": request.GET.get("recipient", ""),
        "people": request.GET.get("which", "")[:254],
        "file": request.GET.get("file", "")[:80],
    }
    return {name: value for name, value in given.items() if value}


def _editor(request: Request, form: DisclosureForm, status: int) -> HttpResponse:
    file = form.chosen_file
    return page(request, EDITOR, status=status, form=form, file=file, inside=len(people_in(file)) if file else 0)
