"""The look is tested by itself: without the frames that the faces put around pages, and so without a database."""

from __future__ import annotations

import pytest

from candor.ui import faces


@pytest.fixture(autouse=True)
def _no_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_sources", {})
