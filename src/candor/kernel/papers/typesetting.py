"""From what a paper says to its PDF. Imported by the processes that make papers alone: typst is large."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import resource
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 120
BEYOND_EUROPE = re.compile(r"[^\x20-\u024f\u0370-\u052f\u1e00-\u1fff\u2010-\u2027\u202f\u20ac]")
BEYOND_THE_WEST = re.compile(r"[^\x20-\x7e\xa0-\xff\u20ac]")


def pdf_of(template: Path, shown: Mapping[str, Any]) -> bytes:
    """The PDF/A-3 that the template makes of what is `shown`; its moment is `issued_at`.

    PDF/A refuses signs that no font of this machine has; then a question mark stands in the PDF for what lies beyond
    Europe's scripts, or beyond Western Europe's.
    """
    import typst

    said = json.dumps(shown, ensure_ascii=False)
    for text in (said, BEYOND_EUROPE.sub("?", said)):
        with contextlib.suppress(typst.TypstError):
            return _compiled(template, text, shown["issued_at"])
    return _compiled(template, BEYOND_THE_WEST.sub("?", said), shown["issued_at"])


def answer(make: Callable[[Mapping[str, Any]], Mapping[str, bytes]]) -> None:
    """Read what is asked from standard input, within limits of memory and time, and write the papers out."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    made = make(json.load(sys.stdin))
    json.dump({kind: base64.b64encode(content).decode() for kind, content in made.items()}, sys.stdout)


def _compiled(template: Path, said: str, issued_at: str) -> bytes:
    import typst

    return bytes(
        typst.compile(
            template.read_bytes(),
            sys_inputs={"said": said},
            pdf_standards=["a-3b"],
            format="pdf",
            timestamp=int(datetime.fromisoformat(issued_at).timestamp()),
        )
    )
