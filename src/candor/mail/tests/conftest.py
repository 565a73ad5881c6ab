from __future__ import annotations

from collections.abc import Callable

import pytest

from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import Became, DeliveryReport
from candor.mail.inbound_mail import InboundMail


class Reader:
    """A handler that takes every message, or does what a test wants, and remembers what it was given."""

    def __init__(self) -> None:
        self.mails: list[InboundMail] = []
        self.reports: list[DeliveryReport] = []
        self.does: Callable[[InboundMail], Became | None] = take

    def __call__(self, mail: InboundMail) -> Became | None:
        became = self.does(mail)
        self.mails.append(mail)
        return became


def take(mail: InboundMail) -> Became:
    return Became("mail.rawmessage", mail.raw.pk, "note")


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """The only handler of incoming mail, in the place of the help desk."""
    reader = Reader()
    monkeypatch.setattr(inbound, "_handlers", {"reader": (1, reader)})
    monkeypatch.setattr(inbound, "_report_handlers", {"mail.rawmessage": reader.reports.append})
    return reader
