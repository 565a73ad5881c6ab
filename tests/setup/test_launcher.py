"""`./candor` in a fresh clone: on a bare Debian, twice at once, without network, and fast when nothing is to do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from candor.config import cli

ROOT = Path(__file__).resolve().parents[2]
DEBIAN = Path("/usr/bin/python3")
NOT_CLONED = shutil.ignore_patterns(".git", ".uv", ".venv*", ".*_cache", "data", "__pycache__", "*.mo")
WAY_TO_THE_NETWORK = re.compile(r"(https?_proxy|no_proxy|pip_|uv_|ssl_cert_)", re.IGNORECASE)
TOOLS_OF_THE_LAUNCHER = ("sh", "cat", "cksum", "dirname", "grep", "readlink")

pytestmark = pytest.mark.slow


def clone(target: Path) -> Path:
    """What a fresh clone holds."""
    shutil.copytree(ROOT, target, ignore=NOT_CLONED)
    return target


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone that was set up by Debian's own Python, with nothing in its environment but a search path.

    As root does it for a service: standing where somebody else may put modules, and hiding what it makes.
    """
    if not DEBIAN.exists():
        pytest.skip("needs Debian's Python")
    home = clone(tmp_path_factory.mktemp("ready") / "candor with a blank")
    where = tmp_path_factory.mktemp("somebody's")
    for module in ("pip", "babel", "venv"):
        (where / f"{module}.py").write_text("raise SystemExit('somebody else has the say')")
    done = run(home / "candor", "--version", cwd=where, umask=0o077)
    assert done.returncode == 0, done.stderr
    return home


def run(
    *command: str | Path, cwd: str | Path = "/", umask: int = -1, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run with a bare environment: nothing but the way to the network."""
    network = {name: value for name, value in os.environ.items() if WAY_TO_THE_NETWORK.match(name)}
    return subprocess.run(
        command,
        cwd=cwd,
        umask=umask,
        env={"PATH": "/usr/bin:/bin", **network, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_debians_python_is_enough(ready: Path) -> None:
    assert (ready / ".venv/bin/python").resolve() == DEBIAN.resolve()
    done = run(ready / "candor", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Candor ")


def test_what_root_set_up_everybody_may_read(ready: Path) -> None:
    made = [path for path in (ready / ".venv").rglob("*") if not path.is_symlink()]
    assert made
    assert [path for path in made if path.stat().st_mode & 0o044 != 0o044] == []


def test_it_hands_its_words_and_the_exit_code_through(ready: Path) -> None:
    assert run(ready / "candor", "no such", "--word=a b").returncode == 2


def test_it_works_from_anywhere_and_through_a_link(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "candor").symlink_to(ready / "candor")
    assert run("./candor", "--version", cwd=tmp_path).returncode == 0


def test_a_warm_start_costs_under_50_ms(ready: Path) -> None:
    """In processor time: other tests run beside this one."""
    overhead = cpu_of(ready / "candor", "--version") - cpu_of(ready / ".venv/bin/candor", "--version")
    assert overhead < 0.05, f"{overhead * 1000:.0f} ms"


def cpu_of(*command: str | Path) -> float:
    """The least seconds of processor time that the command takes in ten runs, its children included."""

    def once() -> float:
        before = os.times()
        run(*command)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    return min(once() for _ in range(10))


def test_a_changed_translation_is_compiled(ready: Path) -> None:
    po = ready / "src/candor/config/locale/de/LC_MESSAGES/django.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "case"\nmsgstr "Fall"\n')
    assert run(ready / "candor", "--version").returncode == 0
    assert b"Fall" in po.with_suffix(".mo").read_bytes()
    assert [file.name for file in po.parent.iterdir() if ".mo." in file.name] == []


def test_a_broken_environment_is_made_again(ready: Path) -> None:
    (ready / ".venv/bin/python").unlink()
    assert run(ready / "candor", "--version").returncode == 0


def test_two_first_starts_at_once_both_work(tmp_path: Path) -> None:
    home = clone(tmp_path / "candor")
    both = [
        subprocess.Popen([home / "candor", "--version"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for each in both:
        out, err = each.communicate(timeout=120)
        assert each.returncode == 0, err
        assert out.startswith("Candor ")


def path_with(tmp_path: Path, tools: Sequence[str] = TOOLS_OF_THE_LAUNCHER) -> str:
    """A search path with these programs only."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in tools:
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    return str(folder)


def test_without_python_it_says_what_to_install(tmp_path: Path) -> None:
    done = run(clone(tmp_path / "candor") / "candor", PATH=path_with(tmp_path))
    assert done.returncode == 1
    assert done.stderr == ("Candor needs Python 3.11 or newer. On Debian and Ubuntu: apt install python3 python3-pip\n")


def test_a_python_built_without_optimisation_is_the_last_choice(tmp_path: Path) -> None:
    """A stand-in of one, first on the search path, is asked and left aside; alone it is good enough."""
    home, folder = clone(tmp_path / "candor"), tmp_path / "own"
    (home / "tools" / "set_up.py").write_text("import os, sys; sys.exit(os.environ.get('BUILT', 'well'))")
    folder.mkdir()
    own = folder / "python3"
    own.write_text(f'#!/bin/sh\n[ "${{2-}}" = well ] && exit 1\nBUILT=anyhow exec {DEBIAN} "$@"\n')
    own.chmod(0o755)
    assert run(home / "candor", PATH=f"{folder}:/usr/bin:/bin").stderr == "well\n"
    assert run(home / "candor", PATH=f"{folder}:{path_with(tmp_path)}").stderr == "anyhow\n"


def test_without_pip_it_says_what_to_install(tmp_path: Path) -> None:
    bare = tmp_path / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    done = run(clone(tmp_path / "candor") / "candor", CANDOR_PYTHON=str(bare / "bin/python"))
    assert done.returncode == 1
    assert "It needs pip. On Debian and Ubuntu: apt install python3-pip" in done.stderr


@pytest.mark.parametrize("stage", ["uv", "packages"])
def test_without_network_it_says_so(tmp_path: Path, stage: str, offline: Callable[[Path], dict[str, str]]) -> None:
    home = clone(tmp_path / "candor")
    if stage == "packages":
        shutil.copytree(ROOT / ".uv", home / ".uv", symlinks=True)
    done = run(home / "candor", "--version", **offline(tmp_path))
    assert done.returncode == 1
    assert "It needs the network for this." in done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / ".venv/.made-from").exists(), "an unfinished environment is not taken for a finished one"


@pytest.fixture
def offline() -> Callable[[Path], dict[str, str]]:
    """Settings under which neither pip nor uv reaches an index or finds anything in a cache."""

    def environment(tmp_path: Path) -> dict[str, str]:
        nowhere = "http://127.0.0.1:9/simple"
        return {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": nowhere,
            "PIP_RETRIES": "0",
            "PIP_NO_CACHE_DIR": "1",
            "UV_DEFAULT_INDEX": nowhere,
            "UV_HTTP_RETRIES": "0",
            "UV_CACHE_DIR": str(tmp_path / "cache"),
        }

    return environment


def test_the_commands_of_development_get_the_packages_of_the_tests() -> None:
    """All but Django's own: those work on an instance."""
    [words] = re.findall(r"^    (.+)\) venv=\$root/\.venv-test", (ROOT / "candor").read_text(), re.MULTILINE)
    wanted = {each.words.split()[0] for each in cli.own_commands() if each.room == "development"}
    assert {"test", "soak"} <= wanted - {"django"} <= set(words.split(" | "))
