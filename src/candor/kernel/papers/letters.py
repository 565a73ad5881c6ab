"""A letter on paper: its address stands where the window of an envelope is (DIN 5008, form B)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from candor.kernel.papers.running import papers_by
from candor.kernel.registries.letterheads import mark

MOST_ADDRESS_LINES = 6
"""So many fit into the window below the line of the sender."""


@dataclass(frozen=True, slots=True)
class LetterOnPaper:
    """Words alone, ready in the letter's language.

    `sender` are name and lines of the address, `address` the lines of the window. `facts` stand at its right, each with
    its word. `body` has a line for each line and "" between paragraphs. `foot` are columns of lines. `page` and
    `page_of` are the words around the numbers of a page: "Page 1 of 2".
    """

    title: str
    language: str
    issued_at: datetime
    sender: Sequence[str]
    address: Sequence[str]
    facts: Sequence[tuple[str, str]]
    body: Sequence[str]
    closing: Sequence[str]
    enclosures_title: str
    enclosures: Sequence[str]
    foot: Sequence[Sequence[str]]
    number: str
    page: str
    page_of: str


def letter_pdf(letter: LetterOnPaper) -> bytes:
    """The letter as a file, under the mark that the house has now. Raises PapersFailed."""
    kind, content = mark()
    said = {**asdict(letter), "issued_at": letter.issued_at.isoformat(), "logo": list(content), "logo_kind": kind}
    return papers_by("candor.kernel.papers.making_letters", said)["pdf"]
