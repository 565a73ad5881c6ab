"""Addresses and numbers in the one form they are compared in.

`normalise_email` and `normalise_phone` are the only places that know it. Both take what a person, a mail header or a
hostile client wrote, and either answer the normal form or raise `NotAnIdentifier` with a sentence for people.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import email_validator
import phonenumbers
from babel.core import get_global
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_EMAIL = 254
LONGEST_PHONE = 40

# Names that never leave a company's own network are ordinary addresses to those who run Candor inside one. The list
# is the library's documented switch.
INTRANET_NAMES = {"local", "localhost", "test"}
email_validator.SPECIAL_USE_DOMAIN_NAMES[:] = [
    name for name in email_validator.SPECIAL_USE_DOMAIN_NAMES if name not in INTRANET_NAMES
]


class NotAnIdentifier(ValueError):
    """What was written is no usable address or number. `reason` is a translatable sentence for the person."""

    def __init__(self, reason: Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


@lru_cache(maxsize=512)
def normalise_email(written: str) -> str:
    """The address in NFC and lower case, its domain in ASCII (RFC 5890): `Änna@Bücher.de` → `änna@xn--bcher-kva.de`.

    The part before the @ is compared in lower case although RFC 5321 lets servers tell cases apart: none does, people
    do not, and two records of one person are the worse mistake.
    """
    text = unicodedata.normalize("NFC", written.strip(" \t"))
    if not text:
        raise NotAnIdentifier(_("Enter an e-mail address."))
    if len(text) > LONGEST_EMAIL:
        raise NotAnIdentifier(_("This e-mail address is too long: 254 characters are the most."))
    try:
        parts = email_validator.validate_email(text, check_deliverability=False, globally_deliverable=False)
    except (email_validator.EmailSyntaxError, UnicodeError):
        raise NotAnIdentifier(_("This is not an e-mail address. It should look like name@example.com.")) from None
    normal = f"{unicodedata.normalize('NFC', parts.local_part.lower())}@{parts.ascii_domain}"
    if len(normal) > LONGEST_EMAIL:
        raise NotAnIdentifier(_("This e-mail address is too long: 254 characters are the most."))
    return normal


def normalise_phone(written: str, region: str) -> str:
    """The number in E.164: `030 123456` in region DE → `+4930123456`. Extensions are dropped."""
    text = unicodedata.normalize("NFKC", written).strip()
    if not text:
        raise NotAnIdentifier(_("Enter a telephone number."))
    if len(text) > LONGEST_PHONE:
        raise NotAnIdentifier(_("This telephone number is too long: 40 characters are the most."))
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        raise NotAnIdentifier(_("This is not a telephone number. It should look like +49 30 123456.")) from None
    if not phonenumbers.is_possible_number(number):
        raise NotAnIdentifier(_("This telephone number has too few or too many digits."))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def region_of(time_zone: str) -> str:
    """The country (ISO 3166) that a time zone belongs to, for numbers without a country code; "" when it has none."""
    return str(get_global("zone_territories").get(time_zone) or "")
