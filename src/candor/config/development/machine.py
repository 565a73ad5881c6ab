"""What the tests need from the machine: Chromium with its driver, Dovecot, PostgreSQL and a server of it for them."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from candor.config.development.memory import memory
from candor.config.processes import die_with_parent

# Debian's package, and where its program is found.
NEEDED = {
    "chromium": ("Chromium", "/usr/bin/chromium"),
    "libatomic1": ("libatomic (for the driver of Chromium)", "/usr/lib/*/libatomic.so.1"),
    "dovecot-imapd": ("Dovecot", "/usr/sbin/dovecot"),
    "postgresql": ("PostgreSQL", "/usr/lib/postgresql/*/bin/initdb"),
}
# The same browser without windows opens a page in a third of the time. Where it cannot be had, Chromium itself does.
# Without nginx and Caddy the examples for them are not tried.
WELCOME = {
    "chromium-headless-shell": "/usr/bin/chromium-headless-shell",
    "nginx-light": "/usr/sbin/nginx",
    "caddy": "/usr/bin/caddy",
}
# For throw-away data: speed, and nothing that survives a crash.
FAST = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off",
    "wal_level=minimal", "max_wal_senders=0", "max_wal_size=256MB", "max_connections=200",
)  # fmt: skip


class MachineLacks(Exception):
    """Something is missing on this machine; the text says what to install."""


def bring_packages() -> None:
    """Install from Debian what is missing, when we may; else say what to install."""
    lacking = [package for package, (_, pattern) in NEEDED.items() if not there(pattern)]
    if lacking:
        bring_needed(lacking)
    if not os.geteuid() and shutil.which("apt-get"):
        bring_welcome([package for package, pattern in WELCOME.items() if not there(pattern)])


def bring_needed(lacking: list[str]) -> None:
    """Install these, or raise MachineLacks."""
    command = f"apt install {' '.join(lacking)}"
    names = ", ".join(NEEDED[package][0] for package in lacking)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise MachineLacks(f"the tests need {names}. On Debian and Ubuntu: sudo {command}")
    print(f"Installing {names} from Debian's packages ...", flush=True)
    with services_stay_off():
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *lacking]):
            apt(words, otherwise=f"{names} could not be installed. Try it yourself: {command}")


def bring_welcome(lacking: list[str]) -> None:
    """Install what saves time or lets one more example be tried; everything else runs as well without it."""
    if not lacking:
        return
    with services_stay_off():
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *lacking]):
            with suppress(MachineLacks):
                apt(words, otherwise="")


def there(pattern: str) -> bool:
    """Whether a program matches this absolute pattern."""
    return any(Path("/").glob(pattern.removeprefix("/")))


def apt(words: list[str], *, otherwise: str) -> None:
    """Run apt-get without questions."""
    done = subprocess.run(
        ["apt-get", *words],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise MachineLacks(otherwise)


@contextmanager
def services_stay_off() -> Iterator[None]:
    """Keep Debian from starting the mail and database servers it installs; the tests start their own."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


@contextmanager
def private_postgres(settings: Sequence[str] = FAST) -> Iterator[str]:
    """A PostgreSQL server on loopback for the time of the block; its address as postgresql://...

    It refuses root, so as root it runs as the user Debian made for it.
    """
    user = "postgres" if os.geteuid() == 0 else None
    place = memory() if settings is FAST else None
    folder = Path(tempfile.mkdtemp(prefix="candor-postgres-", dir=place))
    password, port = secrets.token_hex(16), free_port()
    secret = folder / "password"
    secret.write_text(password)
    for path in (folder, secret):
        if user:
            shutil.chown(path, user, user)
    try:
        initialise(folder / "data", secret, user)
        with served(folder, port, user, settings):
            yield f"postgresql://candor:{password}@127.0.0.1:{port}/candor"
    finally:
        shutil.rmtree(folder)


def initialise(data: Path, secret: Path, user: str | None) -> None:
    """Create the cluster. Loopback is open to every user of the machine, therefore the password.

    It is of 128 random bits: hashing it slowly, as SCRAM does at each of many hundred log-ins, protects nothing.
    """
    place = [f"--pgdata={data}", "--username=candor", f"--pwfile={secret}", "--no-sync"]
    options = ["--auth=md5", "--encoding=UTF8", "--locale=C.UTF-8"]
    done = subprocess.run(
        [program("initdb"), *place, *options],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MachineLacks(f"PostgreSQL could not create its test cluster: {done.stderr.strip()}")


@contextmanager
def served(folder: Path, port: int, user: str | None, more: Sequence[str] = FAST) -> Iterator[None]:
    """Run the server until the block is left."""
    settings = [*more, "listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories="]
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                program("postgres"),
                "-D",
                folder / "data",
                *(word for each in settings for word in ("-c", each)),
            ],
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - no threads here
        )
    try:
        wait_until_ready(process, port, log)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # its "fast" shutdown: connections are cut
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait for the first answer, at most half a minute."""
    end = time.monotonic() + 30
    ask = [program("pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={port}"]
    while subprocess.run(ask, check=False).returncode:
        if process.poll() is not None or time.monotonic() > end:
            raise MachineLacks(f"PostgreSQL did not start: {log.read_text().strip()}")
        time.sleep(0.1)


def program(name: str) -> str:
    """One of PostgreSQL's programs, from its newest version here. Debian keeps them outside the search path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    elsewhere = shutil.which(name)
    if not found and not elsewhere:
        raise MachineLacks(f"PostgreSQL's {name} is missing. On Debian and Ubuntu: sudo apt install postgresql")
    return str(found[-1] if found else elsewhere)


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    # For a look at the tests' database: python -m candor.config.development.machine
    with private_postgres() as address:
        print(address, flush=True)
        sys.stdin.read()
