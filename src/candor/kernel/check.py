"""The checks that run before anything starts, and once in every test session.

Django's own system checks are skipped by WSGI and by `call_command`; these are not. Each problem is a sentence that
says what to do.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from candor.kernel import registries
from candor.kernel.registries import personal_data


class NotFit(RuntimeError):
    """The house is not fit to open; the text lists why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def check() -> None:
    """Raise NotFit unless every column and store is declared and every route has a policy."""
    registries.discover()
    problems = [*routes_without_policy(), *personal_data.undeclared()]
    if problems:
        raise NotFit(problems)


def routes_without_policy() -> list[str]:
    return [
        f"The route {pattern} has no policy; make it with kernel.http.routes.route."
        for pattern, entry in all_routes()
        if not hasattr(entry.callback, "policy")
    ]


def all_routes() -> Iterator[tuple[str, URLPattern]]:
    """Every route of the site with its full pattern."""
    yield from _routes(get_resolver(), "")


def _routes(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        pattern = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _routes(entry, pattern)
        else:
            yield pattern, entry
