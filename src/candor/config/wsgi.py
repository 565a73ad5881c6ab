"""What each web process runs: the application, and how its threads share a processor and connections.

Loaded in the web processes alone, after they parted: what is set here is theirs, and not the worker's.
"""

from __future__ import annotations

import gc
import sys

from candor.config.application import application
from candor.kernel import seats
from candor.kernel.db.sqlite import idle

__all__ = ["application"]

SWITCH_EVERY = 0.001
"""Seconds that one thread computes while others wait for the interpreter (5 ms usually). Whoever asked the database
waits for it anew after each statement, so that a page with thirty of them, or a writer who holds the lock, waited long:
with two hundred technicians on two busy cores 95 of 100 answers came in 0.27 to 0.58 s, before in 0.63 to 0.75 s.
A fifth of a millisecond costs a fifth more processor time."""

GARBAGE_AFTER = (20_000, 20, 50)
"""Objects made between two looks for garbage. After each 700, as Python would, it took a tenth of a case's page."""

sys.setswitchinterval(SWITCH_EVERY)
gc.set_threshold(*GARBAGE_AFTER)
idle.keep(seats.AT_ONCE)
