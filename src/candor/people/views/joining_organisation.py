"""Accepting a super customer's invitation, behind the link in the mail. No cookie until there is an account."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people import limits
from candor.people.actions import colleagues as actions
from candor.people.actions.identifiers import Refused
from candor.people.forms.colleagues import JoinForm, JoinKnownForm, JoinNewForm
from candor.people.models import ColleagueInvitation
from candor.people.queries.registration import Known, Standing
from candor.people.views.common import see
from candor.people.views.entering import enter
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, secret: str) -> HttpResponse:
    """Belong to an organisation from now on. Looking at the page uses nothing up."""
    found = actions.invitation_behind(secret)
    if found is None:
        return page(request, "people/public/invitation_gone.html", status=410)
    token, invitation, known = found
    form = _form(request, known)
    if request.method != "POST" or not form.is_valid():
        return _offer(request, form, invitation, known, status=422 if form.errors else 200)
    if not limits.may_confirm_registration(network_of(request)):
        form.add_error(None, _("That was too often. Wait a quarter of an hour and try again."))
        return _offer(request, form, invitation, known, status=429)
    try:
        account = actions.accept(token, invitation, actions.Accepted(**form.cleaned_data))
    except Refused as refusal:
        form.add_error("password" if "password" in form.fields else None, str(refusal.reason))
        return _offer(request, form, invitation, known, status=422)
    if known.standing is Standing.HAS_ACCOUNT:
        return see("public:joined")
    return enter(request, account, face="customer")


def joined(request: Request) -> HttpResponse:
    """For those who have an account: the link proves the mailbox, and signs nobody in."""
    return page(request, "people/public/joined.html")


def _form(request: Request, known: Known) -> JoinForm | JoinKnownForm:
    data: Any = request.POST if request.method == "POST" else None
    if known.standing is Standing.HAS_ACCOUNT:
        return JoinForm(data)
    return JoinKnownForm(data) if known.entry is not None else JoinNewForm(data)


def _offer(
    request: Request, form: JoinForm | JoinKnownForm, invitation: ColleagueInvitation, known: Known, *, status: int
) -> HttpResponse:
    return page(
        request,
        "people/public/join.html",
        status=status,
        form=form,
        organisation=invitation.organisation.name,
        has_account=known.standing is Standing.HAS_ACCOUNT,
    )
