"""How the refusals of actions are told to programs. Each slice says it for its own, in its `api` package."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from candor.kernel.http.problems import Problem, not_valid

Telling = Callable[[Any], Problem]

_tellings: dict[type[Exception], Telling] = {}


def tell(refusal: type[Exception], telling: Telling) -> None:
    """Let this exception (and those below it) be answered with the problem that `telling` makes of it."""
    _tellings[refusal] = telling


def told() -> Iterator[tuple[type[Exception], Telling]]:
    yield from _tellings.items()


def no_such(field: str) -> Problem:
    """The problem of a field that names an object which the owner of the token does not see, or which is not there."""
    return not_valid((field, _("There is none of this reference.")))
