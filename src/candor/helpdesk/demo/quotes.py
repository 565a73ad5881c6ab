"""What the demo company offered: a quote that was accepted, one that waits, one that has expired, and a draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from candor.business.public import (
    DecidedBy,
    QuoteAnswer,
    QuoteLine,
    Terms,
    accept_quote,
    begin_quote,
    send_quote,
    set_lines,
)
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.story import Entry
from candor.kernel import clock, instance

SELLER = "felix"
A_LITTLE_LATER = timedelta(hours=3)


def quotes_of_sales(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """When each was written, and what became of it."""
    return [(now - story.duration(entry["age"]), partial(_offer, cast, entry)) for entry in story.quotes()["quote"]]


def _offer(cast: Cast, entry: Entry) -> None:
    by, person = cast.actors[SELLER], cast.people[entry["to"]]
    until = clock.today(instance.current().time_zone) + timedelta(days=entry["valid"])
    quote = begin_quote(person, Terms(entry["subject"], "EUR", until, entry["note"]), f"demo-{entry['to']}", by=by)
    lines = [
        QuoteLine(line["text"], Decimal(line["quantity"]), Decimal(line["price"]), line["unit"], tax=line["tax"])
        for line in entry["line"]
    ]
    set_lines(quote, quote.version, lines, by=by)
    if entry.get("sent", True):
        sent = send_quote(quote, by=by)
        if entry.get("accepted", False):
            sent.quote.refresh_from_db()
            with clock.at(clock.now() + A_LITTLE_LATER):
                accept_quote(sent, QuoteAnswer(person.name, DecidedBy.ACCOUNT), by=cast.actors[entry["to"]])
