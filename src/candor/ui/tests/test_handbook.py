"""The handbook names every macro with the arguments it really has."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import candor.ui
from candor.ui.jinja import DRAWN, macro_names
from candor.ui.pages import environment

HANDBOOK = (Path(candor.ui.__file__).parent / "README.md").read_text()
SIGNATURE = re.compile(r"`ui\.(\w+)\(((?:[^()`]|\([^()]*\))*)\)`")
# Used by other macros or by layouts alone.
NOT_FOR_PAGES = {"about", "flash"}


def test_every_macro_stands_in_the_handbook():
    assert macro_names() - {name for name, _ in SIGNATURE.findall(HANDBOOK)} == NOT_FOR_PAGES


def test_every_signature_is_true():
    wrong = {}
    for name, arguments in SIGNATURE.findall(HANDBOOK):
        written = re.findall(r"(?:^|, )(\w+)(?==|,|$)", re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", arguments))
        if written != real_arguments(name) and "form[" not in arguments and arguments:
            wrong[name] = (written, real_arguments(name))
    assert not wrong


def real_arguments(name):
    if name in DRAWN:
        return list(inspect.signature(DRAWN[name]).parameters)
    return list(getattr(environment().globals["ui"], name).arguments)
