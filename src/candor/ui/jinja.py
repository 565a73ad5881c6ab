"""The template environment: Jinja2 with our formatting, our macros and Django's translations.

Settings name `candor.ui.jinja.Pages` as a template backend; it finds `templates/` in every installed app.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.template.backends.jinja2 import Jinja2
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import StrictUndefined

from candor.kernel.http.addresses import path_to
from candor.ui import django_forms, formatting, marks, said
from candor.ui.assets import asset_url
from candor.ui.compiling import PageEnvironment, attributes, straightened

# What a list asks for hundreds of times is drawn in Python.
DRAWN = {
    "icon": marks.icon,
    "when": marks.when,
    "status": marks.status,
    "priority": marks.priority,
    "due": marks.due,
    "avatar": marks.avatar,
}

COMPONENTS = Path(__file__).parent / "templates" / "ui" / "components"


class Pages(Jinja2):
    """Django's Jinja2 backend over the apps' `templates/` folders."""

    app_dirname = "templates"

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({**params, "OPTIONS": {"environment": "candor.ui.jinja.environment", **params["OPTIONS"]}})


class Kit:
    """Every macro of `ui/components/` and every mark of `marks` as an attribute: pages need no import lines.

    A component is compiled when it is first used; while developing it is looked up each time, so edits show at once.
    """

    def __init__(self, env: PageEnvironment) -> None:
        self._env = env
        self._homes = _macro_homes()
        self.__dict__.update(DRAWN)

    def __getattr__(self, name: str) -> Any:
        try:
            home = self._homes[name]
        except KeyError:
            raise AttributeError(f"ui has no macro {name!r}") from None
        macro = straightened(getattr(self._env.get_template(f"ui/components/{home}").module, name))
        if not self._env.auto_reload:
            self.__dict__[name] = macro
        return macro


def environment(**options: Any) -> PageEnvironment:
    """Build the environment. Missing values are errors, everything is escaped, blocks leave no blank lines."""
    strict: dict[str, Any] = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        "undefined": StrictUndefined,
        "cache_size": -1,
    }
    others = {name: option for name, option in options.items() if name not in strict and name != "autoescape"}
    env = PageEnvironment(**others, **strict, autoescape=True, extensions=["jinja2.ext.i18n"])
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(_globals(env))
    env.straight = SimpleNamespace(**_globals(env), **said.FUNCTIONS)
    env.filters.update(_filters())
    return env


def macro_names() -> frozenset[str]:
    """Names a template may use after `ui.`, for the lint."""
    return frozenset(_macro_homes()) | DRAWN.keys()


def _globals(env: PageEnvironment) -> dict[str, Any]:
    return {
        "ui": Kit(env),
        "url": path_to,
        "asset_url": asset_url,
        "icon": marks.icon,
        "when": marks.when,
        "due_in_words": marks.due_in_words,
        "money": marks.money,
        "price": marks.price,
    }


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "relative_time": marks.relative_time,
        "exact_time": marks.exact_time,
        "date": marks.day,
        "time": marks.clock_time,
        "iso": formatting.as_utc,
        "number": marks.number,
        "country": marks.country,
        "filesize": marks.file_size,
        "paragraphs": formatting.paragraphs,
        "initials": formatting.initials,
        "shade": formatting.shade,
        "control": django_forms.control,
        "error_list": django_forms.error_list,
        "options_of": django_forms.options_of,
        "combine": django_forms.combine,
        "xmlattr": attributes,
    }


@lru_cache(maxsize=1)
def _macro_homes() -> dict[str, str]:
    """Which component file defines which public macro."""
    return {
        name: path.name
        for path in sorted(COMPONENTS.glob("*.html"))
        for name in re.findall(r"{%-?\s*macro\s+([a-z]\w*)", path.read_text())
    }
