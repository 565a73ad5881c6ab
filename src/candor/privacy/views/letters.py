"""Letters about requests that go by post: address, print, note the day on which they were posted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.file_names import content_disposition
from candor.kernel.http.request import Request
from candor.kernel.papers.running import PapersFailed
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import paper_letters as actions
from candor.privacy.forms_letters import AddressForm, GiveUpForm, PostedForm, PrintMailForm
from candor.privacy.models import PaperLetter
from candor.privacy.papers.addressing import addresses_on_file
from candor.privacy.papers.printing import NOT_MADE, printed
from candor.privacy.queries.letters import letters_of
from candor.privacy.telling_requests import address_of
from candor.privacy.views.going import note_look, see
from candor.ui.public import page

TYPED = ("address", "enclosures")


@require_safe
def letters(request: Request, ref: str) -> HttpResponse:
    """Everything that we wrote about a request, and what became of it."""
    row = access.subject_request(request.actor, ref)
    note_look(request, row)
    found = letters_of(request.actor, row)
    return page(request, "privacy/tech/letters.html", row=row, found=found, mail_to=address_of(row))


@require_POST
def print_mail(request: Request, ref: str) -> HttpResponse:
    """A mail as a letter, to be posted as well."""
    row, form = access.subject_request(request.actor, ref), PrintMailForm(request.POST)
    mail = row.letters.filter(pk=form.cleaned_data["mail"]).first() if form.is_valid() else None
    if mail is None:
        raise Http404
    try:
        return see("tech:privacy-letter", actions.print_mail(mail, by=request.actor).ref)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return see("tech:privacy-letters", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: Request, ref: str) -> HttpResponse:
    """Its words, its address and what is put in."""
    found, form = access.paper_letter(request.actor, ref), AddressForm(request.POST)
    if request.method != "POST":
        return _page(request, found)
    if not form.is_valid():
        return _page(request, found, status=422, address_form=form)
    clean = form.cleaned_data
    try:
        actions.address_letter(found, clean["version"], clean["address"], clean["enclosures"], by=request.actor)
    except Refused as refusal:
        return _page(request, found, status=409, refused=str(refusal.reason))
    except actions.ChangedMeanwhile as conflict:
        return _conflict(request, conflict.letter, form)
    messages.success(request, _("It stands on the letter. Print it now."))
    return see("tech:privacy-letter", ref)


@require_safe
def pdf(request: Request, ref: str) -> HttpResponse:
    """The letter to print."""
    found = access.paper_letter(request.actor, ref)
    if not found.address:
        messages.error(request, str(actions.NO_ADDRESS))
        return see("tech:privacy-letter", ref)
    note_look(request, found.request)
    return as_pdf(request, found)


@require_POST
def posted(request: Request, ref: str) -> HttpResponse:
    """Somebody of us posted it."""
    found, form = access.paper_letter(request.actor, ref), PostedForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, posted_form=form)
    try:
        is_new = actions.note_posted(found, form.cleaned_data["posted_on"], by=request.actor)
    except Refused as refusal:
        return _page(request, found, status=409, refused=str(refusal.reason), posted_form=form)
    return _settled(request, found, _("It is noted that the letter was posted."), is_new=is_new)


@require_POST
def unsent(request: Request, ref: str) -> HttpResponse:
    """It cannot be sent, or need not be."""
    found, form = access.paper_letter(request.actor, ref), GiveUpForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, give_up_form=form)
    is_new = actions.give_up(found, form.cleaned_data["why"], by=request.actor)
    return _settled(request, found, _("It is noted why the letter was not posted."), is_new=is_new)


def as_pdf(request: Request, found: PaperLetter, *, code: str = "") -> HttpResponse:
    """The PDF, shown by the browser; back to the letter where it cannot be made."""
    try:
        content = printed(found, code=code)
    except PapersFailed:
        messages.error(request, str(NOT_MADE))
        return see("tech:privacy-letter", found.ref)
    return file_of(found, content)


def file_of(found: PaperLetter, content: bytes) -> HttpResponse:
    """The made PDF as an answer."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition(f"{found.request.number}-{found.pk}.pdf", disposition="inline")
    return answer


def _settled(request: Request, found: PaperLetter, words: str, *, is_new: bool) -> HttpResponse:
    if is_new:
        messages.success(request, words)
    else:
        messages.info(request, str(actions.DONE))
    return see("tech:privacy-letters", found.request.ref)


def _conflict(request: Request, now: PaperLetter, typed: AddressForm) -> HttpResponse:
    """What stands there by now, and what was typed over it."""
    stale = AddressForm({"version": now.version, **{name: typed.data.get(name, "") for name in TYPED}})
    return _page(request, now, status=409, address_form=stale, is_stale=True)


def _page(request: Request, found: PaperLetter, *, status: int = 200, refused: str = "", **forms: Any) -> HttpResponse:
    note_look(request, found.request)
    stands = {"version": found.version, "address": found.address, "enclosures": found.enclosures}
    shown = {
        "row": found.request,
        "letter": found,
        "on_file": [lines for lines in addresses_on_file(found.request) if lines != found.address],
        "is_given": bool(found.request.postal_address),
        "is_stale": False,
        "address_form": AddressForm(initial=stands),
        "posted_form": PostedForm(),
        "give_up_form": GiveUpForm(),
        **forms,
    }
    return page(request, "privacy/tech/letter.html", status=status, refused=refused, **shown)
