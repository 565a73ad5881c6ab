"""Taking lists in: uploaded, set up, previewed, run, given back, taken back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.access_log import looked_at
from candor.kernel.files import FileTooLarge, delete_file, serve, store_file
from candor.kernel.http.request import Request
from candor.people import access
from candor.people.actions import importing, unimporting
from candor.people.actions.identifiers import Refused
from candor.people.actors import role_of
from candor.people.forms.importing import TAB, ListForm, SetUpForm
from candor.people.models import ENDED, Import, ImportState
from candor.people.queries.imports import headings_of, imports_list, preview_of
from candor.people.taking import taker_of, takers_for
from candor.people.views.common import see_address
from candor.people.views.forms import sent
from candor.ui.public import page

TOO_LARGE = gettext_lazy("This file is too large. Split it, or leave out columns that you do not need.")
UNDER_WAY = (ImportState.RUNNING, ImportState.UNDOING)


@require_safe
def imports(request: Request) -> HttpResponse:
    return page(request, "people/tech/imports.html", imports=list(imports_list()))


@require_http_methods(["GET", "HEAD", "POST"])
def new_import(request: Request) -> HttpResponse:
    """Upload a list; it is looked at and kept, nothing is written down."""
    form = ListForm(request.POST or None, request.FILES or None)
    form.is_bound = request.method == "POST"
    kept: list[Import] = []
    if sent(request, form, lambda clean: kept.append(_keep(request, clean["file"]))):
        return see_address(_page_of(kept[0]))
    status = 422 if request.method == "POST" else 200
    return page(request, "people/tech/import_new.html", status=status, form=form, limit=_limit())


@require_safe
def one_import(request: Request, ref: str) -> HttpResponse:
    """A draft with its columns, and once set up what would happen; later how far it is and what became of it."""
    row = access.workable_import(request.actor, ref)
    if row.state == ImportState.DRAFT:
        return _draft_page(request, row, _form(request, row, None))
    may_undo = row.state in ENDED and access.can_still_undo(row)
    return page(
        request,
        "people/tech/import_done.html",
        row=row,
        under_way=row.state in UNDER_WAY,
        may_undo=may_undo,
        taker=taker_of(row),
    )  # fmt: skip


@require_POST
def set_up(request: Request, ref: str) -> HttpResponse:
    """Note what the columns hold and where the list comes from."""
    row = access.workable_import(request.actor, ref)
    form = _form(request, row, request.POST)

    def act(clean: dict[str, Any]) -> None:
        named = ("dialect", "columns", "source_name", "received_on", "basis", "on_known", "becomes")
        importing.set_up_import(row, importing.SetUp(**{name: clean[name] for name in named}), by=request.actor)

    if not sent(request, form, act):
        return _draft_page(request, row, form, status=422)
    return see_address(f"{_page_of(row)}#preview")


@require_POST
def start(request: Request, ref: str) -> HttpResponse:
    row = access.workable_import(request.actor, ref)
    importing.start_import(row, by=request.actor)
    return see_address(_page_of(row))


@require_POST
def cancel(request: Request, ref: str) -> HttpResponse:
    """Stop where it stands."""
    row = access.workable_import(request.actor, ref)
    importing.cancel_import(row, by=request.actor)
    messages.success(request, _("The import stops. What was taken in stays; you can take it back."))
    return see_address(_page_of(row))


@require_POST
def discard(request: Request, ref: str) -> HttpResponse:
    """Forget a draft."""
    importing.discard_import(access.workable_import(request.actor, ref), by=request.actor)
    messages.success(request, _("The list is deleted. Nothing was taken in."))
    return see_address(reverse("tech:imports"))


@require_POST
def undo(request: Request, ref: str) -> HttpResponse:
    """Take everything back that nobody has touched since."""
    row = access.workable_import(request.actor, ref)
    try:
        unimporting.undo_import(row, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return see_address(_page_of(row))


@require_safe
def errors(request: Request, ref: str) -> HttpResponseBase:
    """The rows that were not taken, with the reason."""
    row = access.workable_import(request.actor, ref)
    if row.error_file is None:
        raise Http404
    looked_at(row.by_id, about=row, by=request.actor, role=role_of(request))
    return serve(row.error_file, made_here=True)


def _keep(request: Request, upload: Any) -> Import:
    """Store the file and make a draft of it; what is no list is not kept."""
    if upload.size > _limit():
        raise Refused(TOO_LARGE)
    try:
        file = store_file("files", upload.name or "", "text/csv", upload.chunks())
    except FileTooLarge:
        raise Refused(TOO_LARGE) from None
    try:
        file = importing.as_list(file)
        return importing.keep_list(file, by=request.actor)
    except BaseException:
        delete_file(file)
        raise


def _draft_page(request: Request, row: Import, form: SetUpForm, status: int = 200) -> HttpResponse:
    is_set_up = bool(row.basis)
    return page(
        request,
        "people/tech/import_draft.html",
        status=status,
        row=row,
        form=form,
        headings=headings_of(row),
        is_set_up=is_set_up,
        preview=preview_of(row),
    )


def _form(request: Request, row: Import, data: Any) -> SetUpForm:
    headings = headings_of(row)
    columns = {f"column-{number}": name for number, name in enumerate(row.columns)}
    said = {
        "source_name": row.source_name,
        "received_on": row.received_on,
        "basis": row.basis,
        "on_known": row.on_known,
        "becomes": row.becomes,
        "encoding": row.encoding,
        "delimiter": row.delimiter.replace("\t", TAB),
    }
    return SetUpForm(data, headings=headings, initial={**said, **columns}, takers=takers_for(request.actor))


def _limit() -> int:
    return min(importing.MOST_BYTES, settings.INSTANCE.upload_mb * 1_000_000)


def _page_of(row: Import) -> str:
    return reverse("tech:import", args=[row.ref])
