"""Learning who asks, in the office: whom it may be about, and the ways that what is on file opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.request import Request
from candor.people.public import Person, Refused
from candor.privacy import access
from candor.privacy.actions import asking
from candor.privacy.actions import identity as actions
from candor.privacy.actions.paper_letters import IDENTITY_CODE
from candor.privacy.forms import person_meant
from candor.privacy.forms_identity import CallForm, CodeForm, LetterForm, MailboxForm, SecondForm
from candor.privacy.identifiers_on_file import seconds
from candor.privacy.models import PaperLetter, SubjectRequest
from candor.privacy.queries.identity import checks_of, on_file, waiting_letter, who_it_might_be
from candor.privacy.rules.request_states import UNKNOWN
from candor.privacy.tasks_requests import mail_proof
from candor.privacy.views.going import note_look, see
from candor.privacy.views.letters import as_pdf
from candor.ui.public import page

PAGE = "privacy/tech/identity.html"


@require_safe
def identity(request: Request, ref: str) -> HttpResponse:
    """Who it might be; of the one that was chosen, how they are on file."""
    found = access.subject_request(request.actor, ref)
    return _page(request, found, _chosen(request, request.GET.get("person", "")))


@require_POST
def mail(request: Request, ref: str) -> HttpResponse:
    """Mail a link to a mailbox on file."""
    found, form = access.subject_request(request.actor, ref), MailboxForm(request.POST)
    person = _person_of(request, form)
    entry = _one(on_file(person).mailboxes, form.cleaned_data["entry"])
    try:
        check = asking.ask_person_by_mail(found, entry.value, mailer=mail_proof, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("tech:privacy-identity", ref)
    if check is None:
        messages.error(request, _("Nothing can be sent to this address. Choose another way."))
    else:
        messages.success(request, _("A link is on its way to the address on file. The clock stands still meanwhile."))
    return _back(ref, person)


@require_POST
def call(request: Request, ref: str) -> HttpResponse:
    """Note a call back to a number on file."""
    found = access.subject_request(request.actor, ref)
    person = _person(request, request.POST.get("person", ""))
    file = on_file(person)
    form = CallForm(request.POST, numbers=file.numbers)
    if not form.is_valid():
        return _page(request, found, person, call_form=form, status=422)
    clean = form.cleaned_data
    entry, has_confirmed = _one(file.numbers, clean["entry"]), clean["outcome"] == "yes"
    try:
        actions.note_call(found, entry, clean["note"], has_confirmed=has_confirmed, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("tech:privacy-identity", ref)
    return _settled(request, found, person, has_passed=has_confirmed)


@require_POST
def letter(request: Request, ref: str) -> HttpResponse:
    """A letter with a code, to be printed now: the code is shown this once."""
    found = access.subject_request(request.actor, ref)
    person = _person(request, request.POST.get("person", ""))
    file = on_file(person)
    form = LetterForm(request.POST, places=file.places)
    if not form.is_valid():
        return _page(request, found, person, letter_form=form, status=422)
    place = _one(file.places, form.cleaned_data["entry"])
    try:
        check, code = actions.begin_letter(found, place, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("tech:privacy-identity", ref)
    return page(
        request, "privacy/tech/identity_letter.html", found=found, person=person, place=place, code=code, check=check
    )


@require_POST
def paper(request: Request, ref: str) -> HttpResponse:
    """The letter with the code as PDF: the code comes from the page that showed it, and is kept nowhere."""
    found, form = access.subject_request(request.actor, ref), CodeForm(request.POST)
    waiting = PaperLetter.objects.visible_to(request.actor).waiting().filter(request=found, template=IDENTITY_CODE)
    letter = waiting.select_related("request", "written_by").first()
    if letter is None or not form.is_valid():
        messages.error(request, _("No letter is waiting for its code any more."))
        return see("tech:privacy-identity", ref)
    note_look(request, found)
    return as_pdf(request, letter, code=form.cleaned_data["code"].upper())


@require_POST
def code(request: Request, ref: str) -> HttpResponse:
    """Take the code of a letter from whoever got it."""
    found = access.subject_request(request.actor, ref)
    check = waiting_letter(checks_of(request.actor, found))
    if check is None:
        messages.error(request, _("No letter is waiting for its code any more."))
        return see("tech:privacy-identity", ref)
    form = CodeForm(request.POST)
    try:
        is_right = form.is_valid() and actions.enter_code(check, form.cleaned_data["code"], by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("tech:privacy-identity", ref)
    if not is_right:
        if form.is_valid():
            form.add_error("code", _("This is not the code. After five wrong ones a new letter is needed."))
        return _page(request, found, None, code_form=form, status=422)
    messages.success(request, _("The code is right: it is certain now who asks."))
    return see("tech:privacy-request", ref)


@require_POST
def second(request: Request, ref: str) -> HttpResponse:
    """Compare a second identifier with what is on file."""
    found = access.subject_request(request.actor, ref)
    person = _person(request, request.POST.get("person", ""))
    form = SecondForm(request.POST)
    if not form.is_valid():
        return _page(request, found, person, second_form=form, status=422)
    clean = form.cleaned_data
    try:
        is_theirs = actions.compare_second(found, person, seconds()[clean["kind"]], clean["value"], by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see("tech:privacy-identity", ref)
    return _settled(request, found, person, has_passed=is_theirs)


def _settled(request: Request, found: SubjectRequest, person: Person, *, has_passed: bool) -> HttpResponse:
    if has_passed:
        messages.success(request, _("It is certain now who asks."))
        return see("tech:privacy-request", found.ref)
    messages.warning(request, _("Noted: this way did not show who asks. Choose another one."))
    return _back(found.ref, person)


def _page(
    request: Request, found: SubjectRequest, person: Person | None, *, status: int = 200, **forms: Any
) -> HttpResponse:
    checks = checks_of(request.actor, found)
    file = on_file(person) if person is not None else None
    initial = {"person": person.ref if person is not None else ""}
    shown = {
        "found": found,
        "typed": request.GET.get("person", "")[:254] if person is None else "",
        "whose": _whose(request, found),
        "is_open": found.stands in UNKNOWN,
        "likely": who_it_might_be(request.actor, found),
        "chosen": person,
        "file": file,
        "checks": checks,
        "letter": waiting_letter(checks),
        "call_form": CallForm(initial=initial, numbers=file.numbers if file else ()),
        "letter_form": LetterForm(initial=initial, places=file.places if file else ()),
        "second_form": SecondForm(initial=initial),
        "code_form": CodeForm(),
        **forms,
    }
    return page(request, PAGE, status=status, **shown)


def _whose(request: Request, found: SubjectRequest) -> Person | None:
    """Whose request it is for certain, as long as they have a name. The look is noted for them."""
    person = Person.objects.visible_to(request.actor).filter(pk=found.subject_number or 0).first()
    if person is not None:
        note_look(request, found)
    return person


def _chosen(request: Request, which: str) -> Person | None:
    """Whom the address names; nobody where it names nobody."""
    return person_meant(request.actor, which) if which else None


def _person(request: Request, which: str) -> Person:
    person = _chosen(request, which)
    if person is None:
        raise Http404
    return person


def _person_of(request: Request, form: MailboxForm) -> Person:
    if not form.is_valid():
        raise Http404
    return _person(request, form.cleaned_data["person"])


def _one(entries: Any, ref: str) -> Any:
    found = next((entry for entry in entries if entry.ref == ref), None)
    if found is None:
        raise Http404
    return found


def _back(ref: str, person: Person) -> HttpResponse:
    answer = see("tech:privacy-identity", ref)
    answer["Location"] = f"{reverse('tech:privacy-identity', args=[ref])}?person={person.ref}"
    return answer
