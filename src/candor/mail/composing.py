"""From a template to the words of a mail, in the recipient's language.

A mail's template lies in `templates/<slice>/mail/NAME.txt` and has two blocks, `subject` and `text`. It is plain text:
nothing is escaped, and nothing in it is ever read as HTML.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from django.apps import apps
from django.conf import settings
from django.utils import translation

from candor.kernel import instance
from candor.kernel.models import Instance


@dataclass(frozen=True, slots=True)
class Words:
    """A mail's subject, on one line, and its text."""

    subject: str
    text: str


def compose(template: str, language: str, context: Mapping[str, Any]) -> Words:
    """Render `helpdesk/mail/reply` with the context and the brand, in the language."""
    brand = instance.current()
    values = {**context, "brand": brand.organisation_name, "imprint": _imprint(brand)}
    blocks = _environment().get_template(f"{template}.txt")
    with translation.override(language):
        filled = blocks.new_context(values)
        parts = {name: "".join(blocks.blocks[name](filled)) for name in ("subject", "text")}
    return Words(" ".join(parts["subject"].split())[:300], parts["text"].strip() + "\n")


def _imprint(brand: Instance) -> str:
    """Who writes, for the foot of a mail: name and address on one line."""
    return " · ".join([brand.organisation_name, *brand.postal_address.splitlines()])


@functools.cache
def _environment() -> jinja2.Environment:
    """The pages' template folders without their escaping: a name such as "R&D" stays as it is in plain text."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([Path(app.path) / "templates" for app in apps.get_app_configs()]),
        autoescape=False,  # noqa: S701 - plain text, never shown as HTML
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined] # the i18n extension adds it
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    environment.globals["base_url"] = settings.INSTANCE.base_url
    return environment
