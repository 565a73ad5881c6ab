"""The link `current` that leads to the version that serves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from candor.kernel.version import Served


def links_to(root: Path) -> Iterator[Path]:
    """Links called `current`, beside a version's folder or one above, that lead to it."""
    for place in (root.parent, root.parent.parent):
        link = place / "current"
        if link.is_symlink() and link.resolve() == root.resolve():
            yield link


def turn_link(before: Served | None, to: Served) -> None:
    """Let `current` lead to the new version instead of the one before. Where it is not ours to do so, it stays."""
    if before is None or before.root == to.root:
        return
    for link in links_to(Path(before.root)):
        fresh = link.with_name("current.new")
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(os.path.relpath(to.root, link.parent))
            fresh.replace(link)
