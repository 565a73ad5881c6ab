"""`candor work`: the process that does what no request waits for."""

from __future__ import annotations

import signal
from typing import Any

from candor.kernel import command
from candor.kernel.jobs import crew


class Command(command.Command):
    help = "Run the worker: jobs, the schedule, mail"

    def handle(self, *args: Any, **options: Any) -> None:
        asked: list[int] = []
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, lambda number, _frame: asked.append(number))
        crew.work(lambda: bool(asked))
