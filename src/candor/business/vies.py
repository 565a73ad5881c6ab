"""Asking the EU's VIES about a VAT number, over its REST service.

https://ec.europa.eu/taxation_customs/vies/#/technical-information: the number goes to the European Commission and from
there to the tax authority of its country. Whoever names their own number gets a consultation number back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from candor.kernel.http.client import NoAnswer, NotAllowed, post

ADDRESS = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
SECONDS = 15.0
NOT_TOLD = "---"
"""What VIES says instead of a name or address that a country keeps to itself."""
NOT_A_NUMBER, NOT_OUR_NUMBER = "INVALID_INPUT", "INVALID_REQUESTER_INFO"


class Unreachable(Exception):
    """VIES, or the country's own register behind it, gave no answer that can be used. Ask again later."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer."""

    is_valid: bool
    request_id: str = ""
    name: str = ""
    address: str = ""


def ask(number: str, ours: str = "") -> Told:
    """What VIES says of a number with its prefix ("ATU33864707"); `ours` is our own, "" to name none.

    Raises Unreachable.
    """
    answer = _posted({**_asked(number), **(_ours(ours) if ours else {})})
    if answer.get("actionSucceed") is False:
        faults = [str(each.get("error")) for each in answer.get("errorWrappers") or [] if isinstance(each, dict)]
        if NOT_OUR_NUMBER in faults and ours:
            return ask(number)
        if NOT_A_NUMBER in faults:
            return Told(is_valid=False)
        raise Unreachable
    if not isinstance(answer.get("valid"), bool):
        raise Unreachable
    return Told(
        answer["valid"],
        _words(answer, "requestIdentifier", 40),
        _words(answer, "name", 200),
        _words(answer, "address", 400),
    )


def _asked(number: str) -> dict[str, str]:
    return {"countryCode": number[:2], "vatNumber": number[2:]}


def _ours(number: str) -> dict[str, str]:
    return {"requesterMemberStateCode": number[:2], "requesterNumber": number[2:]}


def _posted(said: dict[str, str]) -> dict[str, Any]:
    try:
        answer = post(ADDRESS, json.dumps(said).encode(), content_type="application/json", seconds=SECONDS)
        found = json.loads(answer.body)
    except (NoAnswer, NotAllowed, ValueError, RecursionError):
        raise Unreachable from None
    if not isinstance(found, dict):
        raise Unreachable
    return found


def _words(answer: dict[str, Any], name: str, most: int) -> str:
    """A text of the answer on one line, without what cannot be read."""
    told = answer.get(name)
    if not isinstance(told, str):
        return ""
    readable = "".join(character if character.isprintable() else " " for character in told)
    text = " ".join(readable.split())
    return "" if text == NOT_TOLD else text[:most]
