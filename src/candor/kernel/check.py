"""The checks that run before anything starts, and once in every test session.

Django's own system checks are skipped by WSGI and by `call_command`; these are not. Each problem is a sentence that
says what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.urls import URLPattern, URLResolver, get_resolver

from candor.kernel import registries
from candor.kernel.db import migrations
from candor.kernel.http.routes import LateRoutes
from candor.kernel.loading import loading
from candor.kernel.registries import personal_data
from candor.kernel.search import searchable
from candor.kernel.search.backends import backend

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class NotFit(RuntimeError):
    """The house is not fit to open; the text lists why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def check() -> None:
    """Raise NotFit unless the house is fit to serve pages: `check_instance`, and every route has a policy."""
    with loading():
        registries.discover()
        _refuse_if([*unsafe_settings(), *routes_without_policy(), *undeclared_data(), *missing_search_tables()])


def check_instance() -> None:
    """Raise NotFit unless the settings are safe and every column and store is declared.

    Enough for a command, which draws no page: loading the routes with all their views is a sixth of its start.
    """
    with loading():
        registries.discover()
        _refuse_if([*unsafe_settings(), *undeclared_data(), *missing_search_tables()])


def _refuse_if(problems: list[str]) -> None:
    if problems:
        raise NotFit(problems)


_open = False


def note_open() -> None:
    """Note that the house was opened and found fit. Processes that part from this one need not look again."""
    global _open  # noqa: PLW0603 - one fact of the process
    _open = True


def is_open() -> bool:
    """Whether this process, or the one that it parted from, has opened the house and found it fit."""
    return _open


def load() -> None:
    """Load what the check looks at, nothing of the instance."""
    with loading():
        registries.discover()
        routes_without_policy()


def unsafe_settings() -> list[str]:
    """Settings that are each valid and together give passwords away, and what Django's deployment checks say."""
    instance = settings.INSTANCE
    if instance.is_https:
        found = run_checks(tags=[Tags.security], include_deployment_checks=True)
        return [f"{message.id}: {message.msg}" for message in found if not message.is_silenced()]
    if instance.host in LOOPBACK or instance.plain_http:
        return []
    problem = f"The base URL {instance.base_url} has no https: passwords would cross the network in the clear."
    return [f"{problem} Set CANDOR_BASE_URL to an https address, or CANDOR_PLAIN_HTTP=yes if you mean it."]


def undeclared_data() -> list[str]:
    """What is held about people, or could be, and no slice declares.

    Older code that starts on a database of a newer version, as during an upgrade, cannot know its columns; what the
    older code itself needs must be there all the same.
    """
    undeclared = [] if migrations.database_is_newer() else personal_data.undeclared()
    return [
        *undeclared,
        *personal_data.missing(),
        *personal_data.contradictions(),
        *personal_data.undeclared_entries(settings.INSTANCE.home),
        *(f"The search index holds the table {name}, which belongs to no kind." for name in backend().others()),
    ]


def missing_search_tables() -> list[str]:
    index = backend()
    return [
        f"The search index has no place for {kind}; run: candor instance prepare"
        for kind in searchable()
        if not index.has(kind)
    ]


def routes_without_policy() -> list[str]:
    """Routes of the pages that nobody decided about; late routes are checked in the same way when they are loaded."""
    return [
        f"The route {pattern} has no policy; make it with kernel.http.routes.route."
        for pattern, entry in _routes(get_resolver(), "", lambda resolver: not isinstance(resolver, LateRoutes))
        if not hasattr(entry.callback, "policy")
    ]


def all_routes() -> Iterator[tuple[str, URLPattern]]:
    """Every route of the site with its full pattern."""
    yield from _routes(get_resolver(), "", lambda _resolver: True)


def _routes(
    resolver: URLResolver, prefix: str, enters: Callable[[URLResolver], bool]
) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        pattern = f"{prefix}{entry.pattern}"
        if not isinstance(entry, URLResolver):
            yield pattern, entry
        elif enters(entry):
            yield from _routes(entry, pattern, enters)
