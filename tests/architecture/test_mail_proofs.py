"""The table of intake's promises names tests that exist: a proof that was renamed or removed is noticed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "reference" / "mail-proofs.md"
FOLDERS = {
    "mail": ROOT / "src/candor/mail/tests",
    "parsing": ROOT / "src/candor/mail/tests/parsing",
    "helpdesk": ROOT / "src/candor/helpdesk/tests",
    "faults": ROOT / "tests/faults",
}
PROOF = re.compile(r"(\w+) `(test_\w+\.py)::(test_\w+)`")


def rows() -> list[str]:
    lines = TABLE.read_text().splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith("| promise")]


def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text()) if file.exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_promise_names_a_test_that_exists() -> None:
    assert len(rows()) > 40
    without = [row for row in rows() if not PROOF.search(row)]
    assert without == []
    missing = [
        "::".join(proof)
        for row in rows()
        for proof in PROOF.findall(row)
        if proof[2] not in names_in(FOLDERS[proof[0]] / proof[1])
    ]
    assert missing == []
