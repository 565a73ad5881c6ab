"""`candor demo --size N`: the large set goes into an empty instance.

It is written in many transactions, so that memory and the write-ahead log stay small; the last one gives the series of
case numbers its last number. An instance that has cases and no such number holds a set that was broken off.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from django.db import connection, transaction

from candor.helpdesk.actions.categories import create_category
from candor.helpdesk.actions.counting import write_figures
from candor.helpdesk.actions.queues import create_queue
from candor.helpdesk.actions.tagging import named
from candor.helpdesk.demo.company import Cast, found_company
from candor.helpdesk.demo.large.people import customers_move_in, hire_technicians
from candor.helpdesk.demo.large.stage import Stage
from candor.helpdesk.demo.large.words import Vocabulary
from candor.helpdesk.demo.large.writing import TABLES, write_cases
from candor.helpdesk.demo.loading import DemoRefused, is_loaded, mark_as_demo
from candor.helpdesk.models import Tag, TicketTag
from candor.kernel import audit_chain, clock, instance, search
from candor.kernel.actor import SYSTEM
from candor.kernel.db.many_rows import loading
from candor.kernel.models import NumberSeries
from candor.mail.public import count_as_sent
from candor.people.public import pass_over_what_changed

STEP = 5_000
"""Cases in one transaction."""

SERIES = "helpdesk.ticket"
TEAMS = ("Europe", "Overseas", "Partners", "Public sector")
PARTS = 24
"""Categories below the company's own."""

TAGS = 40

Tell = Callable[[str, int], None]
"""Told what was done, and how many of it so far."""


class BrokenOff(RuntimeError):
    """The instance holds a part of a set whose loading was interrupted; the text says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "This instance holds a part of a large demo whose loading was broken off. It cannot go on from there: "
            "remove the instance, or choose another folder with CANDOR_HOME, and start again."
        )


def fill_large(size: int, seed: int, tell: Tell) -> None:
    """Load a company with `size` cases, five times as many messages, and a tenth as many people.

    Raises DemoRefused for an instance that somebody uses, and BrokenOff.
    """
    _refuse_what_is_not_empty()
    now, chance = clock.now(), Random(f"people {seed}")  # noqa: S311 - a set that can be made again, no secret
    with transaction.atomic():
        cast = found_company(now)
        hire_technicians(size, cast, now)
        vocabulary = Vocabulary(seed)
        tags = [named(vocabulary.word(100 + number)) for number in range(TAGS)]
        _widen(cast)
        count_as_sent()
        transaction.on_commit(mark_as_demo)
    technicians = [actor for key, actor in cast.actors.items() if key.startswith("technician")]
    customers = customers_move_in(size, now, chance, tell)
    queues, categories = list(cast.queues.values()), list(cast.categories.values())
    stage = Stage(size, seed, now, queues, categories, tags, technicians, customers, vocabulary)
    tell("facts under seal", audit_chain.seal_all())  # those of the cases are written under theirs
    with loading(*TABLES):
        for first in range(0, size, STEP):
            last = min(first + STEP, size)
            with _garbage_left():
                write_cases(range(first, last), stage)
            tell("cases", last)
    for table in TABLES:
        table.let_go_on()
    _bring_up(size, tell)


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Look for no garbage among the thousands of rows that are made now and go soon: that took a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _refuse_what_is_not_empty() -> None:
    if not instance.is_set_up():
        return
    refuse_what_was_broken_off()
    raise DemoRefused


def refuse_what_was_broken_off() -> None:
    """Raise BrokenOff for an instance with a part of a large set."""
    if is_loaded() and not NumberSeries.objects.filter(name=SERIES).exists():
        raise BrokenOff


def _widen(cast: Cast) -> None:
    """More queues and categories than a small company has."""
    for name in TEAMS:
        cast.queues[name] = create_queue(name, by=SYSTEM)
    parents = list(cast.categories.values())
    for number in range(PARTS):
        parent = parents[number % len(parents)]
        cast.categories[f"part{number}"] = create_category(f"Part {number + 1}", by=SYSTEM, parent=parent)


def _bring_up(size: int, tell: Tell) -> None:
    """Index, count; then the set is whole."""
    search.rebuild(tell)
    search.index_pending()
    with transaction.atomic():
        write_figures()
        for tag in Tag.objects.all():
            Tag.objects.filter(pk=tag.pk).update(use_count=TicketTag.objects.filter(tag=tag).count())
        pass_over_what_changed()
        NumberSeries.objects.create(name=SERIES, last=size)
    if connection.vendor == "postgresql":  # it gathers its statistics some time later; SQLite works without any
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
