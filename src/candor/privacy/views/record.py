"""The record of processing: the owner's entries, and the whole of it as it stands today."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel.http.request import Request
from candor.privacy.actions.owners_entries import EntriesChanged, write_entries
from candor.privacy.documents import DOWNLOADS, RECORD
from candor.privacy.documents.entries import ENTRIES, Said
from candor.privacy.documents.record import record_without_title
from candor.privacy.forms_entries import QUESTIONS, EntriesForm
from candor.privacy.markdown import as_markup
from candor.privacy.queries.agreements import clients_in_record
from candor.privacy.queries.owners_entries import owners_entries, said_by_owner
from candor.privacy.queries.recipients import places_of_backups, recipients_in_record
from candor.privacy.views.going import see
from candor.ui.public import page

EDITOR = "privacy/tech/owners_entries.html"


@require_http_methods(["GET", "HEAD", "POST"])
def entries(request: Request) -> HttpResponse:
    """What only the owner knows."""
    row = owners_entries()
    initial = {"version": row.version, **{name: getattr(row, name) for name in ENTRIES}}
    form = EntriesForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return page(request, EDITOR, status=422 if request.method == "POST" else 200, form=form, theirs=[])
    try:
        write_entries(form.said(), by=request.actor, expected_version=form.cleaned_data["version"])
    except EntriesChanged:
        return _overtaken(request, form)
    messages.success(request, _("The entries are saved. The record of processing shows them."))
    return see("tech:privacy-owners-entries")


@require_safe
def record(request: Request) -> HttpResponse:
    """The whole record, generated now."""
    said = said_by_owner()
    still_open = sum(not words for words in said.values())
    shown = as_markup(_whole(request, said))
    return page(request, "privacy/tech/record.html", shown=shown, still_open=still_open)


@require_safe
def printed(request: Request) -> HttpResponse:
    """The same on clean paper."""
    shown = as_markup(_whole(request, said_by_owner()))
    return page(request, "privacy/tech/record_print.html", shown=shown)


@require_safe
def download(request: Request, document: str) -> HttpResponse:
    """The record, or the annex of the privacy notice, as a file of Markdown."""
    if document not in DOWNLOADS:
        raise Http404
    recipients = recipients_in_record(request.actor) + (places_of_backups() if document == RECORD else [])
    text = DOWNLOADS[document](said_by_owner(), clients_in_record(request.actor), recipients)
    answer = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{document}.md"'
    return answer


def _overtaken(request: Request, form: EntriesForm) -> HttpResponse:
    """Somebody else saved first: both texts are shown, and sending again overwrites knowingly."""
    row = owners_entries()
    theirs = [
        (QUESTIONS[name][0], words, getattr(row, name))
        for name, words in form.said().items()
        if words != getattr(row, name)
    ]
    form.data = {**request.POST.dict(), "version": str(row.version)}
    return page(request, EDITOR, status=409, form=form, theirs=theirs)


def _whole(request: Request, said: Said) -> str:
    """With what the registers say of clients and recipients."""
    recipients = recipients_in_record(request.actor) + places_of_backups()
    return record_without_title(said, clients_in_record(request.actor), recipients)
