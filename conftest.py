"""What every test has: the known cast, a fit house, and passwords that are quick to check."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

pytest_plugins = ["tests.cast", "tests.browser", "candor.mail.tests.servers"]


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 at its weakest, so that signing in costs tests nothing. The real settings have their own test."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


@pytest.fixture(autouse=True)
def _quick_passwords(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["conftest.QuickArgon2"]  # type: ignore[attr-defined] # pytest-django's settings


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The checks that run before anything starts run once per test session, against the live test schema."""
    from candor.kernel import search
    from candor.kernel.check import check

    with django_db_blocker.unblock():  # type: ignore[attr-defined] # pytest-django's blocker
        search.prepare()
        check()


@pytest.fixture(autouse=True)
def _fresh_instance() -> None:
    """No test sees the organisation that another one named."""
    from candor.kernel import instance

    instance.forget()
