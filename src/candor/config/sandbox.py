"""`candor sandbox`: a public demo that is thrown away and made anew again and again (mission E8). Imports no Django.

Two homes take turns below one folder. While one serves, the next is made a minute before its time; then the parts end,
the old home is deleted with everything that visitors wrote into it, and the parts start in the new one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from candor.config.processes import Part
from candor.config.settings.instance import InstanceSettings, SettingError, load_settings
from candor.config.supervisor import (
    CannotStart,
    Supervisor,
    candor,
    only_one,
    refuse_taken_port,
    use_address,
)
from candor.kernel import clock

DEFAULT_HOME = "sandbox-data"
MARK = "made-by-candor-sandbox"
"""A file in the folder that this command made. In a folder without it nothing is ever deleted."""

HEAD_START = 60.0
"""Seconds before the turn at which the next home is made."""

PAUSE_AFTER_FAILURE = 300.0
"""Seconds for which the present home serves on when the next could not be made."""

CLOSED = {"CANDOR_DATABASE": "", "CANDOR_SMTP": "", "CANDOR_LEDGER_COPY": "", "CANDOR_DEMO": "yes"}
"""What a sandbox never has, whatever the environment says: a database elsewhere, a way out for mail."""

CAREFUL = {"CANDOR_NAME": "sandbox", "CANDOR_UPLOAD_MB": "2", "CANDOR_SESSION_IDLE_MINUTES": "60"}
"""What strangers get unless the environment says otherwise."""


def main(arguments: Sequence[str]) -> int:
    """Run `candor sandbox`; answer its exit code."""
    asked = parse(arguments)
    os.umask(0o077)
    if asked.port:
        os.environ["CANDOR_PORT"] = str(asked.port)
    try:
        homes = Homes(Path(os.environ.get("CANDOR_HOME") or DEFAULT_HOME).expanduser().absolute())
        with only_one(homes.folder):
            os.environ.update({**CAREFUL, **os.environ, **CLOSED, "CANDOR_HOME": str(homes.make_next())})
            settings = load_settings()
            use_address(settings)
            refuse_taken_port(settings)
            return Sandbox(settings, homes, every=timedelta(minutes=asked.every)).run()
    except (CannotStart, SettingError, OSError) as problem:
        print(f"candor sandbox: {problem}", file=sys.stderr)
        return 1


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of `candor sandbox`."""
    parser = argparse.ArgumentParser(
        "candor sandbox",
        description="Run a public demo that resets itself: one click to enter, no mail leaves the machine.",
    )
    parser.add_argument("--every", type=int, default=60, metavar="MINUTES", help="reset this often (default 60)")
    parser.add_argument("--port", type=int, metavar="N", help="listen on this port of 127.0.0.1 (default 8000)")
    asked = parser.parse_args(arguments)
    if asked.port is not None and not 1 <= asked.port <= 65535:
        parser.error("--port takes a number from 1 to 65535")
    if not 2 <= asked.every <= 24 * 60:
        parser.error("--every takes minutes from 2 to 1440")
    return asked


class Homes:
    """The homes that take turns, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / MARK).is_file():
            raise CannotStart(f"{folder} holds other things. A sandbox needs a new folder; name one in CANDOR_HOME.")
        (folder / MARK).touch()
        self.folder = folder

    def make_next(self, *, beside: Path | None = None) -> Path:
        """An empty home other than the one `beside`, which serves; what an earlier try left in its place is deleted."""
        home = next(home for home in (self.folder / "first", self.folder / "second") if home != beside)
        self.delete(home)
        home.mkdir(mode=0o700)
        return home

    def delete(self, home: Path) -> None:
        """Delete a home with everything in it."""
        if home.exists():
            shutil.rmtree(home)


class Sandbox(Supervisor):
    """A supervisor that changes over to a new home when the present one's time is up."""

    def __init__(self, settings: InstanceSettings, homes: Homes, *, every: timedelta) -> None:
        super().__init__(settings, demo=True)
        self.homes, self.every = homes, every
        self.home = settings.home
        self.next_home = settings.home
        self.next = Part("next", candor("instance", "prepare", "--demo"))
        self.begin_turn()

    def begin_turn(self) -> None:
        """Tell the parts where they work from now on, and until when."""
        until = clock.now().replace(microsecond=0) + self.every
        self.ends_at = time.monotonic() + self.every.total_seconds()
        for part in self.parts:
            part.environment = self.told(self.next_home, until=until.isoformat())
        self.home = self.next_home

    def told(self, home: Path, *, until: str = "") -> Mapping[str, str]:
        """The environment of a part that works in this home."""
        return {**os.environ, "CANDOR_HOME": str(home), "CANDOR_SANDBOX_UNTIL": until}

    def see_what_else_is_due(self) -> None:
        """Make the next home shortly before its time, and change over to it."""
        left = self.ends_at - time.monotonic()
        if self.next.process is None and left <= HEAD_START:
            self.next_home = self.homes.make_next(beside=self.home)
            self.next.environment = self.told(self.next_home)
            self.begin(self.next)
        elif self.next.process and not self.next.running and left <= 0:
            self.drain(self.next)
            self.change_over(self.next.succeeded)

    def change_over(self, succeeded: bool) -> None:  # noqa: FBT001 - what the making of the next home came to
        """End the parts, delete the old home and go on in the new one, or serve on where there is none."""
        self.next.forget()
        if not succeeded:
            self.say("The next sandbox could not be made; the present one serves on for five minutes.")
            self.ends_at = time.monotonic() + PAUSE_AFTER_FAILURE
            return
        self.end_parts(self.parts)
        for part in self.parts:
            part.forget()
        old = self.home
        self.ready = False
        self.begin_turn()
        if not self.stops_asked:
            self.start_what_is_due()
        self.homes.delete(old)
        self.say("The sandbox was made anew.")

    def seconds_to_next_step(self) -> float | None:
        """As every supervisor, and no longer than until the next home's time."""
        usual = super().seconds_to_next_step()
        left = self.ends_at - time.monotonic()
        mine = 0.2 if self.next.process else max(0.2, left - HEAD_START)
        return mine if usual is None else min(usual, mine)

    def end_all(self) -> None:
        """As every supervisor; the home in the making ends too, and nothing that visitors wrote is kept."""
        if self.next.process:
            self.next.kill_group()
        super().end_all()
        for home in {self.home, self.next_home}:
            self.homes.delete(home)
