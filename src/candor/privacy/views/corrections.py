"""Corrections that came by mail, telephone or letter: the office finds each thing as the account shows it.

Each is decided on its own page; the answer to all of them leaves from here.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel import instance
from candor.kernel.http.request import Request
from candor.people.public import Person, Refused, subject_of
from candor.privacy import access, access_own
from candor.privacy.account_manager.items import items_of
from candor.privacy.account_manager.overview import overview_of
from candor.privacy.actions import contests as actions
from candor.privacy.actions.own_requests import Wrong
from candor.privacy.correcting import writable, wrong_of
from candor.privacy.exporting.reading import Tongue
from candor.privacy.forms_rights import EnterContestForm
from candor.privacy.models import SubjectRequest
from candor.privacy.own_slots import may_be_wrong
from candor.privacy.queries.contests import Entered, entered_in
from candor.privacy.queries.items import name_of_item, shared_things
from candor.privacy.queries.requests import with_people
from candor.privacy.telling_requests import address_of
from candor.privacy.views.going import note_look, see
from candor.ui.public import locale_of, page

LIST, FORM = "privacy/tech/corrections.html", "privacy/tech/correction_form.html"


@require_safe
def corrections(request: Request, ref: str) -> HttpResponse:
    """What was entered and decided; what is held about the person, to choose from."""
    return _page(request, access.subject_request(request.actor, ref))


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request, ref: str) -> HttpResponse:
    """One thing: what is wrong, and what it should say, field by field where it can be written."""
    row = access.subject_request(request.actor, ref)
    person = _whom(request, row)
    if person is None:
        messages.error(request, str(actions.NOBODY_YET))
        return see("tech:privacy-corrections", ref)
    item = {name: request.GET.get(name, request.POST.get(name, ""))[:100] for name in ("place", "key")}
    with translation.override(row.language or None):  # its names stand in the answer
        what = name_of_item(person, **item) if item["place"] else ""
        held = writable(person, **item) if what else None
    form = EnterContestForm(request.POST or None, initial=item, held=held)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        with translation.override(row.language or None):
            wrong = wrong_of(form.cleaned_data, held, form.wished()) | ({"what": what, **item} if what else {})
        try:
            return see("tech:privacy-contest", actions.enter(row, Wrong(**wrong), by=request.actor).ref)
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
    note_look(request, row)
    status = 422 if form.is_bound else 200
    return page(request, FORM, status=status, row=row, whom=person, form=form, item=what)


@require_POST
def take_off(request: Request, ref: str) -> HttpResponse:
    """What was entered by mistake."""
    contest = access_own.contest(request.actor, ref)
    try:
        if actions.take_off(contest, by=request.actor):
            messages.success(request, _("It is taken off. The person reads nothing of it."))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return see("tech:privacy-corrections", contest.request.ref)


@require_POST
def answer(request: Request, ref: str) -> HttpResponse:
    """Send what was decided about each thing, as one answer."""
    row = access.subject_request(request.actor, ref)
    try:
        is_new = actions.answer_all(row, by=request.actor)
    except Refused as refusal:
        return _page(request, row, refused=str(refusal.reason), status=409)
    if is_new:
        messages.success(request, _("The request is over. Its file stays under lock."))
    return see("tech:privacy-request", ref)


def _whom(request: Request, row: SubjectRequest) -> Person | None:
    """Whose data it is for certain: nothing is shown before somebody has learned who asks for a correction."""
    return with_people(request.actor, [row])[0].person if entered_in(request.actor, row).may_enter else None


def _page(request: Request, row: SubjectRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    note_look(request, row)
    person, entered = with_people(request.actor, [row])[0].person, entered_in(request.actor, row)
    may_answer = entered.may_enter and entered.all_decided
    shown = {
        "settlement": actions.settlement_of(row) if may_answer else None,
        "mail_to": address_of(row) if may_answer else "",
        "chooser": _chooser(request, person, entered) if person is not None and entered.may_enter else None,
    }
    return page(request, LIST, status=status, row=row, whom=person, entered=entered, refused=refused, **shown)


def _chooser(request: Request, person: Person, entered: Entered) -> dict[str, Any]:
    """The groups of the account with their kinds; of the chosen kind what is held, the newest first."""
    zone = ZoneInfo(person.time_zone or instance.current().time_zone)
    subject = subject_of(person)
    found = [
        (line.group, [one for one in line.kinds if may_be_wrong(one.kind.table)]) for line in overview_of(subject, zone)
    ]
    groups = [(group, kinds) for group, kinds in found if kinds]
    wanted = request.GET.get("kind", "")
    chosen = next((one for _group, kinds in groups for one in kinds if one.kind.key == wanted), None)
    shown: dict[str, Any] = {"groups": groups, "chosen": chosen, "shared": [] if chosen else shared_things(person)}
    if chosen is not None:
        tongue = Tongue(locale_of(get_language() or "en"), zone)
        before = request.GET.get("before", "")[:200]
        shown["portion"] = items_of(subject, chosen.kind.table, tongue, before=before)
        shown["is_later"] = bool(before)
    listed = {(row.place, row.key): row for row in entered.rows if row.place}
    return {**shown, "listed": listed}
