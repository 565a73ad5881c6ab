"""Reading the JSON that a client sends: strictly, within limits, and with a sentence for what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import ValidationError
from ninja.parser import Parser

from candor.kernel.http.problems import FieldError, Problem, not_valid

DEEPEST = 12
MOST_DIGITS = 18


class StrictParser(Parser):
    """JSON as RFC 8259 has it: no NaN, no key twice, not deep, and no text that only machines read."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The request's JSON. Raises Problem."""
        try:
            value = json.loads(
                request.body, parse_constant=_refuse, parse_int=_integer, object_pairs_hook=_object_of_different_keys
            )
        except RecursionError:
            raise Problem("not-valid", _("The JSON is nested too deep.")) from None
        except ValueError:
            raise Problem("bad-request") from None
        errors = list(_unfit(value, "", 0))[:20]
        if errors:
            raise Problem("not-valid", errors=errors)
        return value


def problem_of(refused: ValidationError) -> Problem:
    """What the schema objects to, field by field and in the language of the request."""
    return not_valid(*((_place(error["loc"]), _sentence(error)) for error in refused.errors[:50]))


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("not a number of JSON")


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("larger than any number here")
    return int(digits)


def _object_of_different_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _unfit(value: Any, place: str, depth: int) -> Iterator[FieldError]:
    """Texts with what no database and no page takes, and what is nested too deep."""
    if depth > DEEPEST:
        yield FieldError(place[:200], _("This is nested too deep."))
    elif isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            yield FieldError(place[:200], _("This text holds a NUL or half a character. Send it without."))
    elif isinstance(value, dict):
        for name, held in value.items():
            yield from _unfit(name, place, depth)
            yield from _unfit(held, f"{place}.{name}" if place else name, depth + 1)
    elif isinstance(value, list):
        for number, held in enumerate(value):
            yield from _unfit(held, f"{place}.{number}", depth + 1)


SOURCES = {"body", "query", "path"}


def _place(where: tuple[Any, ...]) -> str:
    """The field's name as the client wrote it, without the parts that only the schema knows."""
    parts = [str(part) for part in where]
    if parts and parts[0] in SOURCES:
        parts = parts[2:] if parts[0] == "body" and len(parts) > 1 else parts[1:]
    return ".".join(parts)[:200]


SENTENCES: Mapping[str, Promise] = {
    "missing": gettext_lazy("This field is needed."),
    "extra_forbidden": gettext_lazy("There is no such field here."),
    "string_too_long": gettext_lazy("This is too long: %(max_length)s are the most."),
    "too_long": gettext_lazy("This is too long: %(max_length)s are the most."),
    "string_too_short": gettext_lazy("This must not be empty."),
    "too_short": gettext_lazy("This must not be empty."),
    "enum": gettext_lazy("This is none of the values allowed: %(expected)s."),
    "literal_error": gettext_lazy("This is none of the values allowed: %(expected)s."),
    "greater_than_equal": gettext_lazy("This number must not be smaller than %(ge)s."),
    "less_than_equal": gettext_lazy("This number must not be larger than %(le)s."),
}
"""By pydantic's types of error; its bounds are put in."""


def _sentence(error: Mapping[str, Any]) -> str:
    sentence = SENTENCES.get(error["type"])
    if sentence is not None:
        return str(sentence % error.get("ctx", {}))
    if error["type"].startswith(("datetime", "timezone")):
        return _("Write a moment with its zone, as 2026-11-21T20:15:00Z (RFC 3339).")
    return _("This is not the kind of value that belongs here.")
