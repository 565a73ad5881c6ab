"""Make the environment that `./candor` runs in: uv itself, the locked packages, Candor, its translations.

Called by the launcher with any Python from 3.11, so it uses the standard library alone:

    set_up.py VENV LOCK MADE_FROM

MADE_FROM is the launcher's fingerprint of everything that goes in. It is written into the finished
environment together with its interpreter's path; while both stay the same the launcher skips this program.
"""

import fcntl
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".uv" / "bin" / "uv"
UV_LOCK = ROOT / "requirements-uv.lock"

COMPILE_TRANSLATIONS = """
import os, pathlib, sys
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

for po in pathlib.Path(sys.argv[1]).glob("*/locale/*/LC_MESSAGES/django.po"):
    with po.open("rb") as source:
        catalog = read_po(source, locale=po.parts[-3], abort_invalid=True)
    new = po.with_suffix(f".mo.{os.getpid()}")
    with new.open("wb") as target:
        write_mo(target, catalog)
    new.replace(po.with_suffix(".mo"))
"""


class CannotSetUp(Exception):
    """Setting up failed; the text says in plain words why and what to do."""


def main() -> None:
    """Run the set-up once, however many launchers ask for it at the same time."""
    target, lock, made_from = Path(sys.argv[1]), ROOT / sys.argv[2], sys.argv[3]
    os.umask(0o022)  # a program is no secret: root may set it up for a user of Candor's own
    os.chdir(ROOT)  # `python -m` and `python -c` believe what lies in the folder they stand in
    try:
        with (ROOT / "pyproject.toml").open() as one_at_a_time:
            fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
            if stamp_of(target) != stamp_for(target, made_from):
                set_up(target, lock)
                (target / ".made-from").write_text(stamp_for(target, made_from))
    except CannotSetUp as problem:
        sys.exit(f"Candor could not be set up. {problem}")
    except OSError as problem:
        sys.exit(f"Candor could not be set up: {problem}")
    except KeyboardInterrupt:
        sys.exit("Set-up stopped. The next start continues it.")


def stamp_of(target: Path) -> str:
    """What the environment was made from, or "" when it was never finished."""
    try:
        return (target / ".made-from").read_text()
    except FileNotFoundError:
        return ""


def stamp_for(target: Path, made_from: str) -> str:
    """The stamp of an environment made now; two lines or more, as the launcher compares them."""
    return f"{(target / 'bin' / 'python').resolve()}\n{made_from}\n"


def set_up(target: Path, lock: Path) -> None:
    """Bring `target` to what `lock` and the source tree say, whatever state it is in."""
    print("Setting up Candor: the first time this takes some seconds ...", file=sys.stderr)
    (target / ".made-from").unlink(missing_ok=True)
    bring_uv()
    if not fits(target):
        run("make its environment", UV, "venv", "--quiet", "--clear", "--python", sys.executable, target)
    python = target / "bin" / "python"
    run("fetch its packages", UV, "pip", "sync", "--quiet", "--require-hashes", "--python", python, lock)
    run(
        "install itself",
        *(UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, "--editable", ROOT),
    )
    run("compile its translations", python, "-c", COMPILE_TRANSLATIONS, ROOT / "src" / "candor")


def bring_uv() -> None:
    """Install the pinned uv into its own environment; Debian's Python often lacks ensurepip."""
    wanted = UV_LOCK.read_text().split()[0]
    if wanted == f"uv=={uv_version()}":
        return
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        raise CannotSetUp("It needs pip. On Debian and Ubuntu: apt install python3-pip")
    venv.create(ROOT / ".uv", with_pip=False, clear=True)
    wheel_only = ["--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", UV_LOCK]
    run("fetch uv, its installer", *pip, "--python", ROOT / ".uv" / "bin" / "python", "install", *wheel_only)


def uv_version() -> str:
    """The version of the uv brought earlier, "" when there is none that runs."""
    try:
        return subprocess.check_output([UV, "--version"], text=True).split()[1]
    except (OSError, subprocess.CalledProcessError):
        return ""


def fits(target: Path) -> bool:
    """Whether the environment still runs; a newer Python under it, or a moved folder, breaks it."""
    where = "import sys, sysconfig; print(sys.prefix); print(sysconfig.get_path('purelib'))"
    try:
        answer = subprocess.run([target / "bin" / "python", "-c", where], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    prefix, packages = answer.stdout.splitlines()
    return prefix == str(target) and Path(packages).is_dir()


def run(purpose: str, *command: str | Path) -> None:
    """Run one tool; when it fails show what it said, then a sentence for a person."""
    environment = {"UV_SYSTEM_CERTS": "1", **os.environ}
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CannotSetUp(f"It could not {purpose}:\n\n{done.stderr.strip()}\n\n{advice(done.stderr)}")


def advice(said: str) -> str:
    """What a person can do about it."""
    if re.search(r"dns|connect|network|timed? ?out|resolve|proxy|request|no matching distr", said, re.IGNORECASE):
        return "It needs the network for this. Check the connection (and HTTPS_PROXY), then run it again."
    if re.search(r"certificate|tls|ssl", said, re.IGNORECASE):
        return "The connection's certificate was not accepted. SSL_CERT_FILE can name your own."
    if re.search(r"space left|quota", said, re.IGNORECASE):
        return "The disk is full. Free some space, then run it again."
    return "Run it again; if it fails the same way, remove .uv, .venv and .venv-test first."


if __name__ == "__main__":
    main()
