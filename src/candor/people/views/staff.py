"""Who works here, under System Configuration: invited, changed and let go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel import clock
from candor.kernel.http.request import Request
from candor.people import access, queries
from candor.people.actions import accounts, contracts
from candor.people.actions import staff as actions
from candor.people.actions.identifiers import Refused
from candor.people.forms.staff import InvitationForm, LastDayForm, RoleForm
from candor.people.roles import Role
from candor.people.rules.contracts import extended
from candor.people.views.common import see
from candor.people.views.forms import FormPage, form_page, sent
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def staff(request: Request) -> HttpResponse:
    members = queries.staff_members()
    return page(
        request,
        "people/tech/staff.html",
        members=members,
        ending=sorted((row for row in members if row.ends_on), key=lambda row: (row.ends_on, row.name)),
        invitations=queries.open_invitations(),
        may_change=request.actor.may("people.staff.change"),
    )


@get_or_post
def invite(request: Request) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    lead = _("We mail a link that works for a week. They choose their own password.")
    words = FormPage(_("Invite somebody to work here"), _("Send invitation"), reverse("tech:staff"), lead)

    def act(clean: dict[str, Any]) -> None:
        clean["role"] = Role(clean["role"])
        actions.invite(actions.Invitation(**clean), by=request.actor)

    if sent(request, form, act):
        return _done(request, _("The invitation is on its way."))
    return form_page(request, form, words)


@require_POST
def withdraw(request: Request, ref: str) -> HttpResponse:
    actions.withdraw_invitation(access.open_invitation(request.actor, ref), by=request.actor)
    return _done(request, _("The invitation is taken back; its link no longer works."))


@get_or_post
def change_role(request: Request, ref: str) -> HttpResponse:
    member = access.changeable_staff(request.actor, ref)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    lead = _("All their sessions end; what they see changes at once.")
    title = _("Change the role of %(name)s") % {"name": member.account.person.name}
    words = FormPage(title, _("Save role"), reverse("tech:staff"), lead)
    if sent(request, form, lambda clean: actions.change_role(member, Role(clean["role"]), by=request.actor)):
        return _done(request, _("The role is changed."))
    return form_page(request, form, words)


@get_or_post
def change_last_day(request: Request, ref: str) -> HttpResponse:
    member = access.changeable_staff(request.actor, ref)
    form = LastDayForm(request.POST or None, initial={"ends_on": member.ends_on})
    title = _("Last day of %(name)s") % {"name": member.account.person.name}
    words = FormPage(title, _("Save last day"), reverse("tech:staff"))
    if sent(request, form, lambda clean: actions.change_last_day(member, clean["ends_on"], by=request.actor)):
        return _done(request, _("The last day is saved."))
    return form_page(request, form, words)


@get_or_post
def extend_contract(request: Request, ref: str) -> HttpResponse:
    """Add three months to a contract: the reminder's link asks, the staff page's button does."""
    member = access.changeable_staff(request.actor, ref)
    if member.ends_on is None:
        messages.info(request, _("%(name)s has no last day.") % {"name": member.account.person.name})
        return see("tech:staff")
    if request.method != "POST":
        return page(
            request,
            "people/tech/extend_contract.html",
            member=member,
            last_day=extended(member.ends_on, clock.now().date()),
        )
    try:
        contracts.extend(member, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("tech:staff")
    return _done(request, _("The contract goes on for three months."))


@require_POST
def end_sessions(request: Request, ref: str) -> HttpResponse:
    """Sign a colleague out everywhere."""
    member = access.changeable_staff(request.actor, ref)
    accounts.end_all_sessions(member.account, by=request.actor)
    return _done(request, _("%(name)s is signed out everywhere.") % {"name": member.account.person.name})


@require_POST
def let_go(request: Request, ref: str) -> HttpResponse:
    member = access.changeable_staff(request.actor, ref)
    try:
        actions.let_go(member, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("tech:staff")
    return _done(request, _("%(name)s no longer works here.") % {"name": member.account.person.name})


def _done(request: Request, words: str) -> HttpResponse:
    messages.success(request, words)
    return see("tech:staff")
