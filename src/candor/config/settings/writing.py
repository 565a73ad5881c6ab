"""Writing one setting into candor.toml, with everything else in it as it was, comments included."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

from candor.config.settings.instance import SETTINGS
from candor.kernel.durable import write_durably


class CannotWrite(Exception):
    """The setting has to be changed by hand; the text says why."""


def write_setting(home: Path, name: str, value: str) -> None:
    """Raises CannotWrite, and leaves candor.toml as it was then."""
    if (variable := _variable(name)) in os.environ:
        raise CannotWrite(f"{variable} is set in the environment, which goes before candor.toml")
    path = (home / "candor.toml").resolve()
    try:
        before = path.read_text("utf-8") if path.exists() else ""
        after = _with(before, name, value)
        write_durably(path, after)
    except OSError as problem:
        raise CannotWrite(f"{path} cannot be written: {problem.strerror}") from None


def line_of(name: str, value: str) -> str:
    """The setting as a line of candor.toml."""
    return f"{name} = {json.dumps(value)}"


def line_by_hand(name: str, value: str) -> str:
    """The line that changes the setting where it stands: in the environment, or in candor.toml."""
    variable = _variable(name)
    return f"{variable}={value}" if variable in os.environ else line_of(name, value)


def _variable(name: str) -> str:
    return next(each.variable for each in SETTINGS if each.name == name)


def _with(before: str, name: str, value: str) -> str:
    """The text with the setting: in place of its line where there is one, else as the first."""
    line, there = line_of(name, value), re.compile(rf"^[ \t]*{name}[ \t]*=.*$", re.MULTILINE)
    after = there.sub(lambda _old: line, before, count=1) if there.search(before) else f"{line}\n{before}"
    try:
        is_right = tomllib.loads(after) == {**tomllib.loads(before), name: value}
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise CannotWrite("candor.toml is written in a way that would have to be taken apart")
    return after
