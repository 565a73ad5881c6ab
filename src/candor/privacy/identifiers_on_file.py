"""What a person can name to show who they are: a licence key, an invoice number. Slices that hold such things say so.

register_second("licences.key", name=_("Licence key"), belongs=…)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Second:
    """A kind of identifier. `belongs` says whether exactly what was typed is the person's."""

    kind: str
    name: Promise
    belongs: Callable[[int, str], bool]


_kinds: dict[str, Second] = {}


def register_second(kind: str, *, name: Promise, belongs: Callable[[int, str], bool]) -> None:
    _kinds[kind] = Second(kind, name, belongs)


def seconds() -> Mapping[str, Second]:
    return dict(_kinds)
