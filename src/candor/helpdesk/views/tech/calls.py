"""A new case while somebody is on the telephone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import CharField
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.helpdesk.actions.calls import Caller, write_down_call
from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.uploads import stored
from candor.helpdesk.forms.tech import CallForm
from candor.helpdesk.models import Ticket
from candor.helpdesk.queries.case import contact_of
from candor.helpdesk.queries.lists import cases_of
from candor.helpdesk.refusals import Refused
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.views.tech.lists import shown_rows
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel.actor import Channel
from candor.kernel.db.prepared import Given, Prepared, anyone_like
from candor.kernel.files import FileTooLarge
from candor.kernel.http.request import Request
from candor.kernel.ids import new_ref
from candor.people.public import NotAnIdentifier, Person, callers, organisations_of, primary_emails
from candor.people.public import Refused as NotWrittenDown
from candor.ui.public import fragment, is_htmx, page

TEMPLATE = "helpdesk/tech/new_ticket.html"


@require_http_methods(["GET", "HEAD", "POST"])
def new_ticket(request: Request) -> HttpResponse:
    """Write down what the caller says; who it is, is found or made on the way."""
    caller = known_caller(request, request.POST.get("person") or request.GET.get("person", ""))
    if request.method == "POST":
        return _open(request, caller)
    if is_htmx(request):
        return fragment(request, f"{TEMPLATE}#caller", **_context(request, _fresh_form(request, caller), caller))
    return new_ticket_page(request, caller)


def new_ticket_page(request: Request, caller: Person | None, number: str = "") -> HttpResponse:
    """The form with what is known of the caller; `number` is the one that they call from now."""
    form = _fresh_form(request, caller, number)
    return page(request, TEMPLATE, **_context(request, form, caller))


def _fresh_form(request: Request, caller: Person | None, number: str = "") -> CallForm:
    initial = _known(caller) | ({"phone": number} if number else {}) | {"key": new_ref()}
    return CallForm(actor=request.actor, caller=caller, initial=initial)


@require_safe
def find_caller(request: Request) -> HttpResponse:
    """People whose name, address or number begins with what was typed, for the list under the search box."""
    context = _found(request)
    return fragment(request, f"{TEMPLATE}#callers", **context)


def _open(request: Request, caller: Person | None) -> HttpResponse:
    form = CallForm(request.POST, request.FILES, actor=request.actor, caller=caller)
    if form.is_valid():
        try:
            ticket = _opened(request, form, caller)
        except (Refused, TextTooLong, FileTooLarge) as refusal:
            form.add_error(None, sentence_for(refusal))
        except NotAnIdentifier as refusal:
            form.add_error(None, str(refusal.reason))
        except NotWrittenDown as refusal:
            form.add_error("email", str(refusal.reason))
        else:
            messages.success(request, _("Case %(number)s is open.") % {"number": ticket.number})
            response = HttpResponseRedirect(reverse("tech:ticket", args=[ticket.ref]))
            response.status_code = 303
            return response
    return page(request, TEMPLATE, status=422, **_context(request, form, caller))


def _opened(request: Request, form: CallForm, caller: Person | None) -> Ticket:
    clean = form.cleaned_data
    with stored(clean["files"]) as files:

        def question(person: Person) -> NewTicket:
            return NewTicket(
                requester=person,
                subject=clean["subject"],
                text=clean["text"],
                channel=Channel.PHONE,
                queue=clean["queue"],
                category=clean["category"],
                kind=clean["kind"],
                priority=clean["priority"],
                came_from=clean["phone"],
                files=files,
                submission_key=clean["key"],
            )

        if caller is not None:
            return open_ticket(question(caller), by=request.actor)
        stranger = Caller(clean["name"], clean["phone"], clean["email"])
        return write_down_call(stranger, question, by=request.actor, submission_key=clean["key"])


def known_caller(request: Request, ref: str) -> Person | None:
    """The known caller; None for somebody new. A reference that the actor may not see is a 404."""
    if not ref:
        return None
    person = CALLER.one(anyone_like(request.actor), me=request.actor.id, ref=ref)
    if person is None:
        raise Http404
    return person


CALLER = Prepared(lambda by: Person.objects.visible_to(by).filter(ref=Given("ref", CharField())))


def _context(request: Request, form: CallForm, caller: Person | None) -> dict[str, Any]:
    return {
        "form": form,
        "caller": caller,
        "contact": contact_of(caller.pk) if caller is not None else None,
        "organisation": organisations_of([caller.pk]).get(caller.pk) if caller is not None else None,
        "open_cases": shown_rows(_open_cases(request, caller)) if caller is not None else [],
        "upload_limit": settings.INSTANCE.upload_mb * 1_000_000,
        **_found(request),
    }


def _open_cases(request: Request, caller: Person) -> Any:
    return cases_of(Ticket.objects.visible_to(request.actor).unfinished().filter(requester=caller), most=5)


def _found(request: Request) -> dict[str, Any]:
    typed = request.GET.get("caller", "")
    people = callers(typed, by=request.actor)
    ids = [person.pk for person in people]
    emails, organisations = primary_emails(ids), organisations_of(ids)
    return {
        "typed": typed,
        "found": [(person, emails.get(person.pk, ""), organisations.get(person.pk)) for person in people],
    }


def _known(caller: Person | None) -> dict[str, str]:
    return {} if caller is None else {"person": caller.ref, "phone": contact_of(caller.pk).phone}
