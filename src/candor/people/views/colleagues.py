"""One's organisation in the Customer Center: its people for super customers, one's own place in it for members."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.people import access, limits
from candor.people.actions import colleagues as actions
from candor.people.actions import super_requests
from candor.people.actions.identifiers import Refused
from candor.people.forms.colleagues import InviteColleagueForm
from candor.people.identifiers import normalise
from candor.people.models import IdentifierKind, Membership, SuperRequest
from candor.people.queries.colleagues import (
    colleagues_page,
    has_asked,
    memberships_of,
    open_invitations_to,
    open_super_requests,
)
from candor.people.tasks import mail_colleague_invitation
from candor.people.views.common import face_of, own_account, see, see_address
from candor.people.views.forms import FormPage, form_page, sent
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
TOO_OFTEN = gettext_lazy("You have invited many people today, or this address was invited often. Go on tomorrow.")


@require_safe
def organisations(request: Request) -> HttpResponse:
    """The organisations that one belongs to; of a single one its page at once."""
    memberships = memberships_of(request.actor)
    if len(memberships) == 1:
        return see_address(_page_of(memberships[0].organisation.ref))
    return page(request, "people/customer/organisations.html", memberships=memberships)


@require_safe
def colleagues(request: Request, ref: str) -> HttpResponse:
    """The organisation's people for a super customer; everybody else sees their own place in it."""
    membership = access.own_membership(request.actor, ref)
    panels = panels_at("people.organisation.customer", request.actor, membership.organisation)
    if membership.role != Membership.Role.SUPER:
        asked = has_asked(membership)
        return page(request, "people/customer/membership.html", found=membership, has_asked=asked, panels=panels)
    organisation = access.super_customers_organisation(request.actor, ref)
    return page(
        request,
        "people/customer/colleagues.html",
        found=organisation,
        listing=colleagues_page(organisation, request.actor, after=request.GET.get("after", "")[:16]),
        invitations=open_invitations_to(organisation, by=request.actor),
        super_requests=open_super_requests(organisation, by=request.actor),
        panels=panels,
    )


@get_or_post
def invite(request: Request, ref: str) -> HttpResponse:
    """Invite a colleague. The answer is the same whether we know the address or not."""
    organisation = access.super_customers_organisation(request.actor, ref)
    form = InviteColleagueForm(request.POST or None, initial={"language": get_language()})
    lead = _(
        "We send a link there. Who follows it belongs to %(name)s: their new cases are seen and answered by you and "
        "the other super customers. Their account stays their own."
    ) % {"name": organisation.name}
    words = FormPage(_("Invite a colleague"), _("Send the invitation"), _page_of(ref), lead)

    def act(clean: dict[str, Any]) -> None:
        email = normalise(IdentifierKind.EMAIL, clean["email"])
        if not limits.may_invite(own_account(request).pk, email):
            raise Refused(TOO_OFTEN)
        actions.invite(organisation, email, clean["language"], mailer=mail_colleague_invitation, by=request.actor)

    if not sent(request, form, act):
        return form_page(request, form, words)
    messages.success(request, _("The invitation is on its way. It counts for seven days."))
    return see_address(_page_of(ref))


@require_POST
def withdraw(request: Request, ref: str, entry: str) -> HttpResponse:
    """Take an invitation back."""
    actions.withdraw_invitation(access.colleague_invitation(request.actor, ref, entry), by=request.actor)
    messages.success(request, _("The invitation is withdrawn. Its link no longer works."))
    return see_address(_page_of(ref))


@get_or_post
def end_access(request: Request, ref: str, person_ref: str) -> HttpResponse:
    """Say what ending somebody's access means, then end it."""
    membership = access.colleague(request.actor, ref, person_ref)
    if request.method != "POST":
        return page(request, "people/customer/end_access.html", found=membership)
    actions.end_access(membership, by=request.actor)
    messages.success(request, _("%(name)s no longer belongs here.") % {"name": membership.person.name})
    return see_address(_page_of(ref))


@require_POST
def ask_to_become_super(request: Request, ref: str) -> HttpResponse:
    """A member would like to see and answer the organisation's cases."""
    try:
        super_requests.ask_to_become_super(access.own_membership(request.actor, ref), by=request.actor)
    except Refused as refusal:
        messages.info(request, str(refusal.reason))
    else:
        messages.success(request, _("Your request is on its way. You are told by mail what was decided."))
    return see_address(_page_of(ref))


@require_POST
def grant(request: Request, ref: str, request_ref: str) -> HttpResponse:
    """Make the member who asked a super customer."""
    wanted = _wish(request, ref, request_ref)
    super_requests.grant(wanted, by=request.actor)
    messages.success(request, _("%(name)s is a super customer now.") % {"name": wanted.membership.person.name})
    return _decided(request, ref)


@require_POST
def decline(request: Request, ref: str, request_ref: str) -> HttpResponse:
    """Leave the member who asked an ordinary one."""
    wanted = _wish(request, ref, request_ref)
    super_requests.decline(wanted, by=request.actor)
    messages.success(request, _("%(name)s stays an ordinary member.") % {"name": wanted.membership.person.name})
    return _decided(request, ref)


def _wish(request: Request, ref: str, request_ref: str) -> SuperRequest:
    """A wish that staff decide in the Tech Center, and super customers in theirs: each in their own face alone."""
    is_tech = face_of(request) == "tech"
    decides_about = access.changeable_organisation if is_tech else access.super_customers_organisation
    return access.super_request_of(decides_about(request.actor, ref), request_ref)


def _decided(request: Request, ref: str) -> HttpResponse:
    return see("tech:organisation", ref) if face_of(request) == "tech" else see_address(_page_of(ref))


def _page_of(ref: str) -> str:
    return reverse("customer:colleagues", args=[ref])
