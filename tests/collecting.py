"""A pytest plugin: collecting thousands of tests, quickly and each in its part of the suite."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

from candor.config.development.test import PARTS


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """What thousands of collected tests hold stays until the end: it is not looked through for rubbish on the way.

    Nor is what they make looked through after each 700 objects: a tenth of the time of all tests went there.
    """
    gc.disable()
    try:
        _import_from_a_place_of_its_own(session.config)
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(100_000, 50, 100)
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A part of the suite opens only the files in which its mark is written: a mark from elsewhere would be missed."""
    marks = {mark for part in PARTS for mark in part.marks}
    borne = {(item.path, mark.name) for item in items for mark in item.iter_markers() if mark.name in marks}
    for path, mark in borne:
        if f"mark.{mark}" not in path.read_text("utf-8"):
            raise pytest.UsageError(f"write pytest.mark.{mark} in {path.name} itself")


def _import_from_a_place_of_its_own(config: pytest.Config) -> None:
    """Have each of several processes begin at another file: in a fresh clone the first one to come compiles it for all.

    What cannot be imported is left for collecting, which says why.
    """
    told = getattr(config, "workerinput", None)
    if told is None:
        return
    files = list(_files_of(config))
    begin = len(files) * int(told["workerid"].removeprefix("gw")) // int(told["workercount"])
    for file in files[begin:] + files[:begin]:
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(file.with_suffix("").parts))


def _files_of(config: pytest.Config) -> Iterator[Path]:
    """The test files that are asked for, as modules are named: from the root, or from `src`."""
    for asked in config.args:
        place = config.rootpath / asked.partition("::")[0]
        for file in sorted(place.rglob("test_*.py")) if place.is_dir() else [place]:
            if not file.is_relative_to(config.rootpath):
                continue
            named = file.relative_to(config.rootpath)
            yield named.relative_to("src") if named.parts[0] == "src" else named
