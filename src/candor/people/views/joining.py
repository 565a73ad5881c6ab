"""Becoming staff: the first administrator at set-up, everybody else by invitation."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from candor.kernel import instance, tokens
from candor.kernel.http.request import Request
from candor.people.actions import set_up as set_up_actions
from candor.people.actions import staff
from candor.people.actions.identifiers import Refused
from candor.people.forms.sign_in import AcceptInvitationForm, SetUpForm
from candor.people.models import StaffInvitation
from candor.people.roles import ROLE_NAMES, Role
from candor.people.views.entering import enter
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: Request, secret: str) -> HttpResponse:
    """Set up an empty installation. The link works until it has been used; looking at the page uses nothing."""
    token = tokens.find_link(instance.SET_UP, secret)
    if token is None or instance.is_set_up():
        return page(request, "people/public/set_up.html", status=410, form=None, secret=secret)
    form = SetUpForm(request.POST or None, initial=_usual(request))
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return page(request, "people/public/set_up.html", status=status, form=form, secret=secret)
    try:
        account = set_up_actions.set_up(set_up_actions.FirstDay(**form.cleaned_data), token)
    except Refused as refusal:
        form.add_error("password", str(refusal.reason))
        return page(request, "people/public/set_up.html", status=422, form=form, secret=secret)
    return enter(request, account, face="tech")


@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: Request, secret: str) -> HttpResponse:
    """Become staff with a password of one's own."""
    found = staff.invitation_behind(secret)
    if found is None:
        return page(request, "people/tech/accept_invitation.html", status=410, form=None)
    token, invitation = found
    form = AcceptInvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            account = staff.accept(token, invitation, form.cleaned_data["password"])
        except Refused as refusal:
            form.add_error("password", str(refusal.reason))
        else:
            return enter(request, account)
    return _offer(request, invitation, form, secret)


def _offer(request: Request, invitation: StaffInvitation, form: AcceptInvitationForm, secret: str) -> HttpResponse:
    return page(
        request,
        "people/tech/accept_invitation.html",
        status=422 if form.errors else 200,
        form=form,
        secret=secret,
        invitation=invitation,
        role=ROLE_NAMES[Role(invitation.role)],
    )


def _usual(request: Request) -> dict[str, str]:
    ours = instance.current()
    return {"language": request.LANGUAGE_CODE or ours.language, "time_zone": ours.time_zone}
