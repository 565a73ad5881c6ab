"""A letter about a request goes by post: it gets its address, somebody posts it, or it cannot be sent.

What follows from a letter, such as the clock that stands still, follows from the day on which it was posted.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.public import MailWords
from candor.people.public import Refused
from candor.privacy.actions.request_rows import add_step, locked, of_us, save
from candor.privacy.models import PaperLetter, RequestLetter, StepKind, SubjectRequest
from candor.privacy.papers.writing import NewPaper, without_foot, write_on_paper
from candor.privacy.queries.deadlines import is_prompt
from candor.privacy.rules.request_states import State
from candor.privacy.telling_requests import ANSWERS, STEP_KINDS, Letter
from candor.ui.public import locale_of, long_date

IDENTITY_CODE = "privacy/paper/identity_code"
ASKING = (Letter.IDENTITY.value, IDENTITY_CODE)
"""Letters that ask who somebody is: a prompt one stops the clock on the day on which it is posted."""

NO_ADDRESS = gettext_lazy("Enter the postal address first, and print the letter.")
DONE = gettext_lazy("This letter was posted or given up already. Nothing was changed.")


class ChangedMeanwhile(Exception):
    """Somebody else has changed the letter; `letter` is as it is now."""

    def __init__(self, letter: PaperLetter) -> None:
        super().__init__(letter.ref)
        self.letter = letter


@transaction.atomic
def address_letter(letter: PaperLetter, version: int, address: str, enclosures: str, *, by: Actor) -> None:
    """Write down where it goes and what is put in. Raises ChangedMeanwhile, and Refused for a letter that is gone."""
    wanted = {"address": address, "enclosures": enclosures}
    same = PaperLetter.objects.waiting().filter(pk=letter.pk, version=version)
    if same.update(**wanted, version=F("version") + 1):
        record("privacy.paper_letter.addressed", letter, by=by)
        return
    now = PaperLetter.objects.get(pk=letter.pk)
    if not now.is_waiting:
        raise Refused(DONE)
    if {"address": now.address, "enclosures": now.enclosures} != wanted:
        raise ChangedMeanwhile(now)


@transaction.atomic
def note_posted(letter: PaperLetter, day: date, *, by: Actor) -> bool:
    """Somebody of us posted it on that day; True for the one who noted it.

    Raises Refused for a letter without an address, and for a day before the request.
    """
    request = locked(letter.request)
    if day < request.received_on:
        raise Refused(gettext_lazy("That is before the request reached us. Nothing was changed."))
    if not PaperLetter.objects.filter(pk=letter.pk).exclude(address="").exists():
        raise Refused(NO_ADDRESS)
    if not _settle(letter, by, posted_on=day):
        return False
    kind = STEP_KINDS.get(letter.template, StepKind.ANSWER_SENT if letter.template in ANSWERS else StepKind.LETTER)
    words = _("By post on %(day)s") % {"day": long_date(day, locale_of(get_language() or "en"))}
    add_step(request, kind, by=by, note=words)
    record("privacy.paper_letter.posted", letter, by=by, request=request.pk)
    if letter.template in ASKING:
        _stop_clock(request, day)
    return True


@transaction.atomic
def give_up(letter: PaperLetter, why: str, *, by: Actor) -> bool:
    """It cannot be sent, or need not be; the reason stands in the file. True for the one who noted it."""
    request = locked(letter.request)
    if not _settle(letter, by, unsent_because=why.strip()):
        return False
    add_step(request, StepKind.NOTE, by=by, note=_("Letter not posted: %(why)s") % {"why": why.strip()})
    record("privacy.paper_letter.given_up", letter, by=by, request=request.pk)
    return True


@transaction.atomic
def print_mail(mail: RequestLetter, *, by: Actor) -> PaperLetter:
    """The words of a mail as a letter, to be posted as well. Doing it twice makes one. Raises Refused without words."""
    if not mail.text:
        raise Refused(gettext_lazy("This mail held a link for its reader alone: its words were not kept."))
    request = locked(mail.request)
    words = MailWords(mail.subject, without_foot(mail.text), "")
    same = PaperLetter.objects.waiting().filter(request=request, template=mail.template, text=words.text)
    new = NewPaper(mail.template, words, mail.language)
    return same.first() or write_on_paper(request, new, by=by)


def drop_answers(request: SubjectRequest, *, by: Actor) -> None:
    """Answers that nobody has posted yet speak of a plan that was dropped. In the transaction of that."""
    for letter in PaperLetter.objects.waiting().filter(request=request, template__in=ANSWERS):
        give_up(letter, _("The plan that it speaks of was dropped."), by=by)


def _settle(letter: PaperLetter, by: Actor, **how: object) -> bool:
    waiting = PaperLetter.objects.waiting().filter(pk=letter.pk)
    return bool(waiting.update(**how, settled_at=clock.now(), settled_by=of_us(by), version=F("version") + 1))


def _stop_clock(request: SubjectRequest, day: date) -> None:
    if request.stands is State.IDENTITY_PENDING and request.paused_since is None and is_prompt(request, day):
        request.paused_since = day
        save(request, "paused_since")
