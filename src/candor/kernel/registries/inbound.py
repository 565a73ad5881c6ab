"""What incoming mail means: `mail` knows how to receive, the slices above know what a message is for.

A slice registers a handler in `inbound.py`. For each message the handlers are asked in their order, inside the one
transaction that stores what the message became; the first that takes it wins. Delivery reports (bounces) and
complaints about advertising, and answers to it, go to the slice that sent the mail, by the kind of its row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Became:
    """What a message became: the kind (`helpdesk.message`), its id, and one word for people (`case`, `reply`)."""

    kind: str
    id: int
    word: str


Handler = Callable[[Any], Became | None]
"""Takes `mail.public.InboundMail`; returns None to let the next handler look."""


COMPLAINED = "complained"
"""The state in a report of advertising that its recipient marked as spam."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What happened to a mail we sent. `outbox_id`: our outbox row; `state`: sent, kept, deferred, bounced or failed.

    Of advertising also `COMPLAINED`.
    """

    outbox_id: int
    about_kind: str
    about_id: int
    state: str
    permanent: bool


ReportHandler = Callable[[DeliveryReport], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody answers advertising of ours: by the row that it was about, and whether they ask us to stop."""

    about_kind: str
    about_id: int
    asks_to_stop: bool


AnswerHandler = Callable[[Answer], bool]
"""Does what the answer asks for; True where it asks us to stop and that is done now."""


@dataclass(frozen=True, slots=True)
class Destination:
    """What a mailbox can feed: the kind of object (`helpdesk.queue`), its name for people, and the ones to choose."""

    kind: str
    name: Promise
    choices: Callable[[], list[tuple[int, str]]]


_handlers: dict[str, tuple[int, Handler]] = {}
_report_handlers: dict[str, ReportHandler] = {}
_answer_handlers: dict[str, AnswerHandler] = {}
_destinations: dict[str, Destination] = {}


def register(name: str, handler: Handler, *, order: int = 50) -> None:
    _handlers[name] = (order, handler)


def register_reports(about_kind: str, handler: ReportHandler) -> None:
    """Hear of the delivery of mails that were sent about objects of this kind."""
    _report_handlers[about_kind] = handler


def register_answers(about_kind: str, handler: AnswerHandler) -> None:
    """Hear of answers to advertising that was sent about objects of this kind."""
    _answer_handlers[about_kind] = handler


def register_destination(kind: str, name: Promise, choices: Callable[[], list[tuple[int, str]]]) -> None:
    """Offer objects of this kind to whoever sets up a mailbox."""
    _destinations[kind] = Destination(kind, name, choices)


def destinations() -> list[Destination]:
    """Everything that a mailbox can feed."""
    return list(_destinations.values())


def hand_over(message: Any) -> Became | None:
    """Offer the message to the handlers in their order; None when nobody takes it."""
    for _order, handler in sorted(_handlers.values(), key=lambda entry: entry[0]):
        became = handler(message)
        if became is not None:
            return became
    return None


def report(delivery: DeliveryReport) -> None:
    """Tell the slice whose mail it was."""
    handler = _report_handlers.get(delivery.about_kind)
    if handler is not None:
        handler(delivery)


def answer(given: Answer) -> bool:
    """Tell the slice whose advertising it was; whether it stopped writing to them, as the answer asks."""
    handler = _answer_handlers.get(given.about_kind)
    return handler is not None and handler(given)
