"""A letter that goes by post because nobody can be mailed, within the transaction of what it tells of."""

from __future__ import annotations

from dataclasses import dataclass

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.public import MailWords
from candor.privacy.models import PaperLetter, SubjectRequest
from candor.privacy.papers.addressing import postal_address_of

FOOT = "\n-- \n"
"""The line of a mail below which it says who writes: on paper that stands at the head and at the foot."""


@dataclass(frozen=True, slots=True)
class NewPaper:
    """What a letter says: the words of the mail `template`, in a language. `address` where it is not the known one."""

    template: str
    words: MailWords
    language: str
    enclosures: str = ""
    address: str = ""


def write_on_paper(request: SubjectRequest, new: NewPaper, *, by: Actor) -> PaperLetter:
    """Keep the words, to be printed and posted to the address that is known of whoever asks.

    Where there is none, somebody of us enters one.
    """
    letter = PaperLetter.objects.create(
        request=request,
        template=new.template,
        language=new.language,
        address=new.address or postal_address_of(request),
        subject=new.words.subject[:300],
        text=without_foot(new.words.text),
        enclosures=new.enclosures,
        written_at=clock.now(),
        written_by_id=by.id if by.is_staff else None,
    )
    record("privacy.paper_letter.written", letter, by=by, request=request.pk)
    return letter


def without_foot(text: str) -> str:
    """The words of a mail without who writes."""
    body, line, foot = text.rpartition(FOOT)
    return (body if line else foot).rstrip()
