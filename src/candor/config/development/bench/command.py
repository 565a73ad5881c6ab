"""`candor bench`: run the workloads of docs/reference/performance.md, with the floor in the same run."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from candor.config.development.bench import processes, sets
from candor.config.development.bench.browser import Browser
from candor.config.development.bench.figures import Figure, all_met, as_json, lines, table
from candor.config.development.bench.floor.app import sign_in
from candor.config.development.bench.requests import Side, alternate, figures, signed_in
from candor.config.development.bench.saying import NotMeasured, say
from candor.config.development.bench.workloads import frames, workloads
from candor.config.development.machine import MachineLacks, free_port
from candor.config.development.steps import in_a_checkout

FULL, QUICK = 200_000, 20_000
LOGIN = {"email": "technician1@demo.example", "password": "candor-demo-2026", "next": "/tech/"}
FLOOR = "candor.config.development.bench.floor.app:application"


@dataclass(frozen=True)
class Scale:
    """How much is measured: cases in the set, rounds, and requests in each of Candor and of the floor."""

    size: int
    rounds: int
    ours: int
    floor: int


def main(arguments: Sequence[str]) -> int:
    """Measure; 0 when every must is met."""
    asked = parse(arguments)
    if not in_a_checkout():
        return 1
    if sys.platform != "linux":
        print("candor bench: it reads processor time from /proc, so it runs on Linux only.", file=sys.stderr)
        return 1
    begun = time.monotonic()
    try:
        found = measure(asked)
    except (NotMeasured, MachineLacks) as problem:
        print(f"candor bench: {problem}", file=sys.stderr)
        return 1
    tell(found, asked.json)
    say(f"measured in {time.monotonic() - begun:.0f} s")
    return 0 if all_met(found) else 1


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "candor bench",
        description="Measure Candor beside the floor. What each figure is: docs/reference/performance.md",
    )
    parser.add_argument("--quick", action="store_true", help=f"two minutes, on {QUICK:,} cases")
    parser.add_argument("--size", type=int, metavar="N", help=f"cases in the set (default {FULL:,})")
    parser.add_argument(
        "--json", nargs="?", const="-", metavar="FILE", help="write the figures as JSON, here or to a file"
    )
    parser.add_argument("--port", type=int, metavar="N", help="the first of the ports to use (default: free ones)")
    asked = parser.parse_args(arguments)
    if asked.size is not None and asked.size < 1_000:
        parser.error("--size takes a number from 1000")
    return asked


def measure(asked: argparse.Namespace) -> list[Figure]:
    """Everything that was asked for, one after the other."""
    scale = Scale(asked.size or QUICK, 3, 80, 800) if asked.quick else Scale(asked.size or FULL, 7, 200, 1_500)
    ports = ports_from(asked.port)
    with sets.place_of(scale.size) as place:
        return measure_requests(place, scale, ports)


def measure_requests(place: sets.Place, scale: Scale, ports: Iterator[int]) -> list[Figure]:
    """W1 to W5."""
    with running_beside(place, ports) as (candor, floor, browser):
        works = workloads(place.floor, browser)
        ours = Side(candor, signed_in(candor.port, browser.cookies), scale.ours)
        bare = Side(floor, signed_in(floor.port, floor_cookies(place)), scale.floor)
        say(f"measuring W1 to W5, {scale.rounds} rounds ...")
        alternate(works, ours, bare, scale.rounds)
        for work in works:
            say(f"{work.id}: {ours.sizes[work.id]:,} bytes, of the floor {bare.sizes[work.id]:,}")
        return figures(works, ours, bare)


@contextmanager
def running_beside(
    place: sets.Place, ports: Iterator[int]
) -> Iterator[tuple[processes.Server, processes.Server, Browser]]:
    """Candor and the floor on the same data, and a technician who is signed in to Candor."""
    with ExitStack() as servers:
        say("starting Candor and the floor ...")
        candor = servers.enter_context(processes.running(*processes.candor(next(ports), place.environment)))
        browser = Browser(candor.port)
        browser.sign_in("/tech/sign-in/", LOGIN, 303)
        file = place.home.with_name("frames.json")
        file.write_text(json.dumps(frames(browser, workloads(place.floor, browser))), "utf-8")
        environment = {**place.environment, "FLOOR_FILE": str(place.floor), "FLOOR_FRAMES": str(file)}
        floor = servers.enter_context(
            processes.running(*processes.granian("the floor", FLOOR, next(ports), environment))
        )
        yield candor, floor, browser


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
