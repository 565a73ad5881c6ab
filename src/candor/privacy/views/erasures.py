"""Erasures: planned, looked at, confirmed with the person's name typed, watched, and proved by a certificate."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.kernel.jobs import how_far, waits_until, was_given_up
from candor.kernel.registries.panels import panels_at
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import erasures as actions
from candor.privacy.erasing import Asked, drop_plan
from candor.privacy.erasing.showing import what_goes, what_stays
from candor.privacy.forms_clients import PassedForm
from candor.privacy.forms_erasures import ConfirmForm, ErasureForm
from candor.privacy.forms_grounds import AskedForm
from candor.privacy.models import Erasure, ErasureState
from candor.privacy.queries.client_requests import clients_of_erasure
from candor.privacy.queries.erasures import erasures_page, person_of
from candor.privacy.queries.replacements import about_companies
from candor.privacy.rights import words_of
from candor.privacy.rules.deciding import Right
from candor.privacy.tasks import FINISHING, GOING_ON, erasure_key
from candor.privacy.views.going import see
from candor.ui.public import page

PLAN_PAGE, PAGE = "privacy/tech/plan_erasure.html", "privacy/tech/erasure.html"


@require_safe
def erasures(request: Request) -> HttpResponse:
    """Every erasure, by state, the last planned first."""
    found = erasures_page(request.actor, group=request.GET.get("state", ""), after=request.GET.get("after", ""))
    return page(request, "privacy/tech/erasures.html", found=found)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request) -> HttpResponse:
    """Plan somebody's erasure; nothing of them changes."""
    form = ErasureForm(request.POST or None, actor=request.actor, initial={"which": request.GET.get("which", "")})
    form.is_bound = request.method == "POST"
    if not form.is_bound or not form.is_valid() or form.person is None:
        return page(request, PLAN_PAGE, status=422 if form.is_bound else 200, form=form, refused="")
    clean = form.cleaned_data
    asked = Asked(Right(clean["right"]), clean["received_on"], clean["reason"])
    try:
        row = actions.plan(form.person, asked, by=request.actor)
    except Refused as refusal:
        return page(request, PLAN_PAGE, status=409, form=form, refused=str(refusal.reason))
    return see("tech:privacy-erasure", row.ref)


@require_safe
def erasure(request: Request, ref: str) -> HttpResponse:
    """What is expected to go and to stay; how far it is; in the end what was done."""
    return _page(request, access.erasure(request.actor, ref))


@require_POST
def confirm(request: Request, ref: str) -> HttpResponse:
    """Let it be carried out, once the person's name has been typed."""
    row = access.erasure(request.actor, ref)
    if row.state != ErasureState.PLANNED:
        return see("tech:privacy-erasure", ref)
    form = _form(request, row)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        actions.confirm(row, form.cleaned_data["plan"], by=request.actor)
    except Refused as refusal:
        return _page(request, row, form, refused=str(refusal.reason), status=409)
    return see("tech:privacy-erasure", ref)


@require_POST
def drop(request: Request, ref: str) -> HttpResponse:
    """Forget a plan that was not begun."""
    if not drop_plan(access.erasure(request.actor, ref), by=request.actor):
        messages.error(request, _("It has begun and cannot be taken back any more."))
        return see("tech:privacy-erasure", ref)
    messages.success(request, _("The plan is dropped. Nothing of the person was changed."))
    return see("tech:privacy-erasures")


@require_POST
def try_again(request: Request, ref: str) -> HttpResponse:
    """Have one go on that has stopped."""
    try:
        actions.try_again(access.erasure(request.actor, ref), by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return see("tech:privacy-erasure", ref)


@require_safe
def certificate(request: Request, ref: str) -> HttpResponse:
    """The signed certificate of one that is done, as a file that names nobody; before that, its page."""
    row = access.erasure(request.actor, ref)
    if row.state != ErasureState.DONE:
        return see("tech:privacy-erasure", ref)
    answer = HttpResponse(row.certificate, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="erasure-{row.ref}.json"'
    return answer


def _form(request: Request, row: Erasure) -> ConfirmForm:
    """Where somebody has no name, the reference of the plan is typed."""
    whom = person_of(request.actor, row)
    initial, expected = {"plan": row.plan_hash}, whom.name if whom and whom.name else row.ref
    return ConfirmForm(request.POST if request.method == "POST" else None, expected=expected, initial=initial)


def _page(
    request: Request, row: Erasure, form: ConfirmForm | None = None, *, refused: str = "", status: int = 200
) -> HttpResponse:
    planning = row.state == ErasureState.PLANNING and not row.trouble
    under_way = planning or row.state in GOING_ON
    whom = person_of(request.actor, row)
    may_choose = whom is not None and row.state == ErasureState.PLANNED and row.right == Right.ERASURE
    shown = {
        "whom": whom,
        "panels": panels_at("privacy.erasure", request.actor, whom) if may_choose else [],
        "right": words_of(row.right),
        "form": form or (_form(request, row) if row.state == ErasureState.PLANNED else None),
        "goes": what_goes(row),
        "stays": what_stays(row),
        **about_companies(request.actor, row),
        "asked_form": AskedForm(),
        "clients": clients_of_erasure(request.actor, row),
        "passed_form": PassedForm(),
        "done_of": how_far(erasure_key(row)) if under_way else None,
        "finished_after": waits_until(FINISHING) if row.state == ErasureState.COMPACTING else None,
        "given_up": under_way and was_given_up(erasure_key(row)),
    }
    return page(request, PAGE, status=status, row=row, refused=refused, planning=planning, under_way=under_way, **shown)
