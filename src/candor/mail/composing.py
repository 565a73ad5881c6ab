"""From the words of a mail to its text and its HTML, in the recipient's language.

A mail's original lies in `templates/<slice>/mail/NAME.txt` and has two blocks, `subject` and `text`, translated as
pages are. Administrators may put words of their own in its place (`mail.models.MailWords`). Both are words with
placeholders, taken apart once; both forms are made from the same words.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from django.apps import apps
from django.utils import translation

from candor.kernel import instance
from candor.kernel.models import Instance
from candor.kernel.registries.mail_texts import MailText, text_of
from candor.mail.framing import Frame, framed
from candor.mail.models import MailWords
from candor.mail.rendering import as_html, as_text, subject_of
from candor.mail.rules.wording import wording_of
from candor.mail.rules.wording_faults import faults_in
from candor.ui.public import Brand


@dataclass(frozen=True, slots=True)
class Words:
    """A mail's subject, on one line, and its two forms."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a mail is made from: a subject and a body with placeholders."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A mail in one language."""

    text: MailText
    language: str


def compose(key: str, language: str, context: Mapping[str, Any]) -> Words:
    """The words of the mail `helpdesk/mail/reply` with the context's values and the brand, in the language."""
    edition = Edition(text_of(key), language)
    return compose_from(source_of(edition), edition, values_of(edition, context))


def compose_from(source: Source, edition: Edition, values: Mapping[str, str]) -> Words:
    """As `compose`, from these words."""
    text, wording = edition.text, wording_of(source.subject, source.body)
    subject = subject_of(wording, values)
    body, foot = as_html(text, wording, values)
    brand = instance.current()
    frame = Frame(edition.language, Brand(brand.organisation_name, brand.brand_hue), is_letter=text.by_hand)
    return Words(subject, as_text(text, wording, values), framed(subject, body, foot, frame))


def values_of(edition: Edition, context: Mapping[str, Any]) -> dict[str, str]:
    """What stands for each of the mail's placeholders. Some words are only put into the language here."""
    with translation.override(edition.language):
        given = {name: str(value) for name, value in context.items() if name in edition.text.placeholders}
    brand = instance.current()
    return {**given, "our_name": brand.organisation_name, "imprint": _imprint(brand)}


def samples_of(edition: Edition) -> dict[str, str]:
    """Values for a preview."""
    return values_of(edition, {name: each.sample for name, each in edition.text.placeholders.items()})


def source_of(edition: Edition) -> Source:
    """The house's own words in the language where there are any that can be used, else the original in it."""
    text = edition.text
    own = own_words().get((text.key, edition.language))
    return own if own is not None and is_usable(text, own) else original_of(text.key, edition.language)


def own_words() -> Mapping[tuple[str, str], Source]:
    """The house's own words by mail and language, few; as old as the instance's row at most."""
    return instance.remembered("mail-words", _read_own_words)


@functools.lru_cache(maxsize=256)
def original_of(key: str, language: str) -> Source:
    """The words that Candor brings, each placeholder in its braces."""
    text = text_of(key)
    blocks = _environment().get_template(f"{key}.txt")
    braces = {name: f"{{{name}}}" for name in text.placeholders}
    with translation.override(language):
        filled = blocks.new_context({**braces, "brand": braces["our_name"]})
        parts = {name: "".join(blocks.blocks[name](filled)) for name in ("subject", "text")}
    return Source(" ".join(parts["subject"].split()), "\n".join(map(str.rstrip, parts["text"].strip().split("\n"))))


@functools.lru_cache(maxsize=256)
def _is_usable(key: str, source: Source) -> bool:
    return not faults_in(text_of(key), source.subject, source.body)


def is_usable(text: MailText, source: Source) -> bool:
    """False for words that an older version took, and that lack today what the mail is sent for."""
    return _is_usable(text.key, source)


def _read_own_words() -> Mapping[tuple[str, str], Source]:
    return {
        (row.key, row.language): Source(row.subject, row.body)
        for row in MailWords.objects.in_use().exclude(body="").only("key", "language", "subject", "body")
    }


def _imprint(brand: Instance) -> str:
    """Who writes, for the foot of a mail: name and address on one line."""
    return " · ".join([brand.organisation_name, *brand.postal_address.splitlines()])


@functools.cache
def _environment() -> jinja2.Environment:
    """The pages' template folders without their escaping: originals are words, not HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([Path(app.path) / "templates" for app in apps.get_app_configs()]),
        autoescape=False,  # noqa: S701 - what comes out is words with placeholders; values are escaped in `rendering`
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined] # the i18n extension adds it
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    return environment
