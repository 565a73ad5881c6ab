"""Paragraphs of `format=flowed` text put together again (RFC 3676)."""

from __future__ import annotations

_SIGNATURE = "-- "


def unflow(text: str, *, delete_space: bool) -> str:
    """Join lines that end in a space with the next of the same quote depth; `delete_space` is DelSp=yes."""
    paragraphs: list[str] = []
    open_depth: int | None = None  # quote depth of a paragraph that goes on
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != _SIGNATURE
        body = content[:-1] if flows and delete_space else content
        if open_depth == depth and content != _SIGNATURE:
            paragraphs[-1] += body
        else:
            paragraphs.append(">" * depth + (" " if depth else "") + body)
        open_depth = depth if flows else None
    return "\n".join(paragraphs)
