"""A crowd of processes that issue invoices of one series, and are killed on the way. Run by `test_issuing_kills`.

Loads the house once, writes the drafts and forks the crowd. Whoever is killed is replaced until no draft is left; then
one line of JSON on standard output says what is there. Arguments: how many drafts, how many processes, how many kills.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import time
from decimal import Decimal
from typing import Any

import django

django.setup()

from django.db import OperationalError  # noqa: E402 - after Django is set up

from candor.business.actions.issuing import issue  # noqa: E402
from candor.business.models import Invoice, InvoiceDraft  # noqa: E402
from candor.business.rules.invoices import Line  # noqa: E402
from candor.business.tests.stories_invoices import drafted  # noqa: E402
from candor.kernel import registries  # noqa: E402
from candor.kernel.actor import SYSTEM  # noqa: E402
from candor.kernel.command import prepare  # noqa: E402
from candor.kernel.models import Job, NumberSeries  # noqa: E402
from tests.faults.parting import fork  # noqa: E402

LINES = 3
LONGEST_LIFE = 0.03
"""Seconds between one kill and the next: a few invoices' worth."""


def issue_what_is_left() -> None:
    """What fifty people do who press "Issue now" as fast as they can, whatever the others do."""
    chance = random.Random(os.getpid())
    while left := list(InvoiceDraft.objects.values_list("pk", flat=True)):
        with contextlib.suppress(OperationalError, InvoiceDraft.DoesNotExist):
            issue(InvoiceDraft.objects.get(pk=chance.choice(left)), 0, by=SYSTEM)


def born() -> int:
    """Fork one of the crowd; it leaves without any clean-up."""
    pid = fork()
    if pid:
        return pid
    try:
        issue_what_is_left()
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test has to see it
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def live_and_die(crowd: int, most: int) -> tuple[int, int]:
    """Until all of the crowd found nothing left to do; how many were killed, and how many failed."""
    chance, killed, failed = random.Random(7), 0, 0
    living = {born() for _each in range(crowd)}
    while living:
        time.sleep(chance.random() * LONGEST_LIFE)
        if killed < most:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(sorted(living)), signal.SIGKILL)
        while living and (ended := os.waitpid(-1, os.WNOHANG))[0]:
            living.discard(ended[0])
            if os.WIFSIGNALED(ended[1]):
                killed += 1
                living.add(born())
            elif os.waitstatus_to_exitcode(ended[1]):
                failed += 1
    return killed, failed


def state() -> dict[str, Any]:
    """What stands in the database, invoice by invoice."""
    invoices = Invoice.objects.order_by("id").prefetch_related("lines")
    jobs = Job.objects.filter(task="business.make_papers").values_list("arguments", flat=True)
    return {
        "numbers": [int(invoice.number.rpartition("-")[2]) for invoice in invoices],
        "drafts": [invoice.draft_ref for invoice in invoices],
        "whole": [
            invoice.lines.count() == LINES and sum(line.net for line in invoice.lines.all()) == invoice.net
            for invoice in invoices
        ],
        "papers": sorted(job[0] for job in jobs) == sorted(invoice.pk for invoice in invoices),
        "left": InvoiceDraft.objects.count(),
        "series": list(NumberSeries.objects.filter(name__contains="RE-").values_list("last", flat=True)),
    }


def main(drafts: int, crowd: int, kills: int) -> None:
    registries.discover()
    prepare()
    lines = [Line(f"Seat {place}", Decimal(place), Decimal("49.90")) for place in range(1, LINES + 1)]
    refs = [drafted(lines=lines).ref for _each in range(drafts)]
    killed, failed = live_and_die(crowd, kills)
    print(json.dumps({**state(), "written": refs, "killed": killed, "failed": failed}))


main(*map(int, sys.argv[1:]))
