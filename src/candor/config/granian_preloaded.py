"""Granian, with Candor loaded before its processes part: `python -m candor.config.granian_preloaded OPTIONS…`.

Both web processes share what they never change: with the third that bears them they hold 111 MB at rest, before 174
(PSS, 200,000 cases), and load Candor once instead of twice. A process that died is back without loading anything.
Where processes cannot part so (not Linux), each loads Candor itself.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
from contextlib import suppress
from importlib import import_module
from runpy import run_module


def main() -> None:
    """Load, leave nothing open that two processes must not share, and let granian read the options."""
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
        preload()
    run_module("granian", run_name="__main__", alter_sys=True)


def preload() -> None:
    """Load and check the house. A database connection, and a writers' lock with it, belongs to one process."""
    import_module("candor.config.wsgi")
    _make_what_each_would_make()
    from django.db import connections

    connections.close_all()
    for alias in connections:
        with suppress(AttributeError):  # none was opened
            del connections[alias]
    gc.collect()
    gc.freeze()  # looking for garbage would write into every page that is shared
    gc.set_threshold(20_000, 20, 50)  # after each 700 objects, as Python would, it took a tenth of a case's page


def _make_what_each_would_make() -> None:
    """Routes, texts and names of months, once for both processes: 8 MB for each that its first pages made by itself."""
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


if __name__ == "__main__":
    main()
