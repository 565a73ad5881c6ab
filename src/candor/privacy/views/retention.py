"""Runs of the retention rules: the list, one with its figures, and what somebody decides about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.models import RetentionRun
from candor.privacy.queries import retention
from candor.privacy.retaining import running
from candor.privacy.views.going import see
from candor.privacy.words import STAYS_WORDS, plain_kind
from candor.ui.public import page


@require_safe
def runs(request: Request) -> HttpResponse:
    """The last ones, and whom nobody can tell."""
    return _list(request)


@require_POST
def start_dry(request: Request) -> HttpResponse:
    """Count what the rules would delete, and delete nothing."""
    try:
        run = running.start_dry_run(by=request.actor)
    except Refused as refusal:
        return _list(request, refused=str(refusal.reason), status=409)
    messages.success(request, _("The dry run counts now. Nothing is deleted by it."))
    return see("tech:privacy-retention-run", run.ref)


@require_safe
def run(request: Request, ref: str) -> HttpResponse:
    """One run: how many of each kind, why some stay, and a few to look at."""
    return _page(request, access.retention_run(request.actor, ref))


@require_POST
def confirm(request: Request, ref: str) -> HttpResponse:
    """Let a run that waits delete what it counted."""
    found = access.retention_run(request.actor, ref)
    try:
        running.confirm_run(found, by=request.actor)
    except Refused as refusal:
        return _page(request, found, refused=str(refusal.reason), status=409)
    messages.success(request, _("Confirmed. The records are deleted now, in small batches."))
    return see("tech:privacy-retention-run", ref)


@require_POST
def stop(request: Request, ref: str) -> HttpResponse:
    """Let a run delete nothing further."""
    if running.stop_run(access.retention_run(request.actor, ref), by=request.actor):
        messages.success(request, _("The run is stopped. It deletes nothing further."))
    return see("tech:privacy-retention-run", ref)


def _list(request: Request, refused: str = "", status: int = 200) -> HttpResponse:
    rows, later = retention.runs_page(request.actor, after=request.GET.get("after", ""))
    untold = retention.untold(request.actor)
    return page(
        request, "privacy/tech/retention_runs.html", status=status, rows=rows, later=later, untold=untold,
        refused=refused,
    )  # fmt: skip


def _page(request: Request, found: RetentionRun, refused: str = "", status: int = 200) -> HttpResponse:
    lines = retention.lines_of(request.actor, found)
    words = {"plain_kind": plain_kind, "stays_words": STAYS_WORDS}
    return page(
        request, "privacy/tech/retention_run.html", status=status, run=found, lines=lines, refused=refused, **words
    )
