"""Backups, under System Configuration: what there is, what is wrong, "Back up now". Nothing can be downloaded."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.backup import copying, gate
from candor.kernel.backup.recovery import NoKey
from candor.kernel.http.request import Request
from candor.privacy.actions.backups import ask_for_backup, is_being_made
from candor.privacy.backups.concerns import concerns
from candor.privacy.models import Archive
from candor.privacy.restoring.running import settle_matter
from candor.privacy.views.going import see
from candor.ui.public import page

MOST_SHOWN = 60


@require_safe
def overview(request: Request) -> HttpResponse:
    """The archives that stand, newest first, and what is to be done about them."""
    standing = gate.standing()
    archives = Archive.objects.visible_to(request.actor).standing().order_by("-made_at")[:MOST_SHOWN]
    return page(
        request,
        "privacy/tech/backups.html",
        archives=list(archives),
        concerns=list(concerns(settings.INSTANCE)),
        places=copying.places(),
        every_hours=settings.INSTANCE.backup_every_hours,
        trial_days=settings.INSTANCE.backup_trial_days,
        keep_days=settings.INSTANCE.backup_keep_days,
        matters=standing.matters if standing else (),
        job=is_being_made(),
    )


@require_POST
def make(request: Request) -> HttpResponse:
    """Have the worker make one now."""
    try:
        asked = ask_for_backup(by=request.actor)
    except NoKey:
        messages.error(request, _("There is no recovery key yet, so nobody could open the backup. Make one first."))
    else:
        words = _("The backup is being made.") if asked else _("A backup is being made already.")
        messages.success(request, words)
    return see("tech:backups")


@require_POST
def settle(request: Request) -> HttpResponse:
    """Note that a matter of a restore was seen to."""
    if settle_matter(request.POST.get("matter", ""), by=request.actor):
        messages.success(request, _("Noted as settled."))
    else:
        messages.info(request, _("This is settled already. Nothing was changed."))
    return see("tech:backups")
