"""`candor messages`: collect the texts of every slice for its translators, and see that none is missing.

Texts come from the slice's Python and Jinja sources and go into `locale/<language>/LC_MESSAGES/django.po` beside them.
The files carry no dates and no line numbers, so that they change only when a text does.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

import candor

PACKAGE = Path(candor.__file__).parent
LANGUAGES = ("de",)
SOURCES = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**/development/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**", "jinja2"),
]
# As the templates' own environment is made, or the texts would differ from those asked for at run time.
OPTIONS = {
    "**/templates/**": {
        "extensions": "jinja2.ext.do",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "silent": "false",
    }
}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    # The map says in words when periods begin: a copy of somebody's data tells it in their language.
    "keep_from": (2,),
    "keep_along": (2,),
}
OTHER_NAME = re.compile(r"^from django\.utils\.translation import .*\bgettext(?:_lazy)? as (?!_$)\w+", re.MULTILINE)
"""A text inside a function of another name would never be collected."""
# %(name)s, %s and {name}; %% is no placeholder.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[sd]|\{\w*\}")
NOISE = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Project-Id-Version|'
    rb"Report-Msgid-Bugs-To): .*\n",
    re.MULTILINE,
)


def main(arguments: Sequence[str]) -> int:
    """Update the files, or with --check only say what is missing in them."""
    parser = argparse.ArgumentParser("candor messages", description="Collect the texts to translate.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a translation is missing")
    asked = parser.parse_args(arguments)
    complaints = []
    for slice_folder in slices():
        complaints += [
            f"{file.relative_to(PACKAGE)}: call it _ or by its own name" for file in renamed_in(slice_folder)
        ]
        template = extract(slice_folder)
        for language in LANGUAGES:
            file = slice_folder / "locale" / language / "LC_MESSAGES" / "django.po"
            if not asked.check:
                update(file, template, language)
            complaints += [f"{file.relative_to(PACKAGE)}: {what}" for what in missing(file, template, language)]
    complaints += [contradiction for language in LANGUAGES for contradiction in contradictions(language)]
    print("\n".join(complaints or ["All texts are translated."]))
    return 1 if complaints and asked.check else 0


def slices() -> list[Path]:
    """The folders that own texts."""
    return sorted(folder for folder in PACKAGE.iterdir() if (folder / "__init__.py").is_file())


def renamed_in(folder: Path) -> list[Path]:
    """Sources that call the translating function by a name that the collecting does not know."""
    return [file for file in sorted(folder.rglob("*.py")) if OTHER_NAME.search(file.read_text("utf-8"))]


def extract(folder: Path) -> Catalog:
    """The texts in the slice's sources, each with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        folder, SOURCES, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for file, _, texts, comments, context in found:
        catalog.add(texts, locations=[(file, 1)], auto_comments=comments, context=context)
    return catalog


def update(file: Path, template: Catalog, language: str) -> None:
    """Write the translations back with new texts added and unused ones left out."""
    if not len(template):
        file.unlink(missing_ok=True)
        return
    catalog = load(file, language)
    catalog.update(template, no_fuzzy_matching=True)
    written = BytesIO()
    write_po(
        written,
        catalog,
        width=120,
        no_location=False,
        include_lineno=False,
        ignore_obsolete=True,
        sort_by_file=True,
    )
    content = NOISE.sub(b"", written.getvalue())
    if not file.exists() or file.read_bytes() != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def load(file: Path, language: str) -> Catalog:
    """The translations there are; an empty catalogue where the file does not exist yet."""
    if not file.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment="")
    with file.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def missing(file: Path, template: Catalog, language: str) -> Iterator[str]:
    """What a translator still has to do in this file, a sentence each."""
    translated = load(file, language)
    for wanted in template:
        if not wanted.id:
            continue
        name = wanted.id if isinstance(wanted.id, str) else wanted.id[0]
        there = translated.get(name, wanted.context)
        if there is None or not all(texts_of(there.string)):
            yield f"not translated: “{name}”"
        elif there.fuzzy:
            yield f"marked as uncertain: “{name}”"
        elif not placeholders_match(there):
            yield f"other placeholders than “{name}”"
    if file.exists():
        used = {(identity(message), message.context) for message in template}
        yield from (
            f"no longer used: “{identity(message)}”"
            for message in translated
            if (identity(message), message.context) not in used
        )


def contradictions(language: str) -> Iterator[str]:
    """Texts that two slices translate differently: all catalogues are one at run time, so one of them loses."""
    first: dict[tuple[str, str | None], tuple[str, Message]] = {}
    for folder in slices():
        for message in load(folder / "locale" / language / "LC_MESSAGES" / "django.po", language):
            where, other = first.setdefault((identity(message), message.context), (folder.name, message))
            if message.id and texts_of(other.string) != texts_of(message.string):
                yield f"{where} and {folder.name} translate “{identity(message)}” differently"


def texts_of(text: str | Sequence[str | None] | None) -> tuple[str, ...]:
    """One text for each plural form; always at least one."""
    if isinstance(text, str):
        return (text,)
    return tuple(form or "" for form in text or ("",))


def identity(message: Message) -> str:
    """The text as it stands in the sources, in its singular."""
    return texts_of(message.id)[0]


def placeholders_match(message: Message) -> bool:
    """Whether every form carries the placeholders of the original; a singular may do without its number."""
    *_, most = (placeholders(text) for text in texts_of(message.id))
    forms = [placeholders(text) for text in texts_of(message.string)]
    return forms[-1] == most and all(form <= most for form in forms)


def placeholders(text: str) -> frozenset[str]:
    """The parts of a text that are filled in later."""
    return frozenset(PLACEHOLDER.findall(text))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
