"""Files of releases in the Business Center."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.catalogue import access_releases as access
from candor.catalogue.actions import release_files as actions
from candor.catalogue.forms_releases import ReleaseFileForm
from candor.catalogue.serving import hand_out
from candor.catalogue.views.releases import shown, to
from candor.kernel.files import FileTooLarge
from candor.kernel.http.request import Request


@require_POST
def add(request: Request, ref: str) -> HttpResponse:
    """Send a file for a release."""
    found = access.release(request.actor, ref)
    form = ReleaseFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, found, form, 422)
    try:
        with actions.stored([form.cleaned_data["file"]]) as files:
            actions.add_file(found, files[0], form.platform_chosen(), by=request.actor)
    except FileTooLarge as refusal:
        form.add_error("file", _too_large(found.ref, refusal.most))
        return shown(request, found, form, 422)
    except actions.NameTaken:
        form.add_error("file", _("The release has another file of this name. Give this one a name of its own."))
        return shown(request, found, form, 422)
    messages.success(request, _("The file is added, with its checksum."))
    return to(found)


@require_POST
def remove(request: Request, download: str) -> HttpResponse:
    """Take a file away for good."""
    held = access.file_of(request.actor, download)
    try:
        if actions.remove_file(held, by=request.actor):
            messages.success(request, _("The file is gone."))
    except actions.StillOffered:
        messages.error(request, _("Withdraw the release first: it is offered with this file."))
    return to(held.release)


@require_safe
def fetch(request: Request, download: str) -> HttpResponseBase:
    """A file as people get it; for staff, who are not counted."""
    return hand_out(access.file_of(request.actor, download).file, request)


def _too_large(ref: str, most: int) -> str:
    said = {"limit": most // 1_000_000, "command": f"candor releases add-file {ref} FILE"}
    return _("The file is larger than %(limit)s MB. On the server it is added by: %(command)s") % said
