"""Who comes while the instance is being prepared does what can be done before, and waits."""

from __future__ import annotations

import threading
from pathlib import Path

from candor.kernel import threshold


def test_who_comes_early_loads_and_waits_and_who_comes_later_passes(tmp_path: Path) -> None:
    done: list[str] = []
    begun = threading.Event()

    def load() -> None:
        done.append("loaded")
        begun.set()

    def come() -> None:
        threshold.wait(tmp_path, load)
        done.append("passed")

    early = threading.Thread(target=come)
    with threshold.held(tmp_path):
        early.start()
        assert begun.wait(30)
        done.append("prepared")
    early.join(30)
    threshold.wait(tmp_path, load)
    assert done == ["loaded", "prepared", "passed"]


def test_where_nothing_was_prepared_nobody_waits(tmp_path: Path) -> None:
    threshold.wait(tmp_path, lambda: None)
    assert not (tmp_path / "run").exists()
