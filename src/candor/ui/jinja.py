"""The template environment: Jinja2 with our formatting, our macros and Django's translations.

Settings name `candor.ui.jinja.Pages` as a template backend; it finds `templates/` in every installed app.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from django.template.backends.jinja2 import Jinja2
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from candor.kernel import clock
from candor.ui import django_forms, formatting
from candor.ui.assets import asset_url, icon_names

COMPONENTS = Path(__file__).parent / "templates" / "ui" / "components"


class Pages(Jinja2):
    """Django's Jinja2 backend over the apps' `templates/` folders."""

    app_dirname = "templates"

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({**params, "OPTIONS": {"environment": "candor.ui.jinja.environment", **params["OPTIONS"]}})


class Kit:
    """Every macro of `ui/components/` as an attribute, so that pages and fragments need no import lines.

    A component is compiled when it is first used; while developing it is looked up each time, so edits show at once.
    """

    icon: Callable[..., Markup]
    when: Callable[..., Markup]

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._homes = _macro_homes()
        # Drawn in Python: a list asks for hundreds of them.
        self.icon, self.when = icon, when

    def __getattr__(self, name: str) -> Any:
        try:
            home = self._homes[name]
        except KeyError:
            raise AttributeError(f"ui has no macro {name!r}") from None
        macro = getattr(self._env.get_template(f"ui/components/{home}").module, name)
        if not self._env.auto_reload:
            self.__dict__[name] = macro
        return macro


def environment(**options: Any) -> Environment:
    """Build the environment. Missing values are errors, everything is escaped, blocks leave no blank lines."""
    strict = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined, "cache_size": -1}
    others = {name: option for name, option in options.items() if name not in strict and name != "autoescape"}
    env = Environment(**others, **strict, autoescape=True, extensions=["jinja2.ext.i18n"])
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(_globals(env))
    env.filters.update(_filters())
    return env


def macro_names() -> frozenset[str]:
    """Names a template may use after `ui.`, for the lint."""
    return frozenset(_macro_homes()) | {"icon", "when"}


def icon(name: str, size: int = 16, label: str = "") -> Markup:
    """An icon of the sprite; decoration unless it has a label. Raises KeyError for a name the sprite lacks."""
    if label:
        return Markup(
            '<svg class="icon" width="{0}" height="{0}" role="img" aria-label="{1}"><use href="{2}"/></svg>'
        ).format(size, label, _icon_address(name))
    return _decoration(name, size, asset_url("icons.svg"))


def when(moment: datetime | date | None, style: str = "relative") -> Markup:
    """A `<time>` in the person's language and zone; nothing for None. Styles: relative, date, exact, time."""
    if moment is None:
        return Markup("")
    if not isinstance(moment, datetime):
        return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), _date(moment))
    mark = Markup(" data-relative") if style == "relative" else ""
    return Markup('<time datetime="{}" title="{}"{}>{}</time>').format(
        formatting.as_utc(moment), _exact_time(moment), mark, _STYLES[style](moment)
    )


def _globals(env: Environment) -> dict[str, Any]:
    return {
        "ui": Kit(env),
        "url": lambda name, *args, **kwargs: reverse(name, args=args or None, kwargs=kwargs or None),
        "asset_url": asset_url,
        "icon": icon,
        "when": when,
        "due_in_words": _due_in_words,
        "money": lambda amount, currency: formatting.money(amount, currency, _locale()),
    }


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "relative_time": _relative_time,
        "exact_time": _exact_time,
        "date": _date,
        "time": _clock_time,
        "iso": formatting.as_utc,
        "number": _number,
        "filesize": lambda size: formatting.file_size(size, _locale()),
        "paragraphs": formatting.paragraphs,
        "initials": formatting.initials,
        "shade": formatting.shade,
        "control": django_forms.control,
        "error_list": django_forms.error_list,
        "options_of": django_forms.options_of,
        "combine": django_forms.combine,
    }


@lru_cache(maxsize=1)
def _macro_homes() -> dict[str, str]:
    """Which component file defines which public macro."""
    return {
        name: path.name
        for path in sorted(COMPONENTS.glob("*.html"))
        for name in re.findall(r"{%-?\s*macro\s+([a-z]\w*)", path.read_text())
    }


@lru_cache(maxsize=1024)
def _decoration(name: str, size: int, sprite: str) -> Markup:
    if name not in icon_names():
        raise KeyError(f"no icon {name!r} in the sprite")
    return Markup(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true" focusable="false"><use href="{1}#{2}"/></svg>'
    ).format(size, sprite, name)


def _icon_address(name: str) -> str:
    return f"{asset_url('icons.svg')}#{name}"


def _locale() -> Locale:
    return formatting.locale_of(get_language() or "en")


def _zone() -> tzinfo:
    return timezone.get_current_timezone()


def _relative_time(moment: datetime) -> str:
    return formatting.relative_time(moment, clock.now(), _locale(), _zone())


def _exact_time(moment: datetime) -> str:
    return formatting.exact_time(moment, _locale(), _zone())


def _clock_time(moment: datetime) -> str:
    return formatting.clock_time(moment, _locale(), _zone())


def _date(moment: datetime | date) -> str:
    day = moment.astimezone(_zone()).date() if isinstance(moment, datetime) else moment
    return formatting.long_date(day, _locale())


def _due_in_words(moment: datetime) -> formatting.Due:
    return formatting.due_in_words(moment, clock.now(), _locale(), _zone())


def _number(value: int | float | Decimal) -> str:
    return formatting.number(value, _locale())


_STYLES: dict[str, Callable[[datetime], str]] = {
    "relative": _relative_time,
    "date": _date,
    "exact": _exact_time,
    "time": _clock_time,
}
