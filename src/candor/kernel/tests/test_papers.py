"""Papers are made by a process of its own; however that ends, whoever asked is told, and the log is."""

from __future__ import annotations

import pytest

from candor.kernel.papers import running


@pytest.mark.parametrize(
    ("module", "seconds", "logged"),
    [("candor.nowhere", 60, "CalledProcessError"), ("candor.kernel.papers.making_letters", 0.01, "TimeoutExpired")],
)
def test_a_process_that_fails_or_takes_too_long_made_no_papers(
    module: str, seconds: float, logged: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "MOST_SECONDS", seconds)
    with pytest.raises(running.PapersFailed):
        running.papers_by(module, {"said": "Dear Kim"})
    said = capsys.readouterr().err
    assert logged in said
    assert "Kim" not in said
