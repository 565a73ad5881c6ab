"""Texts of the catalogue as templates call them: safe, with escaped values, as Jinja's "newstyle" functions give them.

A page asks for some two hundred; what each says in a language is looked up and made safe once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils import translation
from markupsafe import Markup

from candor.ui.reading import reader


def gettext(text: str, **values: Any) -> Markup:
    if values:
        return _text(reader().language, text) % values
    return _whole(reader().language, text)


def pgettext(context: str, text: str, **values: Any) -> Markup:
    return _text_in(reader().language, context, text) % {"context": context, **values}


def ngettext(one: str, many: str, num: int, **values: Any) -> Markup:
    return Markup(translation.ngettext(one, many, num)) % {"num": num, **values}  # noqa: S704 - texts of our own catalogue


def npgettext(context: str, one: str, many: str, num: int, **values: Any) -> Markup:
    return Markup(translation.npgettext(context, one, many, num)) % {"context": context, "num": num, **values}  # noqa: S704 - texts of our own catalogue


@lru_cache(maxsize=8192)
def _whole(_language: str, text: str) -> Markup:
    return Markup(translation.gettext(text)) % {}  # noqa: S704 - texts of our own catalogue


@lru_cache(maxsize=8192)
def _text(_language: str, text: str) -> Markup:
    return Markup(translation.gettext(text))  # noqa: S704 - texts of our own catalogue


@lru_cache(maxsize=1024)
def _text_in(_language: str, context: str, text: str) -> Markup:
    return Markup(translation.pgettext(context, text))  # noqa: S704 - texts of our own catalogue


FUNCTIONS: dict[str, Callable[..., Markup]] = {
    "_": gettext,
    "gettext": gettext,
    "pgettext": pgettext,
    "ngettext": ngettext,
    "npgettext": npgettext,
}
