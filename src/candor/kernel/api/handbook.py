"""The OpenAPI document in the shape of a page: resources as chapters, each operation with what it takes and gives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter or a field: its name, where it stands, its kind in words, and what is said of it."""

    name: str
    place: str
    kind: str
    is_needed: bool
    text: str


@dataclass(frozen=True, slots=True)
class OperationTold:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    text: str
    scope: str
    parameters: list[Value]
    content: list[Value]
    example: str
    answers: list[tuple[str, str]]
    fields: list[Value]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The operations of one resource."""

    name: str
    operations: list[OperationTold] = field(default_factory=list)


def chapters_of(document: Mapping[str, Any]) -> list[Chapter]:
    """The chapters in the order in which the document has them."""
    chapters: dict[str, Chapter] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                told = methods[method]
                name = told["tags"][0]
                chapter = chapters.setdefault(name, Chapter(name))
                chapter.operations.append(_told(document, method, path, told))
    return list(chapters.values())


def _told(document: Mapping[str, Any], method: str, path: str, told: Mapping[str, Any]) -> OperationTold:
    content = told.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    return OperationTold(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        text=" ".join(told.get("description", "").split()),
        scope=told["x-scope"],
        parameters=[
            Value(each["name"], each["in"], kind_of(each["schema"]), each["required"], each.get("description", ""))
            for each in told["parameters"]
        ],
        content=list(_fields(document, schema)),
        example=_curl(method, path, told, content),
        answers=[(str(status), answer["description"]) for status, answer in sorted(told["responses"].items())],
        fields=list(_fields(document, _answer_schema(document, told))),
    )


def kind_of(schema: Mapping[str, Any]) -> str:
    """What kind of value a schema asks for, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema:
        return " | ".join(str(value) or '""' for value in schema["enum"])
    choices = schema.get("anyOf") or schema.get("allOf")
    if choices:
        return " | ".join(kind_of(each) for each in choices)
    if schema.get("type") == "array":
        return f"[{kind_of(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type", ""))


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Value]:
    """The fields of an object, those of a list's items where it is a page."""
    held = _resolved(document, schema)
    needed = held.get("required", ())
    for name, each in held.get("properties", {}).items():
        yield Value(name, "", kind_of(each), name in needed, each.get("description", ""))


def _answer_schema(document: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a good answer holds: of a page, one item."""
    for status in (200, 201):
        content = told["responses"].get(status, {}).get("content", {}).get("application/json")
        if content:
            held = _resolved(document, content["schema"])
            items = held.get("properties", {}).get("items", {}).get("items")
            return items or held
    return {}


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref", "")
    return document["components"]["schemas"][reference.rsplit("/", 1)[-1]] if reference else schema


def _curl(method: str, path: str, told: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """How to call it from a terminal. `$SITE` and `$TOKEN` are the reader's own."""
    token = '-H "Authorization: Bearer $TOKEN" ' if told["security"] else ""
    lines = [f'curl {token}"$SITE{path}"']
    if method != "get":
        lines.append(f"  -X {method.upper()}")
    if any(each["name"] == "If-Match" and each["required"] for each in told["parameters"]):
        lines.append("  -H 'If-Match: \"…\"'")
    if any(each["name"] == "Idempotency-Key" for each in told["parameters"]):
        lines.append("  -H 'Idempotency-Key: \"…\"'")
    example = content.get("application/json", {}).get("example")
    if example is not None:
        lines += ["  -H 'Content-Type: application/json'", f"  -d '{json.dumps(example, ensure_ascii=False)}'"]
    elif "*/*" in content:
        lines[0] = lines[0].replace(path, f"{path}?name=letter.pdf")
        lines += ["  -H 'Content-Type: application/pdf'", "  --data-binary @letter.pdf"]
    return " \\\n".join(lines)
