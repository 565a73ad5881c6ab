"""Replacing what is found. Pure, in time that grows with the text's length, and the same however often it is done."""

from __future__ import annotations

from candor.privacy.redacting.folding import PLACEHOLDER, Folded
from candor.privacy.redacting.variants import Variants

Span = tuple[int, int]


NOBODY = Variants(())


def redacted(text: str, variants: Variants, *, sparing: Variants = NOBODY) -> str:
    """The text, plain or HTML, with `PLACEHOLDER` wherever one of the variants stood; tags stay as they are.

    Doing it again changes nothing, and without `sparing` `speaks_of` is False of what comes out. What could as well
    mean somebody to be spared, a first name of both, stays.
    """
    if not text or not variants:
        return text
    folded = Folded(text)
    found = _found(folded, variants)
    if found and sparing:
        spared = _found(folded, sparing)
        found = [span for span in found if not any(start < span[1] and span[0] < end for start, end in spared)]
    return _replaced(text, [folded.pieces(*span) for span in found]) if found else text


def speaks_of(text: str, variants: Variants) -> bool:
    """Whether one of the variants stands in the text, plain or HTML."""
    if not text or not variants:
        return False
    letters = Folded(text).letters
    return any(pattern.search(letters) for pattern in variants.patterns)


def times_in(text: str, variants: Variants) -> int:
    """How many placeholders `redacted` would write."""
    return len(_found(Folded(text), variants)) if text and variants else 0


def told_apart(text: str, variants: Variants) -> list[tuple[str, bool]]:
    """The text in parts, each with whether `redacted` takes it away. Together they are the text."""
    folded = Folded(text)
    cuts = sorted(piece for span in _found(folded, variants) for piece in folded.pieces(*span))
    parts, at = [], 0
    for start, end in cuts:
        if start >= at:
            parts += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [(part, goes) for part, goes in [*parts, (text[at:], False)] if part]


def _found(folded: Folded, variants: Variants) -> list[Span]:
    """Places in the stream, in order; those that overlap are one."""
    matches = (match for pattern in variants.patterns for match in pattern.finditer(folded.letters))
    spans: list[Span] = []
    for start, end in sorted(match.span("it") for match in matches):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _replaced(text: str, places: list[list[Span]]) -> str:
    """Each of the places becomes one placeholder, where it begins."""
    cuts = sorted(
        (start, end, PLACEHOLDER if number == 0 else "")
        for pieces in places
        for number, (start, end) in enumerate(pieces)
    )
    parts, at = [], 0
    for start, end, put in cuts:
        if start >= at:
            parts += [text[at:start], put]
        at = max(at, end)
    return "".join([*parts, text[at:]])
