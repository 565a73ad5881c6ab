"""What the documents say can be typed or set is what the software knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from candor.config import cli
from candor.config.settings.instance import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md")


def as_written(value: object) -> str:
    """A default as the README's table shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`" if value not in {"", (), None} else ""


def test_the_readme_lists_every_setting_with_its_default_and_meaning() -> None:
    rows = re.findall(
        r"^\| `(CANDOR_\w+)` \| `(\w+)` \| (.*?) ?\| (.*?) \|$", (ROOT / "README.md").read_text(), re.MULTILINE
    )
    wanted = [(each.variable, each.name, as_written(each.default), each.meaning) for each in SETTINGS]
    assert [row for row in rows if row[1] != "home"] == wanted


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_in_the_documents_exists(document: str) -> None:
    commands = cli.all_commands()
    for words in re.findall(r"\./candor ([a-z][a-z ]*[a-z])", (ROOT / document).read_text()):
        assert cli.longest_match(words.split(), commands)[0], f"{document} names ./candor {words}"
