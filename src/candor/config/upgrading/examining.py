"""Is the new version fit to serve this instance? Asked before anybody is let in, while there is a way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from candor.config.doctor import State, examine
from candor.config.settings.instance import load_settings
from candor.kernel.check import NotFit

OURS_TO_FIND = {"house", "database", "ledger", "licences"}
"""What `candor doctor` may find wrong because of an upgrade. A mail server that is down is no reason to go back, nor is
a permission of a file that was wrong before."""

PAGES = ("/", "/help/", "/contact/", "/customer/sign-in/", "/tech/sign-in/", "/business/")
"""What anybody may open: drawn once, so that a page that fails is not met by a visitor first."""


def find_fit() -> None:
    """Raise NotFit with everything that is wrong."""
    problems = [*what_the_doctor_finds(), *pages_that_fail()]
    if problems:
        raise NotFit(problems)


def what_the_doctor_finds() -> Iterator[str]:
    for found in examine(load_settings()):
        if found.state is State.PROBLEM and found.area in OURS_TO_FIND:
            yield f"{found.says} {found.remedy}".strip()


def pages_that_fail() -> Iterator[str]:
    application = get_wsgi_application()
    for path in PAGES:
        status = _answer(application, path)
        if status.startswith("5"):
            yield f"The page {path} answers {status}."


def _answer(application: Any, path: str) -> str:
    """The status line that a visitor of the page would get."""
    instance, said = settings.INSTANCE, list[str]()
    scheme = "https" if instance.is_https else "http"
    environ: dict[str, Any] = {"PATH_INFO": path, "HTTP_HOST": instance.host, "wsgi.url_scheme": scheme}
    setup_testing_defaults(environ)
    answer = application(environ, lambda status, _headers: said.append(status))
    try:
        for _piece in answer:
            pass
    finally:
        answer.close()
    return said[0]
