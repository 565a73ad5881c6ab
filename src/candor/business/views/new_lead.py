"""A new lead while somebody is on the telephone: who it is, is found or written down on the way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.business.actions.leads import MayNotBeUsed, NewLead, Stranger, make_lead, write_down
from candor.business.forms_leads import NewLeadForm
from candor.business.models import Lead
from candor.business.queries_leads import leads_of_person
from candor.business.words_leads import links_to
from candor.kernel.http.request import Request
from candor.people.public import (
    NotAnIdentifier,
    Person,
    Refused,
    callers,
    organisations_of,
    people_by_ids,
    primary_email,
    primary_emails,
)
from candor.ui.public import fragment, is_htmx, page

TEMPLATE = "business/leads/new.html"


@require_http_methods(["GET", "HEAD", "POST"])
def new_lead(request: Request) -> HttpResponse:
    """Write a lead down."""
    person = _known(request, request.POST.get("person") or request.GET.get("person", ""))
    if request.method == "POST":
        return _make(request, person)
    form = NewLeadForm(known=person, owner=_own_ref(request))
    if is_htmx(request):
        return fragment(request, f"{TEMPLATE}#who", **_context(request, form, person))
    return page(request, TEMPLATE, **_context(request, form, person))


@require_safe
def find_person(request: Request) -> HttpResponse:
    """People whose name, address or number begins with what was typed, for the list under the search box."""
    return fragment(request, f"{TEMPLATE}#found", **_found(request))


def _make(request: Request, person: Person | None) -> HttpResponse:
    form = NewLeadForm(request.POST, known=person)
    if form.is_valid():
        try:
            lead = _made(request, form.cleaned_data, person)
        except NotAnIdentifier as refusal:
            form.add_error("email", str(refusal.reason))
        except Refused as refusal:
            form.add_error("email", str(refusal.reason))
        except MayNotBeUsed:
            form.add_error(None, _("This person’s data is restricted. Ask the privacy office."))
        else:
            messages.success(request, _("The lead is written down."))
            return HttpResponseRedirect(reverse("business:lead", args=[lead.ref]), status=303)
    return page(request, TEMPLATE, status=422, **_context(request, form, person))


def _made(request: Request, clean: dict[str, Any], person: Person | None) -> Lead:
    new = NewLead(
        person,
        clean["interest"],
        owner=clean["owner"],
        value=clean["value"],
        currency=clean["currency"],
        submission_key=clean["key"],
    )
    if person is not None:
        return make_lead(new, by=request.actor)
    stranger = Stranger(clean["name"], clean["email"], clean["phone"], clean["organisation"])
    return write_down(stranger, new, by=request.actor)


def _known(request: Request, ref: str) -> Person | None:
    """The known person; None for somebody new. A reference that the actor may not see is a 404."""
    if not ref:
        return None
    found = Person.objects.visible_to(request.actor).filter(ref=ref[:16]).first()
    if found is None:
        raise Http404
    return found


def _context(request: Request, form: NewLeadForm, person: Person | None) -> dict[str, Any]:
    return {
        "form": form,
        "person_known": person,
        "email": primary_email(person) if person is not None else "",
        "organisation": organisations_of([person.pk]).get(person.pk) if person is not None else None,
        "earlier": links_to(leads_of_person(request.actor, person.pk, 5)) if person is not None else [],
        **_found(request),
    }


def _found(request: Request) -> dict[str, Any]:
    typed = request.GET.get("who", "")
    people = callers(typed, by=request.actor)
    ids = [person.pk for person in people]
    emails, organisations = primary_emails(ids), organisations_of(ids)
    return {
        "typed": typed,
        "found": [(person, emails.get(person.pk, ""), organisations.get(person.pk)) for person in people],
    }


def _own_ref(request: Request) -> str:
    own = request.actor.id
    return people_by_ids([own])[own].ref if own is not None else ""
