"""Removing a file of a sales mail: choose it and say why, see every place that has it, remove it for good."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.business import access
from candor.business.actions.redacting import remove_file_around
from candor.business.models import SalesMail
from candor.business.queries import author_of
from candor.business.removing import shown_holders
from candor.business.views.redaction import REFUSALS, at_mail, told
from candor.kernel.http.request import Request
from candor.privacy.public import FileForm
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request, mail: str) -> HttpResponse:
    """The mail's files and the reasons; then every place that has the chosen one. Nothing is changed yet."""
    found = _mail(request, mail)
    form = _form(request, found)
    if not form.is_valid():
        return _page(request, found, form, status=422 if form.is_bound else 200)
    return _page(request, found, form, places=shown_holders(found.correspondence, form.removal.file))


@require_POST
def remove(request: Request, mail: str) -> HttpResponse:
    """Remove it for good."""
    found = _mail(request, mail)
    form = _form(request, found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        remove_file_around(found, form.removal, by=request.actor)
    except REFUSALS as refusal:
        problem, status = told(refusal)
        return _page(request, found, form, problem=problem, status=status)
    messages.success(request, _("The file is removed everywhere. The message says that it was."))
    return HttpResponseRedirect(at_mail(found), status=303)


def _mail(request: Request, ref: str) -> SalesMail:
    """The mail, for those who may work on it, or 404. The look is noted."""
    found = access.workable_mail(request.actor, ref)
    access.note_look(request, found.correspondence)
    return found


def _form(request: Request, mail: SalesMail) -> FileForm:
    """404 where the mail has no file: there is nothing to remove."""
    held = [each.file for each in mail.files.select_related("file").order_by("id")]
    if not held:
        raise Http404
    return FileForm(held, request.POST if request.method == "POST" else None)


def _page(request: Request, mail: SalesMail, form: FileForm, **more: Any) -> HttpResponse:
    status, found = more.pop("status", 200), mail.correspondence
    shown = {"places": None, "problem": "", "author": author_of(mail, found), **more}
    return page(request, "business/tech/remove_file.html", status=status, mail=mail, found=found, form=form, **shown)
