"""E-mail addresses and telephone numbers as they are written in texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import phonenumbers

from candor.privacy.redacting.folding import BARRIER, fold
from candor.privacy.redacting.letters import LETTER, NO_DOMAIN_AFTER, NO_LETTER_AFTER, NO_LETTER_BEFORE, one_of

FEWEST_DIGITS = 6
"""A shorter number is one among many others in any text."""

_AT = r"(?:@|\s?[\[({]\s?(?:at|ät)\s?[\])}]\s?|\s(?:at|ät)\s)"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|punkt)\s?[\])}]\s?|\s(?:dot|punkt)\s)"
_LOCAL_GOES_ON_BEFORE = rf"(?<!{LETTER})(?<!{LETTER}[._+\-])(?<!{LETTER}[._+\-][._+\-])"
_DOMAIN_GOES_ON_AFTER = rf"{NO_LETTER_AFTER}(?!-[a-z0-9ꙮ\-]{{1,63}}\.{LETTER}){NO_DOMAIN_AFTER}"
_BETWEEN_DIGITS = r"[\s().\-/]{0,3}"
_NUMBER = re.compile(r"\+?[\d\s().\-/–]+")
_DIGIT = rf"[\d{BARRIER}]"
_NO_NUMBER_BEFORE = rf"{NO_LETTER_BEFORE}(?<!{_DIGIT}[.\-/])(?<!\+)"
_NO_NUMBER_AFTER = rf"{NO_LETTER_AFTER}(?![.\-/]{_DIGIT})"


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None and len(_digits(text)) >= FEWEST_DIGITS


def patterns_of(mails: Collection[str], numbers: Collection[str]) -> Iterator[str]:
    """Patterns with the group `it` for these addresses and numbers, as far as there are any."""
    split = {parts for mail in mails for parts in _split(mail)}
    if split:
        plain = one_of(_address(local, domain) for local, domain in split)
        yield f"{_LOCAL_GOES_ON_BEFORE}(?P<it>{plain}){_DOMAIN_GOES_ON_AFTER}"
        returned = one_of(f"{re.escape(local)}={re.escape(domain)}" for local, domain in split)
        yield rf"(?:{_LOCAL_GOES_ON_BEFORE}|(?<=[+\-]))(?P<it>{returned}){_DOMAIN_GOES_ON_AFTER}"
    if numbers:
        written = one_of(pattern for number in numbers for pattern in _number(number))
        yield f"{_NO_NUMBER_BEFORE}(?P<it>{written}){_NO_NUMBER_AFTER}"


def _split(mail: str) -> Iterator[tuple[str, str]]:
    """Local part and domain, the domain as people write it and as machines do (RFC 5891)."""
    local, _, domain = mail.rpartition("@")
    if local and domain:
        yield from {(fold(local), fold(form)) for form in (domain, *_other_forms(domain.lower()))}


def _other_forms(domain: str) -> Iterator[str]:
    try:
        yield domain.encode("idna").decode()
        yield domain.encode().decode("idna")
    except UnicodeError:
        return


def _address(local: str, domain: str) -> str:
    """An address, also with a +label behind its local part, and as people write it for other people to read:
    `kim at nordlicht dot example`, which is hers as clearly as the address is.
    """
    label = "" if "+" in local else r"(?:\+[\w.=\-]{0,64})?"
    return f"{_dotted(local)}{label}{_AT}{_dotted(domain)}"


def _dotted(part: str) -> str:
    return _DOT.join(re.escape(label) for label in part.split("."))


def _number(written: str) -> Iterator[str]:
    """With and without its country, `00` or `+`, the (0) that does not belong there, and any punctuation."""
    known = _parsed(written)
    if known is None:
        yield rf"\(?{_spaced(_digits(written))}"
        return
    code, own = str(known.country_code), str(phonenumbers.national_significant_number(known))
    yield rf"(?:\+|\(?00)?{_BETWEEN_DIGITS}{_spaced(code)}{_BETWEEN_DIGITS}(?:\(0\){_BETWEEN_DIGITS})?{_spaced(own)}"
    at_home = _digits(phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.NATIONAL))
    stands_alone = "" if at_home.startswith("0") else rf"(?<!{_DIGIT}\s)(?<!{_DIGIT}\))"
    if len(at_home) >= FEWEST_DIGITS:
        yield rf"{stands_alone}\(?{_spaced(at_home)}"


def _parsed(written: str) -> phonenumbers.PhoneNumber | None:
    digits = _digits(written)
    international = written.strip().startswith("+") or digits.startswith("00")
    try:
        return phonenumbers.parse(f"+{digits.removeprefix('00')}") if international else None
    except phonenumbers.NumberParseException:
        return None


def _spaced(digits: str) -> str:
    return _BETWEEN_DIGITS.join(digits)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())
