"""What the stories of this slice share: a letter box instead of the mail slice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import translation

from candor.kernel import instance
from candor.kernel.jobs.worker import run_all_due
from candor.people import notices


@dataclass
class LetterBox:
    """Every mail that this slice asked for, as its arguments."""

    letters: list[dict[str, Any]] = field(default_factory=list)

    def queue_mail(self, template: str, **mail: Any) -> None:
        self.letters.append({"template": template.removeprefix("people/mail/"), **mail})

    def delivered(self) -> list[dict[str, Any]]:
        """The letters after the worker has run."""
        run_all_due()
        return self.letters

    def code_for(self, email: str) -> str:
        """The newest code mailed to the address."""
        codes = [mail["context"].get("code") for mail in self.delivered() if mail["to"] == email]
        return [str(code) for code in codes if code][-1]


@pytest.fixture
def letter_box(monkeypatch: pytest.MonkeyPatch) -> LetterBox:
    box = LetterBox()
    monkeypatch.setattr(notices, "import_string", lambda _name: box.queue_mail)
    return box


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    instance.forget()
    yield
    instance.forget()
    translation.activate("en")
