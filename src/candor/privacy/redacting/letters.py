"""Parts of patterns that names and addresses share. They are written for the folded stream (`folding`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

LETTER = r"[^\W_]"
"""A letter or digit of any script; the barrier is one too."""

NO_LETTER_BEFORE = f"(?<!{LETTER})"
NO_LETTER_AFTER = f"(?!{LETTER})"

_ENDINGS = (
    "csv|docx?|eml|gif|heic|html?|ics|jpe?g|json|mov|mp[34]|msg|od[st]|pdf|png|pptx?|rtf"
    "|tiff?|txt|vcf|webp|xlsx?|xml|zip"
)
NO_DOMAIN_AFTER = (
    rf"(?!\.(?!(?:{_ENDINGS})(?!{LETTER}))(?:[a-z]{{2,4}}(?!{LETTER})|example(?!{LETTER})"
    rf"|[a-z0-9ꙮ\-]{{1,63}}\.{LETTER}|[a-z0-9\-]{{0,63}}ꙮ))"
)
"""What goes on like the name of a machine is another address; the ending of a file's name is none."""

_SECOND_SPELLINGS = {
    "ae": "(?:ae|ä)", "oe": "(?:oe|ö)", "ue": "(?:ue|ü)", "aa": "(?:aa|å)",
    "ä": "(?:ae|[aä])", "ö": "(?:oe|[oö])", "ü": "(?:ue|[uü])", "å": "(?:aa|[aå])",
    "a": "[aäå]", "o": "[oö]", "u": "[uü]",
}  # fmt: skip
_SPELLED_TWICE = re.compile("|".join(_SECOND_SPELLINGS))


def spelled(word: str) -> str:
    """A pattern for a folded word in either spelling of its umlauts: `Müller`, `Mueller`, `Muller`."""
    parts, at = [], 0
    for found in _SPELLED_TWICE.finditer(word):
        parts += [re.escape(word[at : found.start()]), _SECOND_SPELLINGS[found[0]]]
        at = found.end()
    return "".join([*parts, re.escape(word[at:])])


def one_of(patterns: Iterable[str]) -> str:
    """The longest first, so that a short one does not leave the rest of a long one standing."""
    return f"(?:{'|'.join(sorted(set(patterns), key=lambda pattern: (-len(pattern), pattern)))})"
