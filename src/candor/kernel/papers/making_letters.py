"""Makes the PDF of one letter in a process of its own: what is asked comes on standard input, the paper goes out."""

from __future__ import annotations

from pathlib import Path

from candor.kernel.papers.typesetting import answer, pdf_of

TEMPLATE = Path(__file__).with_name("letter.typ")

if __name__ == "__main__":
    answer(lambda asked: {"pdf": pdf_of(TEMPLATE, asked)})
