"""Disclosures: what of whom went to whom, noted by hand or by the work of the house."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel.access_log import looked_at, looked_at_each
from candor.kernel.http.request import Request
from candor.people.public import Person
from candor.privacy import access
from candor.privacy.actions.disclosures import note_disclosure
from candor.privacy.disclosure_sources import sources
from candor.privacy.forms_recipients import DisclosureForm
from candor.privacy.models import Recipient
from candor.privacy.queries import recipients as queries
from candor.privacy.queries.received import names_in_office
from candor.privacy.views.going import number, role_of, see
from candor.ui.public import page

LIST, EDITOR, ONE = (f"privacy/tech/{name}.html" for name in ("disclosures", "disclosure_form", "disclosure"))


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
        return page(request, EDITOR, status=422 if form.is_bound else 200, form=form)
    row = note_disclosure(form.chosen, form.found, form.said, by=request.actor)
    messages.success(request, _("The disclosure is noted. They see it in their account."))
    return see("tech:privacy-disclosure", row.ref)


@require_safe
def disclosure(request: Request, ref: str) -> HttpResponse:
    """One, with its people."""
    found = access.disclosure(request.actor, ref)
    people, further = queries.people_of(found, after=number(request, "after"))
    shown_people = [person.pk for _row, person in people if person is not None]
    looked_at_each(Person.objects.filter(pk__in=shown_people), by=request.actor, role=role_of(request))
    shown: dict[str, Any] = {"people": people, "further": further, "groups": names_in_office(found.groups)}
    return page(request, ONE, found=found, source=sources().get(found.source, ""), **shown)


def _asked_for(request: Request) -> dict[str, Any]:
    """Whom the address names."""
    given = {"recipient": request.GET.get("recipient", ""), "people": request.GET.get("which", "")[:254]}
    return {name: value for name, value in given.items() if value}
