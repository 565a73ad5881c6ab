"""The wordings that mail programs and servers use, kept as plain lists under `wordings/`.

A file holds one wording per line, as a regular expression in which a space stands for any white space; `#` begins a
comment line. Whoever meets a new wording adds a line.
"""

from __future__ import annotations

import re
from importlib.resources import files


def alternatives(name: str) -> str:
    """All wordings of `wordings/<name>.txt` as one alternation, to be built into a larger pattern."""
    text = (files("candor.mail.parsing") / "wordings" / f"{name}.txt").read_text("utf-8")
    wordings = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return "(?:" + "|".join(wording.replace(" ", r"\s+") for wording in wordings) + ")"


def wordings(name: str) -> re.Pattern[str]:
    """A pattern that finds any wording of that list, in either case."""
    return re.compile(alternatives(name), re.I)
