"""The locks hold what pyproject.toml asks for, each part pinned with hashes, and no address of a registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-uv.lock")


def pinned(lock: str) -> dict[str, str]:
    """The versions in a lock by name."""
    lines = (ROOT / lock).read_text().splitlines()
    found = [re.match(r"([\w.\-]+)(?:\[[\w,\-]+\])?==([^\s;]+)", line) for line in lines]
    return {canonicalize_name(match[1]): match[2] for match in found if match}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_part_is_pinned_with_hashes_and_no_registry_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text()
    for part in re.split(r"\n(?=\w)", text.strip()):
        assert "==" in part, part
        assert "--hash=sha256:" in part, part
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS[:2])
def test_the_locks_satisfy_the_project(lock: str) -> None:
    wanted = list(PROJECT["project"]["dependencies"])
    if "test" in lock:
        wanted += PROJECT["dependency-groups"]["test"]
    versions = pinned(lock)
    for text in wanted:
        requirement = Requirement(text)
        version = versions.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is missing in {lock}"
        assert requirement.specifier.contains(version), f"{requirement} is not met by {version} in {lock}"


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    shipped, tested = pinned("requirements.lock"), pinned("requirements-test.lock")
    assert {name: tested.get(name) for name in shipped} == shipped
