"""Whether an answer to advertising asks us to stop, and whether that is all that it says. Pure."""

from __future__ import annotations

import re

LONGEST = 200
"""Whoever writes more has something else to say as well: a person reads it."""

FEW_WORDS = 12

_MAIL = r"(e-?mails?|mails?|newsletters?|news|messages|nachrichten|neuigkeiten|werbung|advertising|werbe\w+)"
_ASKS = re.compile(
    rf"""
      \bun-?su[bs]+cribe | \bopt(\ me)?[ -]out\b | \bcancel\ (my|the|this)\ newsletter
    | \b(remove|delete)\ (me|us|my\ e-?mail|my\ address)\b | \btake\ (me|us|my\ \w+)\ off\b
    | \bstop\ (sending|mailing|e-?mailing|writing|these|this\ newsletter|the\ newsletter|the\ news\b|the\ e-?mails?)
    | \bno\ more\ {_MAIL} | \b(do\ not|don.?t)\ (write|mail|e-?mail)\ (to\ )?(me|us)\b
    | \b(do\ not|don.?t)\ send\ (me|us)\ (any\ )?(more\ )?{_MAIL}
    | \b(abmelden|abzumelden|abbestellen|abzubestellen|austragen|auszutragen|abmeldung|abbestellung)\b
    | \bmelden?\ (sie\ )?(mich|uns)\b.*\bab\b | \btragen?\ (sie\ )?(mich|uns)\b.*\baus\b
    | \bbestellen?\ (ich|wir|hiermit|den|ihren|euren|diesen)\b.*\bab\b
    | \baus\ (dem|ihrem|eurem|diesem)\ (e-?mail-?|mail)?verteiler\b
    | \bkeine?n?\ (weiteren?\ )?{_MAIL}\b | \bwiderspr(eche|uch)\b.*\b(werb|zusendung|newsletter|mails?\b)
    | \bwiderrufe\b.*\b(einwilligung|zustimmung|newsletter)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ALONE = re.compile(r"(please |bitte )?(stopp?|remove|end|quit)( please| bitte)?[.! ]*", re.IGNORECASE)
"""What says so only by itself: "How do I stop the import?" is a question."""

_SOMETHING_ELSE = re.compile(r"\?|delet|eras|lösch|loesch|daten|\bdata\b|account|konto|order|auftrag|invoice|rechnung")
"""Words for which a person looks at the answer as well: a right that they ask for, something that they bought."""


def asks_to_stop(subject: str, text: str) -> bool:
    """A short answer with one of the usual words, in the text or, where there is none, in the subject."""
    said = _on_a_line(text)
    if not said:
        return _says_so(subject.rpartition(":")[2].strip())
    return len(said) <= LONGEST and _says_so(said)


def says_no_more(text: str) -> bool:
    """Whether an answer that asks us to stop says nothing beside, so that nobody has to read it."""
    said = _on_a_line(text).lower()
    return len(said.split()) <= FEW_WORDS and not _SOMETHING_ELSE.search(said)


def _says_so(said: str) -> bool:
    return bool(_ALONE.fullmatch(said) or _ASKS.search(said))


def _on_a_line(text: str) -> str:
    return " ".join(text.split())
