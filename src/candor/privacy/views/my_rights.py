"""What somebody can ask of us about their data: one page for each right, and what it leads to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.people.public import Refused
from candor.privacy.actions import own_requests as actions
from candor.privacy.correcting import writable, wrong_of
from candor.privacy.forms_rights import ComplainForm, ContestForm, ObjectForm, RestrictForm, WantCopyForm
from candor.privacy.models import Lock, LockGround, RequestKind, SubjectRequest
from candor.privacy.queries.agreements import clients_of_person
from candor.privacy.queries.consents import rights_at
from candor.privacy.queries.items import name_of_item, shared_things
from candor.privacy.queries.own_requests import own_copies
from candor.privacy.queries.owners_entries import owners_entries
from candor.privacy.rules.deciding import Right
from candor.privacy.views.going import see
from candor.privacy.views.unwritten import UNWRITTEN, words_for
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
FOLDER = "privacy/customer/rights"


@require_safe
def rights(request: Request) -> HttpResponse:
    """Every right, each with its page."""
    return page_of(request, "rights")


@get_or_post
def copy(request: Request) -> HttpResponse:
    """Ask for everything that is held about oneself; fetch what was asked for."""
    form = WantCopyForm(request.POST or None)
    form.is_bound = request.method == "POST"
    copies = own_copies(request.actor)
    if not form.is_bound or not form.is_valid():
        return page_of(request, "copy", form=form, copies=copies)
    try:
        found = actions.want_copy(request.person, RequestKind(form.cleaned_data["right"]), by=request.actor)
    except Refused as refusal:
        return page_of(request, "copy", form=form, copies=copies, refused=str(refusal.reason))
    return followed(request, found)


@get_or_post
def correction(request: Request) -> HttpResponse:
    """Say that something is wrong: a thing that the address names, field by field where it can be, or one in words."""
    item = {name: request.GET.get(name, request.POST.get(name, ""))[:100] for name in ("place", "key")}
    what = name_of_item(request.person, **item) if item["place"] else ""
    held = writable(request.person, **item) if what else None
    form = ContestForm(request.POST or None, initial=item, held=held)
    form.is_bound = request.method == "POST"
    if not form.is_bound or not form.is_valid():
        shared = shared_things(request.person) if not what else []
        return page_of(request, "correction", form=form, item=what, shared=shared)
    wrong = wrong_of(form.cleaned_data, held, form.wished()) | ({"what": what, **item} if what else {})
    found = actions.contest(request.person, actions.Wrong(**wrong), by=request.actor)
    is_locked_too = form.cleaned_data["restrict"]
    return _locked_too(request, found, LockGround.ACCURACY) if is_locked_too else followed(request, found)


@get_or_post
def restriction(request: Request) -> HttpResponse:
    """Have one's data locked, on one of four grounds."""
    form = RestrictForm(request.POST or None)
    form.is_bound = request.method == "POST"
    is_locked = Lock.objects.standing().filter(person=request.person).exists()
    if not form.is_bound or not form.is_valid():
        return page_of(request, "restriction", form=form, is_locked=is_locked)
    ground, said = LockGround(form.cleaned_data["ground"]), form.cleaned_data["said"]
    try:
        found = actions.restrict(request.person, ground, said, by=request.actor)
    except UNWRITTEN as problem:
        return page_of(request, "restriction", form=form, is_locked=is_locked, refused=words_for(problem), status=503)
    return followed(request, found)


@get_or_post
def objection(request: Request) -> HttpResponse:
    """Object to what is done in our own interest, with reasons."""
    form = ObjectForm(request.POST or None)
    form.is_bound = request.method == "POST"
    if not form.is_bound or not form.is_valid():
        return page_of(request, "objection", form=form)
    found = actions.ask(request.person, RequestKind.OBJECTION, form.cleaned_data["said"], by=request.actor)
    is_locked_too = form.cleaned_data["restrict"]
    return _locked_too(request, found, LockGround.OBJECTION) if is_locked_too else followed(request, found)


@require_POST
def no_advertising(request: Request) -> HttpResponse:
    """No more advertising, at once."""
    return _ended(request, Right.MARKETING, "objection", _("I object to advertising."))


@require_safe
def consent(request: Request) -> HttpResponse:
    """What one agreed to and did not take back."""
    standing = rights_at(request.actor.id or 0, clock.now()).values()
    panels = panels_at("privacy.my-consents", request.actor, request.person)
    return page_of(request, "consent", standing=list(standing), panels=panels)


@require_POST
def withdraw_consent(request: Request) -> HttpResponse:
    """Take all of it back, at once."""
    return _ended(request, Right.WITHDRAWAL, "consent", _("I take back everything that I agreed to."))


@get_or_post
def complaint(request: Request) -> HttpResponse:
    """Complain; who answers, and who stands above us."""
    form = ComplainForm(request.POST or None)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        said = form.cleaned_data["said"]
        return followed(request, actions.ask(request.person, RequestKind.COMPLAINT, said, by=request.actor))
    row = owners_entries()
    return page_of(
        request, "complaint", form=form, officer=row.officer, controller=row.controller, authority=row.authority
    )


def page_of(request: Request, name: str, *, status: int = 200, refused: str = "", **shown: Any) -> HttpResponse:
    """The page of a right; after a refused POST again, with what was typed."""
    form = shown.get("form")
    if status == 200 and form is not None and form.is_bound:
        status = 409 if refused else 422
    clients = clients_of_person(JOB, request.person)
    return page(request, f"{FOLDER}/{name}.html", status=status, refused=refused, clients=clients, **shown)


def followed(request: Request, found: SubjectRequest) -> HttpResponse:
    """On to the request's own page."""
    messages.success(request, _("We have your request. Its number is %(number)s.") % {"number": found.number})
    return see("customer:request", found.ref)


def _locked_too(request: Request, found: SubjectRequest, ground: LockGround) -> HttpResponse:
    """With the lock that was asked for beside it. The request stands, whatever becomes of the lock."""
    try:
        actions.lock_for(found, request.person, ground, by=request.actor)
    except UNWRITTEN:
        messages.error(request, _("Your data could not be locked just now. Ask for it once more in a few minutes."))
    return followed(request, found)


def _ended(request: Request, right: Right, name: str, said: str) -> HttpResponse:
    try:
        found = actions.end_use(request.person, right, said, by=request.actor)
    except UNWRITTEN as problem:
        messages.error(request, words_for(problem))
        return see(f"customer:right-{name}")
    return followed(request, found)
