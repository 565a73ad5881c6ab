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
    QuoteVersion,
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
    happenings: list[tuple[datetime, Callable[[], object]]] = []
    offered: dict[str, QuoteVersion] = {}
    for entry in story.quotes()["quote"]:
        at = now - story.duration(entry["age"])
        happenings.append((at, partial(_offer, cast, entry, offered)))
        if entry.get("accepted", False):
            happenings.append((at + A_LITTLE_LATER, partial(_accept, cast, entry, offered)))
    return happenings


def _offer(cast: Cast, entry: Entry, offered: dict[str, QuoteVersion]) -> None:
    by, person = cast.actors[SELLER], cast.people[entry["to"]]
    until = clock.today(instance.current().time_zone) + timedelta(days=entry["valid"])
    quote = begin_quote(
        person, Terms(entry["subject"], "EUR", until, entry["note"]), f"demo-{entry['to']}-{entry['age']}", by=by
    )
    lines = [
        QuoteLine(line["text"], Decimal(line["quantity"]), Decimal(line["price"]), line["unit"], tax=line["tax"])
        for line in entry["line"]
    ]
    set_lines(quote, quote.version, lines, by=by)
    if entry.get("sent", True):
        offered[entry["subject"]] = send_quote(quote, by=by)


def _accept(cast: Cast, entry: Entry, offered: dict[str, QuoteVersion]) -> None:
    person, sent = cast.people[entry["to"]], offered[entry["subject"]]
    sent.quote.refresh_from_db()
    accept_quote(sent, QuoteAnswer(person.name, DecidedBy.ACCOUNT), by=cast.actors[entry["to"]])
