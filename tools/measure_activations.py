"""Measure licence activations: machines that take a place over HTTP (performance.md, W11).

    .venv-test/bin/python tools/measure_activations.py --machines 2000

Starts `candor up` in an empty home on SQLite, as it runs in production (two web processes and the worker), issues
licences, and lets eight connections activate a new machine with each request: the key is verified, a place is taken,
the row and its audit fact are written and durable, and the answer is signed.

Prints activations a second on the clock, and the processor time of one over all processes of the server, the sealing of
the audit facts included.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONNECTIONS, LICENCES = 8, 50
TICK = os.sysconf("SC_CLK_TCK")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        "measure_activations", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--machines", type=int, default=2_000)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="candor-measure-") as home:
        port = prepare(home)
        keys = issue(asked.machines)
        process = subprocess.Popen(
            [sys.executable, "-m", "candor", "up", "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(port)
            activate_all(port, keys, process.pid, asked.machines)
        finally:
            process.terminate()
            process.wait(20)
    return 0


def prepare(home: str) -> int:
    """An empty instance that believes the requests' word about their networks; the port for its server."""
    from candor.mail.tests.servers import free_port

    os.environ |= {
        "CANDOR_HOME": home,
        "CANDOR_TRUSTED_PROXIES": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "candor.config.settings.django",
    }
    import django

    django.setup()
    from candor.kernel.command import prepare

    prepare()
    return free_port()


def issue(machines: int) -> list[str]:
    """Licences with room for all machines, and the key of each."""
    from candor.catalogue.public import EditionDetails, ProductDetails, ProductKind, Unit, add_edition, create_product
    from candor.kernel import clock
    from candor.kernel.actor import SYSTEM
    from candor.licences.public import NewLicence, issue_licence
    from candor.people.public import NewPerson, Source, add_person

    texts = {"en": ("Desk", ""), "de": ("Desk", "")}
    product = create_product(ProductDetails(texts, ProductKind.SOFTWARE, Unit.PIECE), by=SYSTEM)
    edition = add_edition(product, EditionDetails("Team", "DESK-5", 5, ""), by=SYSTEM)
    until = (clock.now() + timedelta(days=365)).date()
    keys = []
    for number in range(LICENCES):
        person = add_person(NewPerson(f"Person {number}", source=Source.STAFF), by=SYSTEM)
        new = NewLicence(edition, person, seats=5, maintenance_until=until, activation_limit=machines)
        keys.append(issue_licence(new, by=SYSTEM).keys.latest("pk").text)
    return keys


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("the server did not come up")


def activate_all(port: int, keys: Sequence[str], server: int, machines: int) -> None:
    run(port, keys, iter(range(-200, 0)))  # until every thread has done its first work
    before, begun = processor_seconds(server), time.monotonic()
    wrong = run(port, keys, iter(range(machines)))
    took = time.monotonic() - begun
    time.sleep(12)  # facts are sealed within ten seconds
    spent = processor_seconds(server) - before
    print(f"{machines} activations in {took:.1f} s: {machines / took:.0f} a second; refused: {wrong}")
    print(f"{1000 * spent / machines:.2f} ms of processor time each: {2 * machines / spent:.0f} a second on two cores")


def run(port: int, keys: Sequence[str], numbers: Iterator[int]) -> int:
    """Every number is a new machine. How many were refused."""
    lock, wrong = threading.Lock(), [0] * CONNECTIONS

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            content = json.dumps({"key": keys[number % len(keys)], "machine": f"machine {number}"})
            headers = {"Content-Type": "application/json", "X-Forwarded-For": f"203.0.{number % CONNECTIONS}.7"}
            connection.request("POST", "/api/v1/licences/activations/", content, headers)
            answer = connection.getresponse()
            answer.read()
            wrong[place] += answer.status != 200

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(wrong)


def processor_seconds(server: int) -> float:
    """User and system time of the server and of all its children, those that ended included."""
    ticks = 0
    for process in [server, *children_of(server)]:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICK


def children_of(process: int) -> list[int]:
    found = [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return [each for child in found for each in (child, *children_of(child))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
