"""What the parsing tests share. They need neither Django nor an instance: `pytest -p no:django` runs them too."""

from __future__ import annotations

from pathlib import Path

import pytest

from candor.mail.tests.parsing.corpora import find_corpora


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real messages, which lives beside the repository and not in it."""
    folder = find_corpora()
    if folder is None:
        pytest.skip("The corpora of real messages are not here (set CANDOR_CORPORA to their folder).")
    return folder
