"""The `candor` command: words become commands.

`candor mail receive` is the management command `mail_receive` of whichever slice holds it; the longest run of
words that names a command wins. A few commands of our own need no Django and start faster for it. Exit codes:
0 done, 1 failed, 2 wrong usage.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from candor.config.command_summary import summary_of
from candor.config.settings.instance import SettingError, home_directory
from candor.kernel import version

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

SETTINGS = "candor.config.settings.django"
PACKAGE = Path(__file__).resolve().parent.parent
DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

# The order in which `candor --help` shows the rooms of the house.
ROOMS = {
    "config": "Running Candor",
    "kernel": "The instance",
    "people": "People",
    "helpdesk": "Help desk",
    "mail": "Mail",
    "knowledge": "Knowledge",
    "catalogue": "Catalogue",
    "licences": "Licences",
    "business": "Business",
    "newsletters": "Newsletters",
    "privacy": "Privacy",
    "reports": "Reports",
    "ui": "The look",
    "development": "Developing Candor (in a checkout)",
}

OWN_COMMANDS = (
    ("up", "config", "Run Candor: the web pages, the worker and the mail", "config.supervisor:main"),
    ("sandbox", "config", "Run a public demo that resets itself", "config.sandbox:main"),
    (
        "mail parse",
        "mail",
        "Print what Candor reads in message files, as JSON",
        "config.message_files:parse",
    ),
    ("mail trim", "mail", "Print what is new in message files, as JSON", "config.message_files:trim"),
    (
        "test",
        "development",
        "Run the tests, on both databases and in Chromium",
        "config.development.test:main",
    ),
    (
        "soak mail",
        "development",
        "Kill mail intake ten thousand times, and count the mails",
        "config.development.soak:main",
    ),
    (
        "soak invoices",
        "development",
        "Make thousands of invoices, and hold each against the rules of electronic ones",
        "config.development.soak_invoices:main",
    ),
    (
        "bench",
        "development",
        "Measure how fast Candor is, beside the least that it could cost",
        "config.development.bench.command:main",
    ),
    ("check", "development", "Check style, types, layers and translations", "config.development.check:main"),
    ("fix", "development", "Repair style and collect texts, by itself", "config.development.fix:main"),
    ("messages", "development", "Collect the texts to translate", "config.development.messages:main"),
    (
        "django",
        "development",
        "Run one of Django's own commands, as makemigrations",
        "config.cli:run_django_itself",
    ),
)


@dataclass(frozen=True)
class Command:
    """Something `candor` can do: its words, the room it is listed in, a line of help and how to run it."""

    words: str
    room: str
    summary: str
    run: Callable[[Sequence[str]], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the words name; answer its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return dispatch(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left, as in `candor --help | head`. Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def dispatch(words: list[str]) -> int:
    """Find the command and hand it the rest of the words."""
    if words[:1] == ["--version"]:
        print(f"Candor {version.here()}")
        return DONE
    commands = all_commands()
    if not words or words[0] in {"--help", "-h", "help"}:
        print(overview(commands), file=sys.stdout if words else sys.stderr)
        return DONE if words else WRONG_USAGE
    command, arguments = longest_match(words, commands)
    if command:
        return command.run(arguments)
    return explain_unknown(words, commands)


def longest_match(words: list[str], commands: dict[str, Command]) -> tuple[Command | None, list[str]]:
    """The command that most of the leading words name, and the words left over for it."""
    for count in range(len(words), 0, -1):
        if command := commands.get(" ".join(words[:count])):
            return command, words[count:]
    return None, words


def all_commands() -> dict[str, Command]:
    """Our own commands and those of every slice, by their words."""
    commands = [*own_commands(), *slice_commands()]
    return {command.words: command for command in commands}


def own_commands() -> list[Command]:
    """The commands that run without Django, or before it."""
    return [Command(words, room, summary, lazy(target)) for words, room, summary, target in OWN_COMMANDS]


def slice_commands() -> list[Command]:
    """The management commands of the slices, read from the source tree without importing them."""
    return [
        Command(
            words=words_of(file),
            room=file.relative_to(PACKAGE).parts[0],
            summary=summary_of(file),
            run=management_command(file),
        )
        for file in sorted(PACKAGE.glob("*/management/commands/*.py"))
        if not file.stem.startswith("_")
    ]


def words_of(file: Path) -> str:
    """`mail_receive.py` is `mail receive`; two underscores are a hyphen: `releases_add__file.py`."""
    return file.stem.replace("__", "-").replace("_", " ")


def lazy(target: str) -> Callable[[Sequence[str]], int]:
    """A command whose module ("config.supervisor:main") is imported when it runs."""

    def run(arguments: Sequence[str]) -> int:
        module, _, function = target.partition(":")
        code: int = getattr(import_module(f"candor.{module}"), function)(arguments)
        return code

    return run


def management_command(file: Path) -> Callable[[Sequence[str]], int]:
    """A command that is a Django management command in `file`."""

    def run(arguments: Sequence[str]) -> int:
        with a_home_for_help(arguments):
            start_django()
            module = import_module(".".join(("candor", *file.relative_to(PACKAGE).with_suffix("").parts)))
            return run_management_command(module.Command(), words_of(file), arguments)

    return run


@contextmanager
def a_home_for_help(arguments: Sequence[str]) -> Iterator[None]:
    """Let `--help` work without an instance and leave none behind: Django's settings want a home to look at."""
    if not {"--help", "-h"} & set(arguments) or home_directory().exists():
        yield
        return
    with TemporaryDirectory(prefix="candor-help-") as home:
        os.environ["CANDOR_HOME"] = home
        yield


