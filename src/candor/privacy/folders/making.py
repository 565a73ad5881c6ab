"""One archive of one request. It opens in any browser, tells the same in JSON, and its hash list shows what is whole.

A request file is small: a few letters and a certificate. So the archive is made while somebody waits for it; each
letter by post takes a moment more, because it is printed anew from the words on file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from candor.kernel import clock, instance
from candor.privacy.certificates import verify_certificate
from candor.privacy.exporting.container import Container
from candor.privacy.exporting.formats.pages import rendered
from candor.privacy.folders.reading import RequestFile, ShownLetter
from candor.privacy.folders.words import WORDS
from candor.privacy.papers.printing import printed

HASHES = "SHA256SUMS.txt"


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of the folder: its name and its bytes."""

    name: str
    content: bytes


def folder_of(file: RequestFile) -> Iterator[bytes]:
    """The archive as chunks. The same request file gives the same bytes, but for the moment that it names.

    Raises PapersFailed where a letter could not be printed: a folder that lacks one would look whole.
    """
    container = Container(clock.now())
    for paper in _papers(file):
        yield from container.member(paper.name, [paper.content])
    lines = [f"{member.sha256}  {member.name}\n" for member in container.members]
    yield from container.member(HASHES, ["".join(lines).encode()])
    yield from container.end()


def _papers(file: RequestFile) -> list[Paper]:
    """Everything but the hash list."""
    letters = [paper for letter in file.letters for paper in _of_letter(letter)]
    certificates = [Paper(one.name, one.content) for one in file.certificates]
    told = {
        "organisation": instance.current().organisation_name,
        "made_at": clock.now(),
        "request": file.request,
        "history": file.history,
        "identity_checks": file.checks,
        "refused": file.refused,
        "carried_out_by": file.carriers,
        "passed_on": file.passed_on,
        "recipients": file.recipients,
        "letters": [
            {**letter.facts, "file": letter.name, **({"pdf": letter.pdf} if letter.pdf else {})}
            for letter in file.letters
        ],
    }
    page = rendered("request", {"file": file, "hashes": HASHES, "words": WORDS, "made_at": clock.now()})
    papers = [Paper("index.html", page), Paper("request.json", _json(told)), *letters, *certificates]
    if certificates:
        papers.append(Paper("verify_certificate.py", Path(verify_certificate.__file__).read_bytes()))
    return papers


def _of_letter(letter: ShownLetter) -> list[Paper]:
    """Its words; beside them what was printed of one by post."""
    words = Paper(letter.name, _letter_text(letter.facts, letter.text))
    if letter.paper is None or not letter.pdf:
        return [words]
    return [words, Paper(letter.pdf, printed(letter.paper))]


def _letter_text(facts: Mapping[str, Any], text: str) -> bytes:
    head = "".join(f"{name}: {_plain(value)}\n" for name, value in facts.items() if value not in (None, ""))
    return f"{head}\n{text}\n".encode()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _json(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()
