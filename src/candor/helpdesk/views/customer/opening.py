"""Asking something new, for oneself or, as a super customer, for a colleague."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.helpdesk import letters
from candor.helpdesk.actions.uploads import stored
from candor.helpdesk.forms.customer import NewCaseForm
from candor.helpdesk.models import Ticket
from candor.helpdesk.public import NewTicket, discard_draft, open_ticket
from candor.helpdesk.views.customer.shown import NEW_CASE, address_of, keep, saved_draft, upload_limit
from candor.helpdesk.views.suggestions import beside_new_case
from candor.kernel.actor import Channel
from candor.kernel.http.request import Request
from candor.kernel.ids import new_ref
from candor.privacy.public import current_notice_version
from candor.ui.public import page


def new_case(request: Request) -> HttpResponse:
    """Ask something new."""
    me = letters.reader(request.actor)
    if request.method == "POST":
        return _open(request, me)
    saved = saved_draft(None, NEW_CASE, me)
    earlier = _followed(me, request.GET.get("follows", "")[:16])
    initial = {"body": saved.text if saved else "", "key": new_ref(), **_taken_over(earlier)}
    form = NewCaseForm(initial=initial, me=me)
    return new_case_page(request, form, saved_at=saved.saved_at if saved else None, earlier=earlier)


@require_POST
def new_case_draft(request: Request) -> HttpResponse:
    """Keep what the customer is typing in a new case."""
    return keep(request, None, NEW_CASE, letters.reader(request.actor))


def new_case_page(request: Request, form: NewCaseForm, *, status: int = 200, **context: Any) -> HttpResponse:
    """The form for a new case. `closed` was closed while words for it were written, `earlier` longer ago; the new one
    continues it. `saved_at` is when the draft was kept.
    """
    return page(
        request,
        "helpdesk/customer/new_case.html",
        status=status,
        form=form,
        **beside_new_case(request, form),
        files_were_sent=bool(request.FILES),
        upload_limit=upload_limit(),
        **{"closed": None, "earlier": None, "saved_at": None, **context},
    )


def _open(request: Request, me: letters.Reader) -> HttpResponse:
    form = NewCaseForm(request.POST, request.FILES, me=me)
    if not form.is_valid():
        return new_case_page(request, form, status=422)
    with stored(form.cleaned_data["files"]) as files:
        ticket = open_ticket(_wanted(request, form, files, me), by=me.actor)
    discard_draft(None, purpose=NEW_CASE, by=me.actor)
    if ticket.requester_id == me.person_id:
        messages.success(request, _("Your case is with us."))
    else:
        told = _("The case is with us, and %(name)s is told of it.") % {"name": ticket.requester.name}
        messages.success(request, told)
    return redirect("customer:case", ticket.ref)


def _wanted(request: Request, form: NewCaseForm, files: Any, me: letters.Reader) -> NewTicket:
    given = form.cleaned_data
    colleague = given.get("colleague")
    return NewTicket(
        requester=colleague.person if colleague else request.person,
        author=request.person,
        subject=given["subject"],
        text=given["body"],
        channel=Channel.WEB,
        category=given["category"],
        organisation=colleague.organisation if colleague else given.get("organisation"),
        came_from=address_of(request),
        files=files,
        submission_key=given["key"] or None,
        notice_version=current_notice_version(),
        is_sender_verified=letters.has_proven_address(colleague.person_id) if colleague else me.is_proven,
        follows=_followed(me, given["follows"]),
    )


def _taken_over(earlier: Ticket | None) -> dict[str, str]:
    """What a new case has from the closed one that it continues."""
    if earlier is None:
        return {}
    category = earlier.category.ref if earlier.category else ""
    return {"subject": earlier.subject, "category": category, "follows": earlier.ref}


def _followed(me: letters.Reader, ref: str) -> Ticket | None:
    return letters.case_for(me, ref) if ref else None
