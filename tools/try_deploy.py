"""Whether deploy/ does what it says on a server: `try_deploy.py --place FOLDER [--before REVISION]`.

Makes a Debian by debootstrap in that folder, boots it with systemd-nspawn and does what deploy/README.md and the
guides tell an owner, with the committed state of this checkout: install, set up over nginx and Caddy with TLS, send
large files, stop, kill, reboot, back up, upgrade from the version before (a revision; the newest tag by itself). Prints
each step and what was seen; exits 1 where something was not as the papers say.

Runs as root; needs debootstrap, systemd-container and iptables. Takes the addresses 10.77.8.1 and 10.77.9.0/24. What
it starts it ends; with `--keep` the folder stays for a second run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from trial.room import THERE, Room, make_debian, way_out
from trial.server import (
    NAME,
    ROOT,
    Server,
    candor_as_of_the_guide,
    keep_repository,
    try_backups,
    try_caddy,
    try_cage,
    try_ends,
    try_install,
    try_journal,
    try_use,
)
from trial.telling import Report
from trial.upgrades import try_upgrades
from trial.visitor import Site

SERVER = "server"
"""The folder of the Debian, in the one that is asked for; beside it stands what its console says."""

KEPT = "/opt/candor* /var/lib/candor /etc/candor /etc/systemd/system/candor* /srv/recovery-key /mnt/other-machine"
FORGET = f"""for unit in candor candor-doctor.timer caddy; do systemctl disable --quiet --now $unit; done 2>/dev/null
    rm -rf {KEPT}; systemctl daemon-reload"""
"""What a trial before has left in the room."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Try deploy/ for real.")
    parser.add_argument("--place", type=Path, required=True, help="a folder for Debian and what it holds")
    parser.add_argument("--before", default="", help="the version to upgrade from; else the newest tag")
    parser.add_argument("--mirror", default="http://deb.debian.org/debian")
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--certificates", type=Path, help="a folder with authorities to trust besides")
    parser.add_argument("--unified", action="store_true", help="boot it with control groups v2 alone")
    parser.add_argument("--keep", action="store_true", help="leave the folder, and take what it has")
    asked = parser.parse_args()
    if os.geteuid():
        sys.exit("This needs root.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # by way of what tidies up
    asked.place.mkdir(parents=True, exist_ok=True)
    report = Report()
    try:
        on_a_server(asked, report)
    finally:
        if not asked.keep:
            tidy_up(asked.place)
    report.end()


def on_a_server(asked: argparse.Namespace, report: Report) -> None:
    root = asked.place / SERVER
    if not root.exists():
        booted = ("systemd", "systemd-sysv", "dbus", "iproute2")
        make_debian(root, asked.mirror, asked.suite, booted, asked.certificates)
    room = Room(root, unified=asked.unified)
    with way_out():
        try:
            report.fact(f"Debian {asked.suite}, booted in {room.boot():.0f} s; load {os.getloadavg()[0]:.1f}")
            live_through(room, report, asked.before or newest_tag())
        finally:
            room.shut_down()


def live_through(room: Room, report: Report, before: str) -> None:
    """From an empty machine to an upgrade."""
    keep_repository(room, before)
    server = Server(room, report, candor_as_of_the_guide(), Site(THERE, NAME, ""))
    room.run(FORGET)
    try_install(server)
    if report.failed:
        return  # there is nothing to try further
    for each in (try_use, try_cage, try_ends, try_backups, try_caddy, try_journal, try_upgrades):
        each(server)


def tidy_up(place: Path) -> None:
    """Remove what a trial made there, and the folder if nothing else stands in it."""
    if (place / SERVER).exists():
        shutil.rmtree(place / SERVER)
    (place / f"{SERVER}.console").unlink(missing_ok=True)
    with suppress(OSError):  # it holds what is another's
        place.rmdir()


def newest_tag() -> str:
    words = ["git", "-C", str(ROOT), "describe", "--tags", "--abbrev=0", "HEAD^"]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    return found.stdout.strip() or sys.exit("There is no tag: name the version before with --before.")


if __name__ == "__main__":
    main()
