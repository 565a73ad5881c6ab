"""Whether a VAT number can be one: its form and its check digits, by the rules of its country. Nobody is asked.

That it can be one does not say that it was given to anybody.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

GREECE = "EL"
"""Greece writes its VAT numbers with another prefix than its ISO 3166 code."""

FIRST_HALF = {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU"}
EUROPEAN_UNION = frozenset(FIRST_HALF | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"})
KNOWN = EUROPEAN_UNION | {"CH", "GB"}
"""Prefixes whose rules are known."""

BETWEEN = re.compile(r"[\s.\-/]+")


class Fault(StrEnum):
    """What is wrong with a number."""

    FORM = "form"
    CHECK_DIGITS = "check-digits"


class NotAVatNumber(Exception):
    """The number cannot be one of `country` (the prefix of its VAT numbers)."""

    def __init__(self, country: str, fault: Fault) -> None:
        super().__init__(f"{country}: {fault}")
        self.country = country
        self.fault = fault


def normalised(written: str, country: str = "") -> str:
    """The number as invoices and registers name it: prefix first, nothing between ("DE136695976").

    A number without a prefix is read as one of `country` (ISO 3166). Numbers of countries whose rules we do not know
    come back as written. Raises NotAVatNumber.
    """
    compact = BETWEEN.sub("", written).upper()
    prefix = compact[:2] if compact[:2].isalpha() and _rules_of(compact[:2]) else _prefix_of(country)
    rules = _rules_of(prefix)
    if rules is None:
        return written
    from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

    try:
        number = str(rules.validate(compact))
    except (InvalidChecksum, InvalidComponent):
        raise NotAVatNumber(prefix, Fault.CHECK_DIGITS) from None
    except ValidationError:
        raise NotAVatNumber(prefix, Fault.FORM) from None
    return number if number.startswith(prefix) else f"{prefix}{number}"


def _prefix_of(country: str) -> str:
    return GREECE if country == "GR" else country


def _rules_of(prefix: str) -> Any:
    """The rules of a country by the letters that its VAT numbers begin with. Loaded when they are asked for."""
    if prefix not in KNOWN:
        return None
    from stdnum.util import get_cc_module

    return get_cc_module("gr" if prefix == GREECE else prefix.lower(), "vat")
