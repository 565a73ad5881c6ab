"""Looking through others' texts before an erasure is confirmed, and marking what else goes from them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions.erasure_marks import mark, unmark
from candor.privacy.erasing.marking import marks_of
from candor.privacy.forms_marks import MarkForm, UnmarkForm
from candor.privacy.models import Erasure, ErasureState
from candor.privacy.queries.erasure_texts import ReviewedText, one_text, texts_page
from candor.privacy.views.going import note_look, number, see
from candor.ui.public import page


@require_safe
def texts(request: Request, ref: str) -> HttpResponse:
    """What will go from others' texts, a page of them at a time, and what was marked so far."""
    row = access.erasure(request.actor, ref)
    if row.state != ErasureState.PLANNED:
        return see("tech:privacy-erasure", ref)
    note_look(request, row)
    found = texts_page(row, after=number(request, "after"), looked=number(request, "looked"))
    return page(request, "privacy/tech/erasure_texts.html", row=row, found=found, marks=marks_of(row))


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: Request, ref: str, number: int) -> HttpResponse:
    """One text in full; what is marked in it goes too."""
    row = access.erasure(request.actor, ref)
    shown = one_text(row, number) if row.state == ErasureState.PLANNED else None
    if shown is None:
        raise Http404
    note_look(request, row)
    form = MarkForm(shown, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, row, shown, form, status=422 if form.is_bound else 200)
    try:
        mark(row, form.mark, by=request.actor)
    except Refused as refusal:
        return _page(request, row, shown, form, refused=str(refusal.reason), status=409)
    messages.success(request, _("It goes with the erasure. Nothing is changed before the plan is confirmed."))
    return see("tech:privacy-erasure-text", ref, str(number))


@require_POST
def take_back(request: Request, ref: str) -> HttpResponse:
    """Take a mark back."""
    row, form = access.erasure(request.actor, ref), UnmarkForm(request.POST)
    try:
        if form.is_valid() and unmark(row, form.mark, by=request.actor):
            messages.success(request, _("The mark is taken back."))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return see("tech:privacy-erasure-texts", ref)


def _page(request: Request, row: Erasure, shown: ReviewedText, form: MarkForm, **more: Any) -> HttpResponse:
    status = more.pop("status")
    told = {"refused": "", **more}
    return page(request, "privacy/tech/erasure_text.html", status=status, row=row, text=shown, form=form, **told)
