"""How the refusals of actions are told to programs. Each slice says it for its own, in its `api` package."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from candor.kernel.http.problems import Problem

Telling = Callable[[Any], Problem]

_tellings: dict[type[Exception], Telling] = {}


def tell(refusal: type[Exception], telling: Telling) -> None:
    """Let this exception (and those below it) be answered with the problem that `telling` makes of it."""
    _tellings[refusal] = telling


def told() -> Iterator[tuple[type[Exception], Telling]]:
    yield from _tellings.items()
