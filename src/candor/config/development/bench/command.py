"""`candor bench`: run the workloads of docs/reference/performance.md, with the floor in the same run."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from candor.config.development.bench import postgresql, processes, sets
from candor.config.development.bench.browser import Browser
from candor.config.development.bench.crowd import crowd
from candor.config.development.bench.figures import Figure, all_met, as_json, lines, table
from candor.config.development.bench.floor.app import sign_in
from candor.config.development.bench.growth import growth
from candor.config.development.bench.peers import django_helpdesk
from candor.config.development.bench.requests import Side, alternate, figures, signed_in
from candor.config.development.bench.saying import NotMeasured, say
from candor.config.development.bench.visits import first_visits, memory, starts
from candor.config.development.bench.workloads import LOGIN, frames, searches, technician, workloads
from candor.config.development.machine import MachineLacks, free_port
from candor.config.development.steps import in_a_checkout

FULL, QUICK = 200_000, 20_000
FLOOR = "candor.config.development.bench.floor.app:application"
PARTS = ("pages", "crowd", "visits", "starts")


@dataclass(frozen=True)
class Scale:
    """How much is measured: cases in the set, rounds, requests in each of Candor and of the floor, minutes of W6."""

    size: int
    rounds: int
    ours: int
    floor: int
    minutes: float


@dataclass(frozen=True)
class Wanted:
    """Parts of the run, and whether peers are measured beside W1 to W5."""

    parts: Sequence[str]
    peers: bool


@dataclass(frozen=True)
class Running:
    """What is measured, the processes of others that work for it, and ports that are free."""

    place: sets.Place
    helpers: Sequence[int]
    ports: Iterator[int]


def main(arguments: Sequence[str]) -> int:
    """Measure; 0 when every must is met. A run that is cut off tells what it has measured."""
    asked = parse(arguments)
    if not in_a_checkout():
        return 1
    if sys.platform != "linux":
        print("candor bench: it reads processor time from /proc, so it runs on Linux only.", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leave through every `finally`
    begun, found, is_whole = time.monotonic(), list[Figure](), False
    try:
        measure(asked, found)
        is_whole = True
    except (NotMeasured, MachineLacks) as problem:
        print(f"candor bench: {problem}", file=sys.stderr)
    finally:
        if found or is_whole:
            tell(found, asked.json)
        say(f"{'measured' if is_whole else 'cut off'} after {time.monotonic() - begun:.0f} s")
    return 0 if is_whole and all_met(found) else 1


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "candor bench",
        description="Measure Candor beside the floor. What each figure is: docs/reference/performance.md",
    )
    parser.add_argument("--quick", action="store_true", help=f"two minutes, on {QUICK:,} cases")
    parser.add_argument("--size", type=int, metavar="N", help=f"cases in the set (default {FULL:,})")
    parser.add_argument("--only", action="append", choices=PARTS, help="measure this part only")
    parser.add_argument("--minutes", type=float, metavar="N", help="minutes of W6 (default 15)")
    parser.add_argument("--growth", action="store_true", help="W1 to W5 on five times as many cases instead")
    parser.add_argument("--peers", action="store_true", help="django-helpdesk too, in an environment of its own")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL; the floor stays on SQLite")
    parser.add_argument(
        "--json", nargs="?", const="-", metavar="FILE", help="write the figures as JSON, here or to a file"
    )
    parser.add_argument("--port", type=int, metavar="N", help="the first of the ports to use (default: free ones)")
    asked = parser.parse_args(arguments)
    if asked.size is not None and asked.size < 1_000:
        parser.error("--size takes a number from 1000")
    if asked.minutes is not None and not 0 < asked.minutes <= 600:
        parser.error("--minutes takes a number up to 600")
    return asked


def measure(asked: argparse.Namespace, found: list[Figure]) -> None:
    """Add the figures of everything that was asked for, one after the other."""
    scale, ports, parts = scale_of(asked), ports_from(asked.port), asked.only or PARTS
    if asked.growth:
        growth(found, scale.size, scale.rounds, scale.ours, ports)
        return
    if {"pages", "crowd", "visits"} & set(parts):
        with ExitStack() as places:
            helpers: list[int] = []
            if asked.postgresql:
                place, helper = places.enter_context(postgresql.place_of(scale.size))
                helpers.append(helper)
            else:
                place = places.enter_context(sets.place_of(scale.size))
            measure_running(found, Running(place, helpers, ports), scale, Wanted(parts, asked.peers))
    if "starts" in parts:
        found += starts(ports)


def scale_of(asked: argparse.Namespace) -> Scale:
    usual = Scale(QUICK, 3, 80, 800, 1) if asked.quick else Scale(FULL, 7, 200, 1_500, 15)
    return Scale(asked.size or usual.size, usual.rounds, usual.ours, usual.floor, asked.minutes or usual.minutes)


def measure_running(found: list[Figure], where: Running, scale: Scale, wanted: Wanted) -> None:
    """Add W1 to W6, W13 and W14: what one running instance is asked."""
    place, ports = where.place, where.ports
    with running_beside(place, ports) as (candor, floor, browser):
        candor.helpers = where.helpers
        if wanted.peers:  # first: it takes the floor's cases over, to which W3 adds
            ours = Side(candor, signed_in(candor.port, browser.cookies), scale.ours)
            django_helpdesk.beside(found, place, workloads(place.floor, browser), ours, ports)
        if "pages" in wanted.parts:
            measure_pages(found, place, (candor, floor), browser, scale)
        if "crowd" in wanted.parts:
            found += crowd(place, candor, [words.replace(" ", "+") for words in searches(place.floor)], scale.minutes)
        if "visits" in wanted.parts:
            found += [memory(candor), *first_visits(browser)]


def measure_pages(
    found: list[Figure],
    place: sets.Place,
    servers: tuple[processes.Server, processes.Server],
    browser: Browser,
    scale: Scale,
) -> None:
    """Add W1 to W5, of the rounds that were measured."""
    candor, floor = servers
    works = workloads(place.floor, browser)
    ours = Side(candor, signed_in(candor.port, browser.cookies), scale.ours)
    bare = Side(floor, signed_in(floor.port, floor_cookies(place)), scale.floor)
    say(f"W1 to W5, {scale.rounds} rounds ...")
    try:
        alternate(works, ours, bare, scale.rounds)
        for work in works:
            if not work.writes:
                say(f"{work.id}: {ours.sizes[work.id]:,} bytes, of the floor {bare.sizes[work.id]:,}")
    finally:
        found += figures(works, ours, bare)


@contextmanager
def running_beside(
    place: sets.Place, ports: Iterator[int]
) -> Iterator[tuple[processes.Server, processes.Server, Browser]]:
    """Candor and the floor on the same data, and a technician who is signed in to Candor."""
    with ExitStack() as servers:
        say("starting Candor and the floor ...")
        candor = servers.enter_context(processes.running(*processes.candor(next(ports), place.environment)))
        browser = technician(candor.port)
        file = place.home.with_name("frames.json")
        file.write_text(json.dumps(frames(browser, workloads(place.floor, browser))), "utf-8")
        environment = {**place.environment, "FLOOR_FILE": str(place.floor), "FLOOR_FRAMES": str(file)}
        words = processes.granian("the floor", FLOOR, next(ports), environment)
        yield candor, servers.enter_context(processes.running(*words)), browser


def floor_cookies(place: sets.Place) -> dict[str, str]:
    """The same technician's cookie of the floor."""
    question = "SELECT person FROM identifier WHERE value = ?"
    ((person,),) = sets.ask(place.floor, question, (LOGIN["email"],))
    return {"floor": sign_in(place.floor, person)}


def ports_from(first: int | None) -> Iterator[int]:
    """Ports for the servers, in turn."""
    while True:
        yield free_port() if first is None else first
        first = first if first is None else first + 1


def tell(found: Sequence[Figure], json_file: str | None) -> None:
    """The table, or JSON alone where that goes to standard output."""
    if json_file == "-":
        print(lines(found))
        return
    print(table(found))
    if json_file:
        Path(json_file).write_text(json.dumps([as_json(figure) for figure in found], indent=1) + "\n", "utf-8")
