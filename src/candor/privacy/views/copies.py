"""Copies of somebody's data: asked for, watched, fetched within their day, deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.files import serve
from candor.kernel.http.request import Request
from candor.kernel.jobs import was_given_up
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import copying
from candor.privacy.forms_clients import PassedForm
from candor.privacy.forms_copies import CopyForm
from candor.privacy.models import Copy, CopyState
from candor.privacy.queries import registers
from candor.privacy.queries.client_requests import clients_of_copy
from candor.privacy.views.going import note_look, see
from candor.privacy.words import language_for
from candor.ui.public import page


@require_safe
def copies(request: Request) -> HttpResponse:
    """Every copy that was asked for, the last one first."""
    found = registers.copies_page(request.actor, after=request.GET.get("after", ""))
    return page(request, "privacy/tech/copies.html", found=found)


@require_http_methods(["GET", "HEAD", "POST"])
def new_copy(request: Request) -> HttpResponse:
    """Ask for a copy of somebody's data."""
    form = CopyForm(request.POST or None, actor=request.actor, initial={"which": request.GET.get("which", "")})
    form.is_bound = request.method == "POST"
    if not form.is_bound or not form.is_valid() or form.person is None:
        return page(request, "privacy/tech/new_copy.html", status=422 if form.is_bound else 200, form=form, refused="")
    clean = form.cleaned_data
    language = clean["language"] or language_for(form.person)
    wanted = copying.CopyWanted(form.person, language, clean["reason"], clean["received_on"])
    try:
        row = copying.ask_for_copy(wanted, by=request.actor)
    except Refused as refusal:
        return page(request, "privacy/tech/new_copy.html", status=409, form=form, refused=str(refusal.reason))
    return see("tech:privacy-copy", row.ref)


@require_safe
def copy(request: Request, ref: str) -> HttpResponse:
    """How far it is; once it is made, the button that fetches it."""
    return _page(request, access.copy(request.actor, ref))


@require_POST
def fetch(request: Request, ref: str) -> HttpResponseBase:
    """Hand the archive out."""
    row = access.copy(request.actor, ref)
    try:
        return serve(copying.fetch_copy(row, by=request.actor), made_here=True)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("tech:privacy-copy", ref)


@require_POST
def withdraw(request: Request, ref: str) -> HttpResponse:
    """Give it up, made or not, and delete the archive."""
    copying.withdraw_copy(access.copy(request.actor, ref), by=request.actor)
    messages.success(request, _("The copy is deleted."))
    return see("tech:privacy-copy", ref)


def _page(request: Request, row: Copy) -> HttpResponse:
    under_way = row.state == CopyState.ASKED
    failed = under_way and was_given_up(copying.job_key(row))
    clients = clients_of_copy(request.actor, row)
    note_look(request, row)
    stands = {"under_way": under_way, "failed": failed}
    return page(request, "privacy/tech/copy.html", row=row, clients=clients, passed_form=PassedForm(), **stands)
