"""Carrying a request out from its page: a plan, a copy, a lock that point back to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.kernel.http.request import Request
from candor.people.public import Person, Refused
from candor.privacy import access
from candor.privacy.actions import erasures, locks
from candor.privacy.actions.copying import CopyWanted, ask_for_copy
from candor.privacy.erasing import Asked
from candor.privacy.forms_requests import BY_COPY, BY_ERASING, GroundForm, LanguageForm, RightForm
from candor.privacy.models import LockGround, RequestKind, SubjectRequest
from candor.privacy.rules.deciding import Right
from candor.privacy.rules.request_states import State
from candor.privacy.views.going import see
from candor.privacy.views.unwritten import UNWRITTEN, words_for

BEFORE = (State.VERIFIED, State.PLANNED, State.CONFIRMED)
"""Where it is certain who asks and nothing is being destroyed."""


def forms_for(row: SubjectRequest) -> dict[str, Any]:
    """The form by which this request can be carried out now; none while nobody is certain who asks."""
    forms: dict[str, Any] = dict.fromkeys(("plan_form", "copy_form", "lock_form"))
    if row.stands not in BEFORE or row.subject_number is None:
        return forms
    if row.kind in BY_ERASING:
        return {**forms, "plan_form": RightForm(kind=row.kind)}
    if row.kind in BY_COPY:
        return {**forms, "copy_form": LanguageForm(initial={"language": row.language})}
    return {**forms, "lock_form": GroundForm() if row.kind == RequestKind.RESTRICTION else None}


@require_POST
def plan(request: Request, ref: str) -> HttpResponse:
    """Plan the erasure, the objection or the withdrawal; its page says what is expected, and confirms it."""
    row = access.subject_request(request.actor, ref)
    person, form = _person(request, row), RightForm(request.POST, kind=row.kind)
    if not form.is_valid():
        return _unchosen(request, row)
    reason = _("Request %(number)s") % {"number": row.number}
    asked = Asked(Right(form.cleaned_data["right"]), row.received_on, reason, row.pk)
    try:
        erasure = erasures.plan(person, asked, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("tech:privacy-request", row.ref)
    return see("tech:privacy-erasure", erasure.ref)


@require_POST
def copy(request: Request, ref: str) -> HttpResponse:
    """Have the archive made."""
    row = access.subject_request(request.actor, ref)
    person, form = _person(request, row), LanguageForm(request.POST)
    if not form.is_valid() or row.kind not in BY_COPY:
        return _unchosen(request, row)
    wanted = CopyWanted(person, form.cleaned_data["language"], received_on=row.received_on, request=row.pk)
    try:
        made = ask_for_copy(wanted, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("tech:privacy-request", row.ref)
    return see("tech:privacy-copy", made.ref)


@require_POST
def lock(request: Request, ref: str) -> HttpResponse:
    """Enter the lock."""
    row = access.subject_request(request.actor, ref)
    person, form = _person(request, row), GroundForm(request.POST)
    if not form.is_valid() or row.kind != RequestKind.RESTRICTION:
        return _unchosen(request, row)
    new = locks.NewLock(LockGround(form.cleaned_data["ground"]), request=row.pk)
    try:
        locks.lock_person(person, new, by=request.actor)
    except UNWRITTEN as problem:
        messages.error(request, words_for(problem))
    else:
        messages.success(request, _("The lock is entered in the register."))
    return see("tech:privacy-request", row.ref)


def _person(request: Request, row: SubjectRequest) -> Person:
    """Whose request it is; 404 while that is not certain, and once they are erased."""
    found = Person.objects.visible_to(request.actor).filter(pk=row.subject_number or 0, erased_at=None).first()
    if found is None or row.stands not in BEFORE:
        raise Http404
    return found


def _unchosen(request: Request, row: SubjectRequest) -> HttpResponse:
    messages.error(request, _("Choose what is to be done. Nothing was changed."))
    return see("tech:privacy-request", row.ref)
