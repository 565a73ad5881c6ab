"""The link that leads to the version that serves, as /opt/candor does to /opt/candor-0.2.0."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from candor.kernel.version import Served

NAMES = ("candor", "current")


def links_to(root: Path) -> Iterator[Path]:
    """Links of these names, beside a version's folder or one above, that lead to it."""
    for link in (place / name for place in (root.parent, root.parent.parent) for name in NAMES):
        if link.is_symlink() and link.resolve() == root.resolve():
            yield link


def turn_link(before: Served | None, to: Served) -> None:
    """Let it lead to the new version instead of the one before. Where it is not ours to do so, it stays."""
    if before is None or before.root == to.root:
        return
    for link in links_to(Path(before.root)):
        fresh = link.with_name(f"{link.name}.new")
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(os.path.relpath(to.root, link.parent))
            fresh.replace(link)
