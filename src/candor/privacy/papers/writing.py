"""A letter that goes by post because nobody can be mailed, within the transaction of what it tells of."""

from __future__ import annotations

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.public import MailWords
from candor.privacy.models import PaperLetter, SubjectRequest
from candor.privacy.papers.addressing import postal_address_of

FOOT = "--"
"""The line of a mail below which it says who writes: on paper that stands at the head and at the foot."""


def write_on_paper(
    request: SubjectRequest, template: str, words: MailWords, language: str, *, by: Actor, enclosures: str = "", address: str = ""
) -> PaperLetter:
    """Keep the words, to be printed and posted to this address, else to the one that is known of whoever asks.

    Where there is none, somebody of us enters one.
    """
    letter = PaperLetter.objects.create(
        request=request,
        template=template,
        language=language,
        address=address or postal_address_of(request),
        subject=words.subject[:300],
        text=without_foot(words.text),
        enclosures=enclosures,
        written_at=clock.now(),
        written_by_id=by.id if by.is_staff else None,
    )
    record("privacy.paper_letter.written", letter, by=by, request=request.pk)
    return letter


def without_foot(text: str) -> str:
    """The words of a mail without who writes."""
    body, line, foot = text.rstrip().rpartition(f"\n{FOOT}\n")
    return body.rstrip() if line and foot else text.rstrip()