def start_django() -> None:
    """Load the settings and the models; a setting that cannot be used ends the command with its sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from candor.kernel.loading import loading

    try:
        with loading():
            import django

            django.setup()
    except SettingError as problem:
        sys.exit(f"candor: {problem}")


def run_management_command(command: BaseCommand, words: str, arguments: Sequence[str]) -> int:
    """Run it as Django would from a terminal, except that errors are told without Django's class names."""
    from django.core.management.base import CommandError
    from django.db import connections

    from candor.kernel.check import NotFit

    command._called_from_command_line = True  # type: ignore[attr-defined]  # wrong usage exits with 2, Django raises
    options = vars(command.create_parser("candor", words).parse_args(list(arguments)))
    try:
        command.execute(*options.pop("args", ()), **options)
    except (CommandError, NotFit) as problem:
        if options.get("traceback"):
            raise
        print(f"candor {words}: {problem}", file=sys.stderr)
        return getattr(problem, "returncode", FAILED)
    finally:
        connections.close_all()
    return DONE


def run_django_itself(arguments: Sequence[str]) -> int:
    """`candor django WORDS`: Django's own command line with our settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["candor django", *arguments])
    return DONE


def overview(commands: dict[str, Command]) -> str:
    """What `candor --help` prints: every command with a line, by room."""
    lines = ["Candor: help desk and customer suite.", "", "Usage: candor COMMAND [OPTIONS]"]
    lines.append("       candor COMMAND --help   what the command takes")
    lines.append("       candor --version")
    for room, title in ROOMS.items():
        if listed := [command for command in commands.values() if command.room == room]:
            lines += ["", title, *listing(listed)]
    return "\n".join(lines)


def listing(commands: Sequence[Command]) -> list[str]:
    """One line for each command, in the order of its words."""
    return [f"  {command.words:<22} {command.summary}" for command in sorted(commands, key=lambda each: each.words)]


def explain_unknown(words: list[str], commands: dict[str, Command]) -> int:
    """Say what was probably meant. `candor mail` and `candor mail --help` list what begins with `mail`."""
    wants_help = words[-1] in {"--help", "-h"}
    typed = " ".join(word for word in words if not word.startswith("-"))
    family = [command for command in commands.values() if command.words.startswith(f"{typed} ")]
    if family and typed:
        print(
            "\n".join(["Commands that begin so:", *listing(family)]),
            file=sys.stdout if wants_help else sys.stderr,
        )
        return DONE if wants_help else WRONG_USAGE
    print(f"candor: there is no command “{typed or words[0]}”.", file=sys.stderr)
    if near := nearest(typed, commands):
        print("\n".join(["Did you mean:", *listing(near)]), file=sys.stderr)
    print("All commands: candor --help", file=sys.stderr)
    return WRONG_USAGE


ALIKE = 0.55
"""How alike words have to be to be meant: 1 is the same."""


def nearest(typed: str, commands: dict[str, Command]) -> list[Command]:
    """Up to three commands whose words look like as many of those that were typed, the most alike first."""
    typed_words = typed.split()
    alike = {
        words: difflib.SequenceMatcher(None, " ".join(typed_words[: len(words.split())]), words).ratio()
        for words in commands
    }
    near = sorted((words for words in alike if alike[words] >= ALIKE), key=lambda words: -alike[words])
    return [commands[words] for words in near[:3]]
