"""The export to DATEV: what would go along and what not, the file, and whose books it is for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.business.actions.bookkeeping import (
    NothingToBook,
    NotSetUp,
    SettingsChanged,
    bookkeeping,
    change_bookkeeping,
    export_bookings,
)
from candor.business.forms_bookkeeping import BookingsForm, BookkeepingForm
from candor.business.models.invoices import CONFIGURE
from candor.business.queries_bookkeeping import bookings_of, latest_exports
from candor.business.rules.datev import CHARTS, Heading
from candor.business.rules.datev_file import ENCODING
from candor.business.taken_out import name_of_bookings
from candor.business.words_bookkeeping import CHART_NAMES, HEADINGS, why
from candor.kernel.file_names import content_disposition
from candor.kernel.http.request import Request
from candor.people.public import role_of
from candor.ui.public import page

MOST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request) -> HttpResponse:
    """Look at a period, and take it along."""
    form = BookingsForm(request.POST if request.method == "POST" else None, bookkeeping())
    if form.is_valid():
        wanted = form.wanted()
        try:
            content = export_bookings(wanted, by=request.actor, role=role_of(request))
        except NotSetUp:
            form.add_error(None, _("The accountant’s numbers are missing: an administrator writes them down."))
        except NothingToBook:
            form.add_error(None, _("Nothing of this period is left to export. Below stands why."))
        else:
            response = HttpResponse(content, content_type=f"text/csv; charset={ENCODING}")
            name = name_of_bookings(wanted.since, wanted.until)
            response.headers["Content-Disposition"] = content_disposition(name, disposition="attachment")
            return response
    return _export_page(request, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    """The accountant's numbers and accounts."""
    present = bookkeeping()
    form = BookkeepingForm(request.POST if request.method == "POST" else None, present)
    status, theirs = 422 if form.is_bound else 200, None
    if form.is_valid():
        try:
            change_bookkeeping(form.cleaned_data["version"], form.wanted(), by=request.actor)
        except SettingsChanged:
            theirs, status = bookkeeping(), 409
            form.data = {**request.POST.dict(), "version": str(theirs.version)}
        else:
            messages.success(request, _("The settings are saved."))
            return HttpResponseRedirect(reverse("tech:bookkeeping"), status=303)
    return page(
        request,
        "business/bookkeeping/settings.html",
        status=status,
        form=form,
        theirs=theirs,
        revenue=[heading.value for heading in Heading if heading.value.startswith("revenue")],
        paid=[heading.value for heading in Heading if heading.value.startswith("paid")],
        usual=[(HEADINGS[heading], [CHARTS[chart][heading] for chart in CHARTS]) for heading in Heading],
        charts=list(CHART_NAMES.values()),
    )


def _export_page(request: Request, form: BookingsForm, status: int) -> HttpResponse:
    return page(
        request,
        "business/bookkeeping/export.html",
        status=status,
        form=form,
        exports=latest_exports(request.actor),
        is_set_up=bookkeeping().adviser is not None,
        may_configure=request.actor.may(CONFIGURE),
        **_preview(request, form),
    )


def _preview(request: Request, form: BookingsForm) -> dict[str, Any]:
    """What is in the period that was typed, or asked for by the address."""
    asked = form if form.is_bound else BookingsForm(request.GET, bookkeeping())
    asked.is_valid()
    since, until = (asked.cleaned_data.get(name) or form.initial.get(name) for name in ("since", "until"))
    if not since or not until:
        return {"stack": None}
    if not form.is_bound:
        form.initial.update(since=since, until=until)
    again = bool(asked.cleaned_data.get("again"))
    stack = bookings_of(request.actor, since, until, bookkeeping(), again=again)
    return {
        "stack": stack,
        "since": since,
        "until": until,
        "debits": sum((each.amount for each in stack.bookings if each.amount > 0), Decimal(0)),
        "credits": -sum((each.amount for each in stack.bookings if each.amount < 0), Decimal(0)),
        "left_out": [(one.number, why(one)) for one in stack.left_out[:MOST_SHOWN]],
        "shown": stack.bookings[:MOST_SHOWN],
    }
