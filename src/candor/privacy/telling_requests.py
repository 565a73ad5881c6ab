"""The letters of a request: what whoever asks is told, step by step, each with the article that it rests on.

They go to the address that came with the request, else to the first one on file. Where there is none, each becomes a
letter to print: its step is noted with the day on which somebody of us posted it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.mail.public import OutboxMessage, OutboxState, TemplateClass, compose, queue_mail
from candor.people.public import Person, primary_email, staff_people
from candor.privacy.models import (
    PaperLetter,
    RefusedItem,
    RequestKind,
    RequestStep,
    StepKind,
    SubjectRequest,
)
from candor.privacy.papers.addressing import known_name
from candor.privacy.papers.writing import NewPaper, write_on_paper
from candor.privacy.queries.owners_entries import said_by_owner
from candor.privacy.rules.request_states import State
from candor.ui.public import locale_of, long_date

MOST_OFFICERS = 5
UNSENT = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.DEFERRED)


class Letter(StrEnum):
    """Which letter; the value is the name of its mail."""

    RECEIVED = "privacy/mail/request_received"
    COMPLAINT = "privacy/mail/complaint_received"
    IDENTITY = "privacy/mail/request_identity"
    EXTENDED = "privacy/mail/request_extended"
    FULFILLED = "privacy/mail/request_fulfilled"
    IN_PART = "privacy/mail/request_in_part"
    REFUSED = "privacy/mail/request_refused"
    UNPROVEN = "privacy/mail/request_unproven"


class Sent(StrEnum):
    """By which way a letter goes."""

    MAIL = "mail"
    POST = "post"


STEP_KINDS: Mapping[str, StepKind] = {
    Letter.RECEIVED: StepKind.ACKNOWLEDGED,
    Letter.COMPLAINT: StepKind.ACKNOWLEDGED,
    Letter.IDENTITY: StepKind.LETTER,
    Letter.EXTENDED: StepKind.LETTER,
    Letter.UNPROVEN: StepKind.LETTER,
}
FINAL = {
    State.FULFILLED: Letter.FULFILLED,
    State.FULFILLED_IN_PART: Letter.IN_PART,
    State.REFUSED: Letter.REFUSED,
}  # fmt: skip
ANSWERS = frozenset(letter.value for letter in FINAL.values())
HAVE_A_COPY = {RequestKind.ACCESS: (Letter.FULFILLED, Letter.IN_PART), RequestKind.PORTABILITY: (Letter.FULFILLED,)}
"""What is asked for with a copy, and the letters in which that is put when they go by post."""


def write_letter(request: SubjectRequest, letter: Letter, *, by: Actor, **words: str) -> Sent:
    """Mail it, and note that in the request's history; where nobody can be mailed it waits to be printed and posted."""
    address = address_of(request)
    language = request.language or instance.current().language
    if not address:
        said = compose(letter.value, language, {**_always(request, language), **words})
        enclosed = _enclosed(request, letter, language)
        write_on_paper(request, NewPaper(letter.value, said, language, enclosed), by=by)
        return Sent.POST
    queue_mail(
        letter.value,
        to=address,
        to_name=known_name(request),
        language=language,
        about=request,
        context={**_always(request, language), **words},
        kind=TemplateClass.ASKED_FOR,
        by=by,
    )
    _note(request, letter, by)
    return Sent.MAIL


def final_letter(
    request: SubjectRequest, outcome: State, answer: str, refused: Iterable[RefusedItem], *, by: Actor
) -> Sent | None:
    """The answer; None for an end without one, and where it was sent or written already."""
    letter = FINAL.get(outcome)
    if letter is None or _has_its_answer(request):
        return None
    language = request.language or instance.current().language
    with translation.override(language):
        items, rights = _items(refused, language), _rights_left()
    if letter is Letter.FULFILLED:
        return write_letter(request, letter, by=by, answer=answer)
    return write_letter(request, letter, by=by, answer=answer, items=items, rights=rights)


