"""Articles beside a case that a customer is writing: what may answer it before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.helpdesk.public import discard_draft
from candor.helpdesk.views.customer.shown import NEW_CASE
from candor.kernel.actor import ANONYMOUS, Actor
from candor.kernel.http.limits import allow
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.knowledge.public import Readable, count_as_solved, suggested
from candor.ui.public import Stamp, fragment, page

MOST_SUGGESTIONS = 300
"""Of one network within ten minutes: several people who write at the same time."""

MOST_SOLVED = 30
TEN_MINUTES, HOUR = timedelta(minutes=10), timedelta(hours=1)
OF_CONTACT: dict[str, Any] = {"form_name": "contact", "words_field": "text"}
OF_NEW_CASE: dict[str, Any] = {"form_name": "new-case", "words_field": "body"}
"""The form that suggestions stand in: what its routes begin with, and where its message stands."""

TEMPLATE = "helpdesk/_suggestions.html#suggestions"


def suggestions_for(reader: Actor, subject: str, text: str) -> Sequence[Readable]:
    """Up to five articles that this reader may read, in the language of the page."""
    return suggested(reader, subject, text, get_language() or "")


@require_POST
def for_visitor(request: Request) -> HttpResponse:
    """What may answer the message that a visitor is writing; nothing for a network that asks too often."""
    is_within = allow(("contact", "suggestions", network_of(request)), MOST_SUGGESTIONS, TEN_MINUTES)
    given = request.POST
    found = suggestions_for(ANONYMOUS, given.get("subject", ""), given.get("text", "")) if is_within else ()
    return fragment(request, TEMPLATE, suggestions=found, **OF_CONTACT)


@require_POST
def for_customer(request: Request) -> HttpResponse:
    """What may answer the case that a customer is writing."""
    given = request.POST
    found = suggestions_for(request.actor, given.get("subject", ""), given.get("body", ""))
    return fragment(request, TEMPLATE, suggestions=found, **OF_NEW_CASE)


@require_POST
def solved_for_visitor(request: Request) -> HttpResponse:
    """An article answered it, and the message is not sent. Pressing twice counts once."""
    stamp = Stamp.read(request.POST.get("stamp", ""))
    if stamp is not None and allow(("contact", "solved", network_of(request)), MOST_SOLVED, HOUR):
        count_as_solved(ANONYMOUS, request.POST.get("solved_by", "")[:16], get_language() or "", key=stamp.key)
    return redirect("public:contact-not-sent")


@require_safe
def not_sent(request: Request) -> HttpResponse:
    """That nothing was sent, and the way on."""
    return page(request, "helpdesk/public/not_sent.html")


@require_POST
def solved_for_customer(request: Request) -> HttpResponse:
    """An article answered it: the case is not opened, and its draft goes."""
    key = request.POST.get("key", "")[:40] or None
    count_as_solved(request.actor, request.POST.get("solved_by", "")[:16], get_language() or "", key=key)
    discard_draft(None, purpose=NEW_CASE, by=request.actor)
    messages.success(request, _("Good that it is solved. Nothing was sent, and what you wrote is not kept."))
    return redirect("customer:cases")


def beside_contact_form(form: Any) -> dict[str, Any]:
    """What the contact form draws its suggestions with: some where it comes back with what was typed."""
    given = form.data if form.is_bound else {}
    found = suggestions_for(ANONYMOUS, given.get("subject", ""), given.get("text", "")) if given else ()
    return {"suggestions": found, **OF_CONTACT}


def beside_new_case(request: Request, form: Any) -> dict[str, Any]:
    """The same for a new case of the Customer Center."""
    given = form.data if form.is_bound else {}
    found = suggestions_for(request.actor, given.get("subject", ""), given.get("body", "")) if given else ()
    return {"suggestions": found, **OF_NEW_CASE}
