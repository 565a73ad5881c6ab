"""What is wrong with the words that somebody wrote for a mail: pure questions, asked before they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as column
from enum import StrEnum

from candor.kernel.placeholders import names_in, unknown_in
from candor.kernel.registries.mail_texts import MailText, Shape
from candor.mail.rules.wording import Link, Value, is_address, links_in, wording_of

LONGEST_SUBJECT = 200
LONGEST_BODY = 6_000


class Fault(StrEnum):
    """`names` of a finding are placeholders, but for a LINK those of the links' words."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    UNKNOWN = "unknown"
    LACKING = "lacking"
    NOT_HERE = "not-here"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of the `subject` or of the `body`."""

    field: str
    fault: Fault
    names: list[str] = column(default_factory=list)


def faults_in(text: MailText, subject: str, body: str) -> list[Finding]:
    """All of them; an empty list for words that can be used."""
    return [*_lengths(subject, body), *_names(text, subject, body), *_links(text, subject, body)]


def _lengths(subject: str, body: str) -> Iterator[Finding]:
    for name, words, most in (("subject", subject, LONGEST_SUBJECT), ("body", body, LONGEST_BODY)):
        if not words.strip():
            yield Finding(name, Fault.EMPTY)
        elif len(words) > most:
            yield Finding(name, Fault.TOO_LONG)


def _names(text: MailText, subject: str, body: str) -> Iterator[Finding]:
    offered = text.placeholders
    for name, words in (("subject", subject), ("body", body)):
        if unknown := unknown_in(words, offered):
            yield Finding(name, Fault.UNKNOWN, unknown)
    known = [name for name in names_in(subject) if name in offered]
    # Subjects are shown on locked telephones and in our own lists: no secret, no address, no long words there.
    if wrong := [name for name in known if offered[name].shape is not Shape.LINE]:
        yield Finding("subject", Fault.NOT_HERE, wrong)
    if lacking := [name for name in text.required if name not in names_in(body)]:
        yield Finding("body", Fault.LACKING, lacking)


def _links(text: MailText, subject: str, body: str) -> Iterator[Finding]:
    wrong = [link for link in links_in(wording_of(subject, body)) if not _leads_somewhere(text, link)]
    if wrong:
        yield Finding("body", Fault.LINK, [_shown(link) for link in wrong])


def _leads_somewhere(text: MailText, link: Link) -> bool:
    if not isinstance(link.target, Value):
        return is_address(link.target)
    offered = text.placeholders.get(link.target.name)
    return offered is None or offered.shape is Shape.LINK  # an unknown one is told of as such


def _shown(link: Link) -> str:
    return f"({{{link.target.name}}})" if isinstance(link.target, Value) else f"({link.target})"
