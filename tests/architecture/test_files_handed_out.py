"""Whoever takes the bytes of a stored file past the scanner stands here with the reason; everybody else asks it."""

from __future__ import annotations

import re
from pathlib import Path

import candor

ROOT = Path(candor.__file__).parent
PAST_THE_SCANNER = re.compile(r"\b(?:open_file|read_chunks|made_here=True)\b")

REASONS = {
    "business/views/dunning.py": "letters of ours, made here",
    "business/api/dunning.py": "letters of ours, made here",
    "business/api/invoices.py": "papers of ours, made here",
    "business/api/quote_versions.py": "papers of ours, made here",
    "business/views/invoices.py": "papers of ours, made here",
    "business/views/own_invoices.py": "papers of ours, made here",
    "business/views/quotes.py": "papers of ours, made here",
    "business/views/quotes_customer.py": "papers of ours, made here",
    "catalogue/serving.py": "releases of ours; a scanner reads no file of their size whole",
    "kernel/files.py": "it is the store",
    "kernel/stores/contents.py": "the copy of a person's data is due whole; erasure reads to compare",
    "helpdesk/actions/splitting.py": "a copy within the store",
    "mail/queries.py": "the beginning of a quarantined mail, as text on a page",
    "mail/originals.py": "the source of a mail, as text on a page",
    "mail/reading.py": "mail is parsed in a process of its own",
    "people/actions/importing.py": "a list is read as text, row by row",
    "people/queries/imports.py": "rows of a list, as text on a page",
    "people/views/exports.py": "made here",
    "people/views/imports.py": "made here: the rows that were not taken",
    "privacy/api/my_copies.py": "made here: due whole",
    "privacy/views/copies.py": "made here: due whole",
    "privacy/views/my_requests.py": "made here: due whole",
    "privacy/restoring/examining.py": "bytes are counted into a hash; nobody gets them",
}


def test_nobody_else_takes_bytes_past_the_scanner() -> None:
    sources = [path for path in ROOT.rglob("*.py") if "tests" not in path.parts]
    found = {str(path.relative_to(ROOT)) for path in sources if PAST_THE_SCANNER.search(path.read_text("utf-8"))}
    assert found == set(REASONS)
