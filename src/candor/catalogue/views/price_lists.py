"""Price lists in the Business Center: their days, their prices in one table, prices from files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.catalogue import access, queries
from candor.catalogue.actions import price_files
from candor.catalogue.actions import prices as actions
from candor.catalogue.actions.products import ChangedMeanwhile
from candor.catalogue.forms import MOST_BYTES, PriceFileForm, PriceListForm, PricesForm
from candor.catalogue.models import CHANGE, PriceList
from candor.catalogue.words import FAULTS
from candor.kernel.http.request import Request
from candor.ui.public import page

EITHER = ["GET", "HEAD", "POST"]


@require_safe
def price_lists(request: Request) -> HttpResponse:
    """Which there are, those in use first."""
    rows, further = queries.price_lists(request.actor, request.GET.get("after", "")[:16])
    return page(
        request,
        "catalogue/price_lists.html",
        rows=rows,
        more=f"?after={further}" if further else "",
        today=queries.today(),
        may_change=request.actor.may(CHANGE),
    )


@require_http_methods(EITHER)
def new_price_list(request: Request) -> HttpResponse:
    """Begin a list."""
    form = PriceListForm(data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = actions.create_price_list(form.details(), form.cleaned_data["key"] or None, by=request.actor)
        return _to(made)
    status = 422 if form.is_bound else 200
    return page(request, "catalogue/price_list_form.html", status=status, form=form, row=None)


@require_http_methods(EITHER)
def change_price_list(request: Request, ref: str) -> HttpResponse:
    """Its name and its days."""
    row = access.price_list(request.actor, ref)
    form = PriceListForm(row, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.change_price_list(row, form.cleaned_data["version"] or 0, form.details(), by=request.actor)
        except actions.HasPrices:
            form.add_error("currency", _("Prices stand in this list: begin a new one for another currency or meaning."))
        except ChangedMeanwhile:
            form, status = PriceListForm(row, _with_version(request, row)), 409
            form.add_error(None, _stale())
        else:
            messages.success(request, _("The price list is saved."))
            return _to(row)
    return page(request, "catalogue/price_list_form.html", status=status, form=form, row=row)


@require_http_methods(EITHER)
def price_list(request: Request, ref: str) -> HttpResponse:
    """The prices as a table to be written in."""
    row = access.price_list(request.actor, ref)
    editions, more = queries.editions_of_list(request.actor, request.GET.get("after", "")[:16])
    present = queries.priced(row, editions)
    form = PricesForm(row, editions, present, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            changed = actions.set_prices(row, form.prices(), form.cleaned_data["version"], by=request.actor)
        except ChangedMeanwhile:
            form, status = PricesForm(row, editions, present, _with_version(request, row)), 409
            form.add_error(None, _stale())
        else:
            _say(request, changed)
            return HttpResponseRedirect(request.get_full_path(), status=303)
    return page(request, "catalogue/price_list.html", status=status, **_table(request, row, form, more, present))


@require_POST
def retire(request: Request, ref: str) -> HttpResponse:
    """Take a list out of use."""
    row = access.price_list(request.actor, ref)
    actions.retire_price_list(row, by=request.actor)
    return _to(row)


@require_POST
def bring_back(request: Request, ref: str) -> HttpResponse:
    """Use it again."""
    row = access.price_list(request.actor, ref)
    actions.bring_price_list_back(row, by=request.actor)
    return _to(row)


@require_safe
def as_file(request: Request, ref: str) -> StreamingHttpResponse:
    """The list as a CSV file that can be changed and brought back."""
    row = access.price_list(request.actor, ref)
    content = price_files.file_of(row, request.actor, get_language() or "en")
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="prices-{row.currency}.csv"'
    return answer


@require_http_methods(EITHER)
def preview_file(request: Request, ref: str) -> HttpResponse:
    """Choose a file, and see what it would change. Nothing is written yet."""
    row = access.price_list(request.actor, ref)
    form = PriceFileForm(request.POST, request.FILES) if request.method == "POST" else PriceFileForm()
    read: list[price_files.PricedRow] = []
    if form.is_valid():
        try:
            read = price_files.read_price_file(row, _content(form))
        except price_files.NoPriceFile:
            form.add_error(None, _no_price_file())
    text = price_files.text_of(_content(form)) if read else ""
    status = 422 if form.is_bound and not read else 200
    return page(request, "catalogue/price_file.html", status=status, **_preview(row, form, read, text))


@require_POST
def take_file(request: Request, ref: str) -> HttpResponse:
    """Take over what the preview showed."""
    row = access.price_list(request.actor, ref)
    form = PriceFileForm(request.POST)
    if form.is_valid():
        try:
            _say(request, price_files.take_price_file(row, _content(form), by=request.actor))
        except price_files.NoPriceFile:
            form.add_error(None, _no_price_file())
        else:
            return _to(row)
    return page(request, "catalogue/price_file.html", status=422, **_preview(row, form, [], ""))


def _table(request: Request, row: PriceList, form: PricesForm, more: str, present: dict[int, Any]) -> dict[str, Any]:
    language = get_language() or "en"
    lines_of_table = [
        (edition, edition.name_in(language), form[f"amount_{edition.ref}"], form[f"tax_{edition.ref}"],
         present.get(edition.pk))
        for edition in form.editions
    ]  # fmt: skip
    return {
        "row": row,
        "form": form,
        "table": lines_of_table,
        "more": f"?after={more}" if more else "",
        "today": queries.today(),
        "may_change": request.actor.may(CHANGE),
    }


def _preview(row: PriceList, form: PriceFileForm, read: list[price_files.PricedRow], text: str) -> dict[str, Any]:
    return {
        "row": row,
        "form": form,
        "read": [(each, FAULTS[each.fault] if each.fault is not None else "") for each in read],
        "changing": sum(each.changes for each in read),
        "wrong": sum(each.fault is not None for each in read),
        "text": text,
        "limit": MOST_BYTES,
    }


def _content(form: PriceFileForm) -> bytes:
    """What was uploaded or pasted, as UTF-8 where it was pasted."""
    file = form.cleaned_data.get("file")
    if file is None:
        return str(form.cleaned_data["text"]).encode()
    file.seek(0)
    return bytes(file.read())


def _with_version(request: Request, row: PriceList) -> Any:
    row.refresh_from_db(fields=["version"])
    data = request.POST.copy()
    data["version"] = str(row.version)
    return data


def _stale() -> str:
    return _(
        "A colleague has saved something else meanwhile. "
        "Your words are still here: send them again to overwrite theirs."
    )


def _no_price_file() -> str:
    return _(
        "This is no price list. The first row must name the columns “sku” and “price”; "
        "%(most)s rows are the most at once."
    ) % {"most": price_files.MOST_ROWS}


def _say(request: Request, changed: int) -> None:
    words = ngettext("%(n)s price is changed.", "%(n)s prices are changed.", changed) % {"n": changed}
    messages.success(request, words if changed else _("No price was different."))


def _to(row: PriceList) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:price-list", args=[row.ref]), status=303)
