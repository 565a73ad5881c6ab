"""Having one's data deleted: looked at first, then asked for by somebody who has shown once more who they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.kernel.jobs import how_far, was_given_up
from candor.kernel.registries.panels import panels_at
from candor.people.public import Refused
from candor.privacy.actions import own_requests as actions
from candor.privacy.actions import previewing
from candor.privacy.erasing.planning import ENDED
from candor.privacy.erasing.showing import closes_account, what_goes, what_stays
from candor.privacy.forms_rights import SendErasureForm
from candor.privacy.models import Erasure, ErasureState
from candor.privacy.tasks import erasure_key
from candor.privacy.views.going import see
from candor.privacy.views.my_rights import followed, page_of


@require_safe
def erasure(request: Request) -> HttpResponse:
    """The way to a preview; how far it is; what it says."""
    going = Erasure.objects.filter(subject_number=request.person.pk, is_preview=False).exclude(state__in=ENDED)
    found = _preview(request)
    is_made = found is not None and found.state == ErasureState.PLANNED
    failed = found is not None and not is_made and (bool(found.trouble) or was_given_up(erasure_key(found)))
    shown: dict[str, Any] = {
        "going": going.exists(),
        "preview": None if failed else found,
        "failed": failed,
        "under_way": not is_made,
        "done_of": how_far(erasure_key(found)) if found is not None and not is_made else None,
        "panels": panels_at("privacy.my-erasure", request.actor, request.person) if is_made else [],
    }
    return page_of(request, "erasure", **shown, **_plan(found if is_made else None))


@require_POST
def preview(request: Request) -> HttpResponse:
    """Have it worked out what would go and what would stay."""
    try:
        previewing.begin_preview(request.person, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return see("customer:right-erasure")


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request) -> HttpResponse:
    """The last step: what was shown is asked for."""
    found = _preview(request)
    is_made = found is not None and found.state == ErasureState.PLANNED
    if request.method != "POST" and not is_made:
        return see("customer:right-erasure")
    initial = {"plan": found.plan_hash if found else ""}
    form = SendErasureForm(request.POST if request.method == "POST" else None, initial=initial)
    plan = _plan(found if is_made else None)
    if not form.is_bound or not form.is_valid():
        return page_of(request, "erasure_send", form=form, **plan)
    clean = form.cleaned_data
    try:
        sent = actions.send_erasure(request.person, clean["plan"], clean["said"], by=request.actor)
    except Refused as refusal:
        return page_of(request, "erasure_send", form=form, refused=str(refusal.reason), **plan)
    return followed(request, sent)


def _preview(request: Request) -> Erasure | None:
    """What was worked out within the last hour, or could not be."""
    found = Erasure.objects.previewed_by(request.actor).order_by("-pk").first()
    return found if found is not None and (found.trouble or previewing.still_counts(found)) else None


def _plan(found: Erasure | None) -> dict[str, Any]:
    if found is None:
        return {"goes": [], "stays": [], "closes": False}
    return {"goes": what_goes(found), "stays": what_stays(found), "closes": closes_account(found)}
