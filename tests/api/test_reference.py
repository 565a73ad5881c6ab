"""The calls in docs/reference/api.md work as they stand there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

import pytest
from pydantic import BaseModel

import candor
from candor.catalogue.tests.stories import sold
from candor.config.faces.api import document
from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.kernel.actor import SYSTEM, Channel
from candor.knowledge.tests.stories import published
from candor.people.models import Person
from tests.api.programs import Program

pytestmark = pytest.mark.django_db

PAGE = Path(candor.__file__).parents[2] / "docs" / "reference" / "api.md"
SITE = "http://localhost:8000"


def test_every_call_of_the_reference_works(anna: Person, kim: Person) -> None:
    program = Program(anna)
    new = NewTicket(requester=kim, subject="Prints", text="Nothing.", channel=Channel.WEB)
    told = {"SITE": SITE, "TOKEN": program.text, "TICKET": open_ticket(new, by=SYSTEM).ref}
    told |= {"ARTICLE": published().ref}
    calls = calls_of("")
    assert len(calls) > 8
    for call in calls:
        told["ETAG"] = etag_of(program, f"tickets/{told['TICKET']}")
        told["ARTICLE_ETAG"] = etag_of(program, f"articles/{told['ARTICLE']}/texts/en")
        answer = run(program, Template(call).safe_substitute(told))
        assert answer.status_code in {200, 201}, f"{call}: {answer.content!r}"
        if "attachments?name" in call:
            told["FILE"] = answer.json()["ref"]


def test_every_call_for_sales_works(clara: Person) -> None:
    program = Program(clara)
    told = {"SITE": SITE, "TOKEN": program.text, "PRODUCT": sold(by=SYSTEM).product.ref}
    for call in calls_of(" sales"):
        answer = run(program, Template(call).safe_substitute(told))
        assert answer.status_code in {200, 201}, f"{call}: {answer.content!r}"


def calls_of(whose: str) -> list[str]:
    """The calls that stand in blocks for these readers."""
    blocks = re.findall(rf"```curl{whose}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def etag_of(program: Program, path: str) -> str:
    """As it stands in a shell's double quotes."""
    return str(program.get(path).headers["ETag"]).replace('"', '\\"')


def run(program: Program, call: str) -> Any:
    """What curl would send."""
    words = iter(shlex.split(call)[1:])
    method, url, content, headers = "", "", b"", {}
    for word in words:
        match word:
            case "-s":
                continue
            case "-X":
                method = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "-d" | "--data-binary":
                content, method = next(words).encode(), method or "POST"
            case _:
                url = word
    path, kind = url.removeprefix(SITE), headers.pop("Content-Type", "") or "application/octet-stream"
    return program.browser.generic(method or "GET", path, content, content_type=kind, headers=headers)


def test_each_schema_of_the_document_has_one_meaning() -> None:
    """Schemas are told apart by their class's name alone: of two of one name the document would hold one."""
    assert document()["components"]["schemas"], "the operations are loaded"
    held: dict[str, set[type]] = {}
    for schema in _below(BaseModel):
        if schema.__module__.startswith("candor.") and "[" not in schema.__name__:
            held.setdefault(schema.__name__, set()).add(schema)
    assert {name for name, classes in held.items() if len(classes) > 1} == set()


def _below(schema: type) -> Iterator[type]:
    for each in schema.__subclasses__():
        yield each
        yield from _below(each)
