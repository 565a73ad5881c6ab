"""A management command's line of help, read from its source: `candor --help` needs no Django and no instance."""

from __future__ import annotations

import ast
from pathlib import Path


def summary_of(file: Path) -> str:
    """The `help` of the file's Command, else the its docstring's or the module's first line; "" if none."""
    module = ast.parse(file.read_bytes())
    command = next((node for node in module.body if isinstance(node, ast.ClassDef) and node.name == "Command"), None)
    said = command and (help_text(command) or ast.get_docstring(command))
    return first_line(said or ast.get_docstring(module) or "")


def help_text(command: ast.ClassDef) -> str | None:
    """The string in `help = "..."` or `help = _("...")`."""
    for node in command.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "help" for t in node.targets):
            value = node.value.args[0] if isinstance(node.value, ast.Call) else node.value
            return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
    return None


def first_line(text: str) -> str:
    """The first line without its full stop."""
    return text.strip().split("\n", 1)[0].rstrip(".")
