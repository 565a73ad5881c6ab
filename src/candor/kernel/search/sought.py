"""What is sought in the index: groups of alternatives, all of which an object has to hold.

Built from what was read. The engines make their own language of it, and `holds` answers for a text that stands in
none of them, by the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from candor.kernel.search.reading import Part, read
from candor.kernel.search.words import MOST_WORDS_SOUGHT, words_in, words_sought

SHORTEST_BEGINNING = 3
"""Words of as many letters are sought as the beginning of longer ones too, so that "invoice" finds "invoices"."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other. `begins`: the last one may begin a longer word."""

    words: tuple[str, ...]
    begins: bool = False


Group = tuple[Term, ...]
Variants = Callable[[Collection[str]], Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Sought:
    """One alternative of each group of `all_of`, none of `none_of`. `all_of` is never empty."""

    all_of: tuple[Group, ...]
    none_of: tuple[Term, ...] = ()

    @property
    def exactly(self) -> Sought:
        """The words as they were typed, without other forms and longer words."""
        return replace(self, all_of=tuple((replace(group[0], begins=False),) for group in self.all_of))

    @property
    def wanted(self) -> Sought:
        """Without what must not stand there."""
        return replace(self, none_of=())


def sought_in(text: str) -> Sought | None:
    """As `sought_from`, of a text without names."""
    return sought_from(read(text))


def literally(text: str) -> Sought | None:
    """All words of a text that nobody typed into a search box: a name, an address."""
    words = words_sought(text)
    groups = tuple((Term((word,), begins=len(word) >= SHORTEST_BEGINNING),) for word in words)
    return Sought(groups) if groups else None


def sought_from(parts: Sequence[Part], variants: Variants = lambda _words: {}) -> Sought | None:
    """What the parts without a name look for; None when they look for nothing.

    `variants` gives other forms of the words in which somebody may have written them.
    """
    plain = [part for part in parts if not part.name]
    groups = list(dict.fromkeys(term for part in plain if not part.is_negated for term in _terms(part)))
    groups = groups[:MOST_WORDS_SOUGHT]
    if not groups:
        return None
    forms = variants({term.words[0] for term in groups if term.begins})
    refused = tuple(_phrase(part) for part in plain if part.is_negated and part.words)
    return Sought(tuple((term, *_others(term, forms)) for term in groups), refused[:MOST_WORDS_SOUGHT])


def holds(sought: Sought, text: str) -> bool:
    """Whether the text fits, by the rules of the index."""
    words = words_in(text)
    known = set(words)
    if not all(any(_stands(term, words, known) for term in group) for group in sought.all_of):
        return False
    return not any(_stands(term, words, known) for term in sought.none_of)


def _terms(part: Part) -> list[Term]:
    if part.is_quoted:
        return [_phrase(part)] if part.words else []
    words, open_ended = part.words, part.value.endswith("*")
    last = len(words) - 1
    return [
        Term((word,), begins=len(word) >= SHORTEST_BEGINNING or (open_ended and number == last and len(word) > 1))
        for number, word in enumerate(words)
    ]


def _phrase(part: Part) -> Term:
    """What belongs together: "new printer", or the parts of -e-mail."""
    return Term(tuple(part.words[:MOST_WORDS_SOUGHT]), begins=not part.is_quoted and part.value.endswith("*"))


def _others(term: Term, forms: Mapping[str, Sequence[str]]) -> list[Term]:
    word = term.words[0]
    return [Term((form,)) for form in forms.get(word, ()) if not form.startswith(word)] if term.begins else []


def _stands(term: Term, words: Sequence[str], known: Collection[str]) -> bool:
    first, *rest = term.words
    if not rest:
        return first in known or (term.begins and any(word.startswith(first) for word in known))
    size = len(term.words)
    wanted = list(term.words)
    return any(_fits(list(words[at : at + size]), wanted, term) for at in range(len(words) - size + 1))


def _fits(there: list[str], wanted: list[str], term: Term) -> bool:
    if there[:-1] != wanted[:-1]:
        return False
    return there[-1].startswith(wanted[-1]) if term.begins else there[-1] == wanted[-1]
