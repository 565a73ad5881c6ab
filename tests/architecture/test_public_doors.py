"""Across slices only `public` may be imported; `ui` and `kernel` are free to all, and `config` wires everything."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import FREELY_IMPORTED, PACKAGE, WIRING


def side_doors(source: str, module: str) -> Iterator[str]:
    """The imports in `source`, the text of `module`, that enter another slice by anything but its public door."""
    own = module.split(".")[1]
    for node in ast.walk(ast.parse(source, filename=module)):
        for target in imported(node, module):
            parts = target.split(".")
            if parts[0] != "candor" or len(parts) < 2 or parts[1] in {own, *FREELY_IMPORTED}:
                continue
            if parts[2:3] != ["public"]:
                yield f"{module}:{getattr(node, 'lineno', 0)} imports {target}"


def imported(node: ast.AST, module: str) -> Iterator[str]:
    """The dotted names that an import statement brings in, relative ones made absolute."""
    match node:
        case ast.Import(names=names):
            yield from (name.name for name in names)
        case ast.ImportFrom(module=source, names=names, level=level):
            here = module.split(".")[:-level] if level else []
            base = ".".join([*here, *([source] if source else [])])
            yield from (f"{base}.{name.name}" for name in names)


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the product but wiring and tests, which may look behind doors."""
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        if len(parts) > 1 and parts[0] != WIRING and "tests" not in parts:
            yield ".".join(("candor", *parts)), file


def test_slices_use_each_others_public_door() -> None:
    found = [door for name, file in modules() for door in side_doors(file.read_text(), name)]
    assert not found, "Move what is needed into the other slice's public.py:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "statement",
    [
        "import candor.people.models",
        "from candor.people.models import Person",
        "from candor.people import actions",
        "from candor import people",
        "from ..people.models import Person",
        "def f():\n    from candor.people.queries import persons",
    ],
)
def test_a_side_door_is_noticed(statement: str) -> None:
    assert list(side_doors(statement, "candor.helpdesk.actions"))


@pytest.mark.parametrize(
    "statement",
    [
        "from candor.people.public import find_person",
        "from candor.people import public as people",
        "import candor.people.public",
        "from candor.kernel.clock import now",
        "from candor.ui.jinja import environment",
        "from candor.helpdesk.models import Ticket",
        "from .models import Ticket",
        "import json",
    ],
)
def test_the_front_door_is_open(statement: str) -> None:
    assert not list(side_doors(statement, "candor.helpdesk.actions"))
