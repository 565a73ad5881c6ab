"""Whom a breach concerns: the list, the questions behind it, the letter, and who was told how (Art. 34)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.access_log import looked_at_each
from candor.kernel.http.request import Request
from candor.people.public import Person, Refused, role_of
from candor.privacy import access
from candor.privacy.actions import affected as actions
from candor.privacy.affected import MOST_COUNTED, count_up_to
from candor.privacy.forms_affected import ListedForm, QuestionForm
from candor.privacy.forms_announcements import ToldForm
from candor.privacy.forms_breaches import LetterForm
from candor.privacy.models import Breach
from candor.privacy.queries import breaches as queries
from candor.privacy.queries.owners_entries import owners_entries
from candor.privacy.views.going import see
from candor.privacy.words import language_for
from candor.ui.public import page

LIST, SEARCH, LETTER = (
    "privacy/tech/affected.html",
    "privacy/tech/affected_search.html",
    "privacy/tech/breach_letter.html",
)


@require_safe
def people(request: Request, ref: str) -> HttpResponse:
    """The list, by how it stands with telling them."""
    return _list(request, access.breach(request.actor, ref))


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Request, ref: str) -> HttpResponse:
    """Ask over the map: first how many it would be, then put them on the list."""
    found = access.breach(request.actor, ref)
    form = QuestionForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if not form.is_valid():
        return _asked(request, found, form, 422 if form.is_bound else 200)
    if "add" not in request.POST:
        return _asked(request, found, form, count=count_up_to(form.question.as_search()))
    try:
        actions.list_found(found, form.question, by=request.actor)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return _asked(request, found, form, 409)
    messages.success(request, _("They are being put on the list. Open this page again in a moment."))
    return see("tech:privacy-breach-people", ref)


@require_POST
def listed(request: Request, ref: str) -> HttpResponse:
    """People by hand, or from a file of references."""
    found, form = access.breach(request.actor, ref), ListedForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _list(request, found, 422, listed_form=form)
    try:
        new = actions.list_by_hand(found, form.found, by=request.actor)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return _list(request, found, 409, listed_form=form)
    messages.success(request, _("%(n)s people are new on the list.") % {"n": new})
    return see("tech:privacy-breach-people", ref)


@require_POST
def unlist(request: Request, ref: str, row: str) -> HttpResponse:
    """Somebody is not concerned after all."""
    found = access.breach(request.actor, ref)
    try:
        actions.take_off(access.affected(found, row), by=request.actor)
    except Refused as refusal:
        return _list(request, found, 409, refused=str(refusal.reason))
    messages.success(request, _("They are taken off the list."))
    return see("tech:privacy-breach-people", ref)


@require_POST
def told(request: Request, ref: str, row: str) -> HttpResponse:
    """Somebody was reached by letter or telephone."""
    found = access.breach(request.actor, ref)
    listed, form = access.affected(found, row), ToldForm(request.POST, auto_id=f"{row}_%s")
    if not form.is_valid():
        return _list(request, found, 422, wrong={row: form})
    actions.note_told(listed, form.cleaned_data["on"], form.cleaned_data["how"], by=request.actor)
    messages.success(request, _("It is noted that they were told."))
    return see("tech:privacy-breach-people", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: Request, ref: str) -> HttpResponse:
    """The words of the letter, in both languages."""
    found = access.breach(request.actor, ref)
    initial = {"version": found.version, "german": found.letter_de, "english": found.letter_en}
    form = LetterForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _letter(request, found, form, 422 if request.method == "POST" else 200)
    clean = form.cleaned_data
    try:
        saved = actions.write_letter(found, clean["version"], clean["german"], clean["english"], by=request.actor)
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return _letter(request, found, form, 409)
    if not saved:
        present = access.breach(request.actor, ref)
        form.data = {**request.POST.dict(), "version": str(present.version)}
        return _letter(request, present, form, 409, overtaken=True)
    messages.success(request, _("The letter is saved. Nothing was sent yet."))
    return see("tech:privacy-breach-people", ref)


@require_POST
def send(request: Request, ref: str) -> HttpResponse:
    """Write to everybody on the list to whom nobody has."""
    found = access.breach(request.actor, ref)
    try:
        is_asked = actions.send_letters(found, by=request.actor)
    except Refused as refusal:
        return _list(request, found, 409, refused=str(refusal.reason))
    if is_asked:
        messages.success(request, _("They are written to from now on. This page shows how far it is."))
    else:
        messages.info(request, _("Everybody on the list was written to already."))
    return see("tech:privacy-breach-people", ref)


@require_safe
def letters_print(request: Request, ref: str) -> HttpResponse:
    """A sheet for each person whom no mail reaches, in their language."""
    found = access.breach(request.actor, ref)
    rows = queries.to_print(request.actor, found)
    _note_looks(request, rows)
    sheets = [(row, language_for(row.person) if row.person else "en") for row in rows]
    contact = owners_entries().officer
    return page(request, "privacy/tech/breach_letters_print.html", found=found, sheets=sheets, contact=contact)


def _list(request: Request, found: Breach, status: int = 200, **more: Any) -> HttpResponse:
    """With the forms that were wrong. Whoever is shown finds the look in the access log."""
    group = request.GET.get("group", "") if request.GET.get("group", "") in queries.PEOPLE_WORDS else ""
    rows, later = queries.affected_page(request.actor, found, group=group, after=request.GET.get("after", "")[:16])
    _note_looks(request, rows)
    wrong: dict[str, ToldForm] = more.pop("wrong", {})
    context = {
        "refused": "",
        "listed_form": ListedForm(actor=request.actor),
        "rows": [(row, wrong.get(row.row.ref) or ToldForm(auto_id=f"{row.row.ref}_%s")) for row in rows],
        "later": f"?after={later}{f'&group={group}' if group else ''}" if later else "",
        "group": group,
        "groups": queries.PEOPLE_WORDS,
        "figures": queries.figures_of(found),
        "searches": queries.searches_of(found),
        **more,
    }
    return page(request, LIST, status=status, found=found, **context)


def _note_looks(request: Request, rows: list[queries.AffectedRow]) -> None:
    shown = [row.person.pk for row in rows if row.person]
    if shown:
        looked_at_each(Person.objects.filter(pk__in=shown), by=request.actor, role=role_of(request))


def _asked(
    request: Request, found: Breach, form: QuestionForm, status: int = 200, count: int | None = None
) -> HttpResponse:
    return page(request, SEARCH, status=status, found=found, form=form, count=count, most=MOST_COUNTED)


def _letter(request: Request, found: Breach, form: LetterForm, status: int, *, overtaken: bool = False) -> HttpResponse:
    return page(request, LETTER, status=status, found=found, form=form, overtaken=overtaken)
