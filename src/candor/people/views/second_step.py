"""The second step at the door: what the pages that `entering` draws send back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people import limits
from candor.people.actions import passkeys, second_step
from candor.people.actions.identifiers import Refused
from candor.people.actions.second_step import OVER, Admitted, Pending, Step
from candor.people.forms.second_factors import AppCodeForm, PasskeyNameForm
from candor.people.forms.sign_in import SignInForm
from candor.people.rules.second_factors import looks_like_app_code
from candor.people.views.common import face_of
from candor.people.views.entering import (
    begin_session,
    code_form,
    next_address,
    sent_to_provider,
    set_up_page,
    step_page,
    welcome,
)
from candor.people.views.sign_in import door
from candor.ui.public import page

FormT = TypeVar("FormT", bound=forms.Form)
NAME_IT = _("Give the passkey a name of up to 60 characters, so that you recognise it.")


@require_POST
def show_code(request: Request) -> HttpResponse:
    """Take a code of the app or a recovery code, and begin the session."""
    pending = _pending(request, Step.SHOW)
    if pending is None:
        return _over(request)
    form = code_form(pending, request.POST)
    if not form.is_valid():
        return step_page(request, pending, form, status=422)
    code = form.cleaned_data["code"]
    if not limits.may_try_code(pending.account.pk, network_of(request), is_app_code=looks_like_app_code(code)):
        form.add_error("code", str(passkeys.TOO_OFTEN))
        return step_page(request, pending, form, status=429)
    try:
        return welcome(request, second_step.show_code(pending, code))
    except Refused as refusal:
        form.add_error("code", str(refusal.reason))
        return step_page(request, pending, form, status=422)


@require_POST
def show_passkey(request: Request) -> HttpResponse:
    """Take a passkey as the second step, and begin the session."""
    pending = _pending(request, Step.SHOW)
    if pending is None:
        return _over(request)
    try:
        return welcome(request, second_step.show_passkey(pending, request.POST.get("credential", "")))
    except Refused as refusal:
        form = with_error(code_form(pending, {}), refusal.reason)
        return step_page(request, pending, form, status=422)


@require_POST
def set_up_app(request: Request) -> HttpResponse:
    """Confirm a first app, begin the session and show the recovery codes."""
    pending = _pending(request, Step.SET_UP)
    if pending is None:
        return _over(request)
    form = AppCodeForm(request.POST)
    if not form.is_valid():
        return set_up_page(request, pending, form, status=422)
    try:
        admitted, codes = second_step.set_up_app(pending, form.cleaned_data["code"])
    except Refused as refusal:
        form.add_error("code", str(refusal.reason))
        return set_up_page(request, pending, form, status=422)
    return _begin_with_codes(request, admitted, codes)


@require_POST
def set_up_passkey(request: Request) -> HttpResponse:
    """Add a first passkey, begin the session and show the recovery codes."""
    pending = _pending(request, Step.SET_UP)
    if pending is None:
        return _over(request)
    form = PasskeyNameForm(request.POST)
    if not form.is_valid():
        return set_up_page(request, pending, with_error(AppCodeForm({}), NAME_IT), status=422)
    try:
        credential = request.POST.get("credential", "")
        admitted, codes = second_step.set_up_passkey(pending, form.cleaned_data["name"], credential)
    except Refused as refusal:
        return set_up_page(request, pending, with_error(AppCodeForm({}), refusal.reason), status=422)
    return _begin_with_codes(request, admitted, codes)


@require_POST
def enter_with_passkey(request: Request) -> HttpResponse:
    """Sign in with a passkey alone: it has verified its person."""
    try:
        admitted = second_step.after_passkey(request.POST.get("credential", ""))
    except Refused as refusal:
        return door(request, with_error(SignInForm({}), refusal.reason), status=422)
    return sent_to_provider(request, admitted.account) or welcome(request, admitted)


@require_POST
def ask_passkey_alone(request: Request) -> JsonResponse:
    """The question to whichever passkey the device has."""
    return answer_in_json(request, lambda: passkeys.questions_for(passkeys.signing_in()))


@require_POST
def ask_passkey(request: Request) -> JsonResponse:
    """The question to one of the account's passkeys, as second step."""
    return _ask(request, Step.SHOW, lambda own: passkeys.questions_for(passkeys.second_step(own.account, own.binding)))


@require_POST
def ask_new_passkey(request: Request) -> JsonResponse:
    """The question for a first passkey on the way in."""
    return _ask(request, Step.SET_UP, lambda own: passkeys.questions_for_new(passkeys.adding(own.account, own.binding)))


def answer_in_json(request: Request, question: Callable[[], Any]) -> JsonResponse:
    """The options for the browser, or in `error` a sentence for the person."""
    if not limits.may_ask_passkey(network_of(request)):
        return JsonResponse({"error": str(passkeys.TOO_OFTEN)}, status=429)
    return JsonResponse(question())


def _ask(request: Request, step: Step, question: Callable[[Pending], Any]) -> JsonResponse:
    pending = _pending(request, step)
    if pending is None:
        return JsonResponse({"error": str(OVER)}, status=410)
    return answer_in_json(request, lambda: question(pending))


def _pending(request: Request, step: Step) -> Pending | None:
    return second_step.pending_behind(step, request.POST.get("step", ""))


def _over(request: Request) -> HttpResponse:
    """The sign-in has to be begun again; what was typed before it is kept."""
    return door(request, with_error(SignInForm({}), OVER), status=410)


def _begin_with_codes(request: Request, admitted: Admitted, codes: list[str]) -> HttpResponse:
    begin_session(request, admitted)
    face = face_of(request)
    return page(request, "people/me/recovery_codes.html", face=face, codes=codes, onward=next_address(request, face))


def with_error(form: FormT, reason: Promise) -> FormT:
    """The form with this one error: nothing was typed into it."""
    form.errors.clear()
    form.add_error(None, str(reason))
    return form
