"""What the documents say can be typed or set is what the software knows."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

import pytest

from candor.config import cli
from candor.config.settings.instance import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "deploy/README.md",
    *sorted(f"docs/guide/{each.name}" for each in ROOT.glob("docs/guide/*.md")),
)
CALL = re.compile(r"(?:\./candor|/opt/candor/candor|exec candor candor)((?: +[\w.<>=/-]+| +\[[^\]]*\])+)")


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


def test_every_command_in_the_documents_exists_and_takes_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    commands, helps, wrong = cli.all_commands(), dict[str, str](), list[str]()
    for document, line in [(each, call) for each in DOCUMENTS for call in CALL.findall((ROOT / each).read_text())]:
        words = re.findall(r"[\w.<>/-]+", line.replace("[", " ").replace("]", " "))
        plain = list(takewhile(lambda word: re.fullmatch(r"[a-z][a-z-]*", word), words))
        command, _ = cli.longest_match(plain, commands)
        if command is None:
            if plain or words[:1] not in (["--help"], ["--version"]):
                wrong.append(f"{document}: there is no ./candor {line.strip()}")
            continue
        if asked := {word for word in words if word.startswith("--")} - {"--help"}:
            if command.words not in helps:
                with pytest.raises(SystemExit):
                    command.run(["--help"])
                helps[command.words] = capsys.readouterr().out
            taken = set(re.findall(r"--[a-z-]+", helps[command.words]))
            wrong += [f"{document}: {command.words} has no {each}" for each in sorted(asked - taken)]
    assert not wrong


def test_the_book_for_administrators_reaches_every_page_that_it_names() -> None:
    for document in DOCUMENTS:
        for target, _, place in (
            link.partition("#") for link in re.findall(r"\]\((?!\w+:)([^)]+)\)", (ROOT / document).read_text())
        ):
            page = (ROOT / document).parent / target if target else ROOT / document
            assert page.exists(), f"{document} names {target}"
            if place and page.suffix == ".md":
                titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
                anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
                assert place in anchors | set(re.findall(r'id="([^"]+)"', page.read_text())), (
                    f"{document}: {target}#{place}"
                )
