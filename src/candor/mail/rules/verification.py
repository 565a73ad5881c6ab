"""Recognising other services' sign-in codes and address confirmations.

Whoever signs up somewhere with the address of a help desk makes that service write to it. Could they then read the
mail as a case, they would have proven that a company's address is theirs (the "ticket trick"). Machines write such
mail, but not all under a machine's name; so what it says counts, too: a code that is handed to the reader, an order to
confirm something, the warning beside it. A person who asks about a code of theirs is not taken for a service.

The words of each language stand in `parsing/wordings/sign_in_*.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from candor.mail.parsing import ParsedMessage
from candor.mail.parsing.phrases import alternatives, wordings
from candor.mail.rules.addresses import is_machine_name

_CODE_WORD = wordings("sign_in_codes")
_ORDER = wordings("sign_in_orders")
_TOPIC = wordings("sign_in_topics")
_WARNING = wordings("sign_in_warnings")
_YOURS = wordings("sign_in_yours")

_POLITE = (
    r"(?:please|bitte|veuillez|por favor|per favore|proszę|пожалуйста|будь ласка|action required|erinnerung|reminder)"
)
_COMMAND = re.compile(
    rf"^(?:\[[^\]]*\]\s*|[^:]{{0,30}}:\s*)?(?:{_POLITE}[\s,:-]+)?{alternatives('sign_in_orders')}", re.IGNORECASE
)
"""A subject that begins with the order to confirm something: persons ask, services order."""

_YOUR_CODE = re.compile(
    r"\b(?:your|ihr|dein|votre|ton|tu|su|il tuo|seu|je|jouw|uw|twój|ваш|твой|твій|din|ditt|dit|váš)\s"
    r"(?:[\w.&'’+-]{1,30}\s){0,4}?[\w-]{0,30}?(?:code|kode?|código|codice|код|kód|pin)\b",
    re.IGNORECASE,
)

_CODE = re.compile(
    r"(?<![\w.,/:-])(?:\d{4,8}|\d{3}[- ]\d{3}|[A-Z]-\d{4,8}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4}"
    r"|(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{5,8})(?![\w/:-]|[.,]\d)"
)
_NEAR = 80
"""Characters between a code and the word for it."""

_LINK = re.compile(r"https?://[^\s\"'<>]{8,}", re.IGNORECASE)
_SECRET_LINK = re.compile(
    r"verif|confirm|activat|token=|code=|magic|signin|sign-in|login|invite|reset|validat|[\w%-]{20,}", re.IGNORECASE
)
_HREF = re.compile(r"href=\"(https?://[^\"]+)", re.IGNORECASE)
_REPLY = re.compile(r"^\s*(?:re|aw|sv|vs|antw|odp|ynt|fwd?|wg|tr|rv|i|r)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_READ_OF_SUBJECT = 500
_READ = 8_000
"""Characters of the text that are looked at: such mails say what they want at their beginning."""


def is_verification(parsed: ParsedMessage) -> bool:
    """Does it hand a code or link to whoever reads this address?"""
    subject, text = parsed.subject[:_READ_OF_SUBJECT], parsed.text[:_READ]
    has_code, has_link = bool(_CODE.search(f"{subject}\n{text}")), _has_secret_link(parsed, text)
    if _is_from_machine(parsed):
        return _asks(subject) or ((has_code or has_link) and _asks(text))
    if not (has_code or has_link) or _REPLY.search(subject):
        return False
    if _COMMAND.search(subject) or (has_code and _announces_code(subject, text)):
        return True
    hands_over = (has_code and (_with_code(subject) or _your_code(text))) or (has_link and _asks(f"{subject}\n{text}"))
    return hands_over and bool(_WARNING.search(text))


def _asks(words: str) -> bool:
    return bool(_CODE_WORD.search(words) or _ORDER.search(words) or _TOPIC.search(words))


def _announces_code(subject: str, text: str) -> bool:
    """Does the subject say "your code", as services do: "118822 is your Example code"?"""
    return _your_code(subject) or bool(_YOUR_CODE.search(subject) and _CODE_WORD.search(f"{subject}\n{text}"))


def _your_code(words: str) -> bool:
    """Does a code stand near the word for one, and is it the reader's: "Your sign-in code is 493 201"?"""
    return any(_CODE.search(around) and _YOURS.search(around) for around in _around_code_words(words))


def _with_code(words: str) -> bool:
    return any(_CODE.search(around) for around in _around_code_words(words))


def _around_code_words(words: str) -> Iterator[str]:
    for match in _CODE_WORD.finditer(words):
        yield words[max(0, match.start() - _NEAR) : match.end() + _NEAR]


def _has_secret_link(parsed: ParsedMessage, text: str) -> bool:
    """A link that only this reader has, in the text or behind a button."""
    links = _LINK.findall(text) + _HREF.findall((parsed.html or "")[: 5 * _READ])
    return any(_SECRET_LINK.search(link) for link in links)


def _is_from_machine(parsed: ParsedMessage) -> bool:
    if parsed.auto_submitted or parsed.list_headers:
        return True
    return parsed.from_ is not None and is_machine_name(parsed.from_.address)
