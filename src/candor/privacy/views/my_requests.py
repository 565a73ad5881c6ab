"""What somebody has asked of us: the list, each request's page, and what they can still do about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.files import serve
from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access_own as access
from candor.privacy.actions import own_requests as actions
from candor.privacy.actions.copying import fetch_copy
from candor.privacy.forms_rights import ReplyForm
from candor.privacy.models import SubjectRequest
from candor.privacy.queries import own_requests as queries
from candor.privacy.rules.request_states import State, may_become
from candor.privacy.views.going import see
from candor.privacy.views.unwritten import UNWRITTEN, words_for
from candor.ui.public import page


@require_safe
def requests(request: Request) -> HttpResponse:
    """Everything that I asked for, the last first."""
    found = queries.own_requests_page(request.actor, after=request.GET.get("after", ""))
    return page(request, "privacy/customer/requests/list.html", found=found)


@require_safe
def one(request: Request, mine: str) -> HttpResponse:
    """What I asked, by when it is answered, what happened, the answer."""
    return _page(request, access.request_of(request.actor, mine), ReplyForm())


@require_POST
def reply(request: Request, mine: str) -> HttpResponse:
    """Answer the question who I am."""
    found, form = access.request_of(request.actor, mine), ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        if actions.answer_question(found, request.person, form.cleaned_data["said"], by=request.actor):
            messages.success(request, _("Thank you. We go on with your request."))
    except Refused as refusal:
        return _page(request, found, form, refused=str(refusal.reason), status=409)
    return see("customer:request", mine)


@require_POST
def withdraw(request: Request, mine: str) -> HttpResponse:
    """Take it back, while nothing of it was carried out."""
    try:
        if actions.withdraw(access.request_of(request.actor, mine), by=request.actor):
            messages.success(request, _("The request is taken back. Nothing of it is done."))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return see("customer:request", mine)


@require_POST
def unlock(request: Request, mine: str) -> HttpResponse:
    """Let my data be used again."""
    found = access.request_of(request.actor, mine)
    try:
        if actions.lift_own(found, by=request.actor):
            messages.success(request, _("The lock is lifted. Your data is used again for what it is held for."))
    except UNWRITTEN as problem:
        messages.error(request, words_for(problem))
    return see("customer:request", mine)


@require_safe
def certificate(request: Request, mine: str) -> HttpResponse:
    """The signed certificate of what was done; `of` names which, where there are several."""
    row = access.done_for(access.request_of(request.actor, mine), request.GET.get("of", ""))
    if row is None:
        return see("customer:request", mine)
    answer = HttpResponse(row.certificate, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="erasure-{row.ref}.json"'
    return answer


@require_POST
def fetch(request: Request, own: str) -> HttpResponseBase:
    """Hand the archive out."""
    row = access.copy_of(request.actor, own)
    try:
        return serve(fetch_copy(row, by=request.actor), made_here=True)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("customer:right-copy")


def _page(
    request: Request, row: SubjectRequest, form: ReplyForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    asks = row.stands is State.IDENTITY_PENDING
    parts = queries.parts_of(row)
    return page(
        request,
        "privacy/customer/requests/request.html",
        status=status,
        row=row,
        title=queries.title_of(row),
        told=queries.told_of(row),
        asks=asks,
        question=queries.question_to(row) if asks else "",
        form=form,
        problem=refused,
        steps=queries.happened_to(row),
        may_withdraw=may_become(row.stands, State.WITHDRAWN, is_complaint=row.is_complaint),
        **parts,
    )