def escalate(request: SubjectRequest, *, by: Actor) -> None:
    """Hand a complaint to the officer at once: acknowledged with their name, the office told by mail (mission H5)."""
    named = said_by_owner().get("officer", "").strip()
    officers = list(staff_people("privacy.office").order_by("pk")[:MOST_OFFICERS])
    if officers:
        SubjectRequest.objects.filter(pk=request.pk).update(officer=officers[0])
        request.officer = officers[0]
    language = request.language or instance.current().language
    with translation.override(language):
        officer = named or _("%(house)s, data protection officer") % {"house": instance.current().organisation_name}
    write_letter(request, Letter.COMPLAINT, by=by, officer=officer)
    RequestStep.objects.create(request=request, kind=StepKind.ESCALATED, state=request.state, at=clock.now())
    for person in officers:
        tell_officer(request, person, by=by)


def tell_officer(request: SubjectRequest, officer: Person, *, by: Actor) -> None:
    """Until when it has to be answered. The mail names nobody: whose it is stands behind its link."""
    address, language = primary_email(officer), officer.language or instance.current().language
    if address:
        queue_mail(
            "privacy/mail/request_due",
            to=address,
            language=language,
            about=request,
            context={
                "name": officer.name,
                "number": str(request.number),
                "due": long_date(request.due_on, locale_of(language)),
                "link": page_of(request),
            },
            kind=TemplateClass.CONTRACT,
            by=by,
        )


def address_of(request: SubjectRequest) -> str:
    """The e-mail address to answer to, "" where there is none."""
    if "@" in request.address:
        return request.address
    person = Person.objects.filter(pk=request.subject_number or 0, erased_at=None).first()
    return primary_email(person) if person else ""


def is_on_its_way(request: SubjectRequest) -> bool:
    """Whether a final answer to the request has yet to leave: from the outbox, or by post."""
    mails = OutboxMessage.objects.filter(about_kind=request._meta.label_lower, about_id=request.pk)
    papers = PaperLetter.objects.waiting().filter(request=request, template__in=ANSWERS)
    return mails.filter(template__in=ANSWERS, state__in=UNSENT).exists() or papers.exists()


def page_of(request: SubjectRequest) -> str:
    """The address of its page in the office."""
    return settings.INSTANCE.base_url + reverse("tech:privacy-request", args=[request.ref])


def _has_its_answer(request: SubjectRequest) -> bool:
    """Whether the answer has left or waits to be posted. One to a plan that was dropped since does not count."""
    if PaperLetter.objects.waiting().filter(request=request, template__in=ANSWERS).exists():
        return True
    sent = request.steps.filter(kind=StepKind.ANSWER_SENT).order_by("-pk").first()
    dropped = request.steps.filter(kind=StepKind.MOVED, state=State.VERIFIED).order_by("-pk").first()
    return sent is not None and (dropped is None or dropped.pk < sent.pk)


def _note(request: SubjectRequest, letter: Letter, by: Actor) -> None:
    RequestStep.objects.create(
        request=request,
        kind=STEP_KINDS.get(letter, StepKind.ANSWER_SENT),
        state=request.state,
        by_id=by.id if by.is_staff else None,
        at=clock.now(),
    )


def _enclosed(request: SubjectRequest, letter: Letter, language: str) -> str:
    """What is put in with a letter by post: who is answered on paper gets the copy on paper."""
    if letter not in HAVE_A_COPY.get(RequestKind(request.kind), ()):
        return ""
    with translation.override(language):
        return _("Copy of your data, printed")


def _always(request: SubjectRequest, language: str) -> dict[str, str]:
    with translation.override(language):
        return {
            "name": known_name(request) or _("Sir or Madam"),
            "number": str(request.number),
            "right": str(RequestKind(request.kind).label),
            "day": long_date(request.received_on, locale_of(language)),
            "due": long_date(request.due_on, locale_of(language)),
        }


def _items(refused: Iterable[RefusedItem], language: str) -> str:
    """Each with its ground and its last day."""
    lines = []
    for item in refused:
        until = _(" Until %(day)s.") % {"day": long_date(item.until, locale_of(language))} if item.until else ""
        lines.append(f"- {item.what}: {item.ground}{until}")
    return "\n".join(lines)


def _rights_left() -> str:
    """To whom somebody can turn who is not content (Art. 12(4))."""
    authority = said_by_owner().get("authority", "").strip()
    named = f"\n{authority}" if authority else ""
    complain = _("You may complain to a supervisory authority, where you live or work or where we are (Art. 77 GDPR).")
    court = _("You may also go to court: where we have our seat, or where you live (Art. 79 GDPR).")
    return f"{complain}{named}\n{court}"
