"""What a trial prints: each step with what was seen, as it happens, and at the end what did not go well."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Disagrees(Exception):
    """What was seen is not what the papers say."""


def hold(what_is_so: object, says: str) -> None:
    """Raises Disagrees with these words where it is not so."""
    if not what_is_so:
        raise Disagrees(says)


def eventually(is_so: Callable[[], object], within: float, says: str) -> float:
    """Wait until it is so; the seconds that took. Raises Disagrees."""
    began = time.monotonic()
    while not is_so():
        hold(time.monotonic() - began < within, f"{says}, not within {within:.0f} s")
        time.sleep(0.2)
    return time.monotonic() - began


class Report:
    """One line a fact. A step that fails does not keep the next one from being tried."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        began = time.monotonic()
        self._print(f"\n{title}")
        try:
            yield
        except Disagrees as disagrees:
            self.failed.append(title)
            self._print(f"  NOT SO: {disagrees}")
        except Exception:  # noqa: BLE001 - told, and the next step is tried
            self.failed.append(title)
            self._print(f"  FAILED: {traceback.format_exc()}")
        self._print(f"  ({time.monotonic() - began:.0f} s)")

    def fact(self, says: str) -> None:
        self._print(f"  {says}")

    def end(self) -> None:
        """Exit 1 where something did not go well."""
        self._print("\nNot as it should be: " + "; ".join(self.failed) if self.failed else "\nAll of it went well.")
        sys.exit(bool(self.failed))

    def _print(self, line: str) -> None:
        print(line, flush=True)
