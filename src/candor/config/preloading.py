"""Candor loaded once, before the processes that run it part: they share what they never change.

What that saves stands in docs/reference/performance.md.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module

from candor.kernel.loading import loading

CAN_SHARE = sys.platform == "linux"
"""Elsewhere libraries of the system do not survive that a process parts, so each loads Candor itself."""


def modules() -> None:
    """Load the modules and nothing of the instance, which may still be in preparation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")
    with loading():
        import django

        django.setup()
        from candor.kernel.check import load as load_what_is_checked

        load_what_is_checked()


def load() -> None:
    """Load and check the house, and leave nothing open that two processes must not share. May be called again."""
    import_module("candor.config.application")
    from candor.kernel import check

    check.note_open()
    _make_what_each_would_make()
    close_databases()
    gc.collect()
    gc.freeze()  # looking for garbage would write into every page that is shared


def close_databases() -> None:
    """Have nothing open of them: a connection, and a writers' lock with it, belongs to one process.

    A lock is held by the open file. What a killed process held would stay locked as long as another one has the same
    file open, and two of them would never exclude each other.
    """
    from django.db import connections

    connections.close_all()
    for alias in connections:
        with suppress(AttributeError):  # none was opened
            del connections[alias]


def _make_what_each_would_make() -> None:
    """Routes, texts and names of months, once for all: 8 MB for each that its first pages made by itself."""
    from babel.core import get_global
    from django.conf import settings
    from django.urls import get_resolver
    from django.utils import timezone, translation

    from candor.ui.public import locale_of, long_date

    _ = get_resolver().reverse_dict, get_global("zone_aliases")
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Cases")
            long_date(timezone.localdate(), locale_of(language))
