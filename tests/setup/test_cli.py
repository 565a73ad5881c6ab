"""Words become commands; help needs no instance; exit codes are 0, 1 and 2."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import BaseCommand, CommandError

from candor.config import cli
from candor.config.command_summary import summary_of

Said = pytest.CaptureFixture[str]


def made_up_commands(*words: str) -> dict[str, cli.Command]:
    return {each: cli.Command(each, "mail", f"What {each} does", lambda _: 0) for each in words}


def test_the_longest_run_of_words_names_the_command() -> None:
    commands = made_up_commands("mail", "mail receive")
    command, rest = cli.longest_match(["mail", "receive", "--json", "x"], commands)
    assert command is commands["mail receive"]
    assert rest == ["--json", "x"]
    command, rest = cli.longest_match(["mail", "inbox"], commands)
    assert command is commands["mail"]
    assert rest == ["inbox"]


def test_help_lists_every_command_with_a_line(capsys: Said) -> None:
    assert cli.main(["--help"]) == 0
    said = capsys.readouterr().out
    for command in cli.all_commands().values():
        assert command.summary, f"{command.words} has no line of help"
        assert f"{command.words} " in said
        assert command.summary in said


def test_every_room_of_the_house_has_a_title() -> None:
    assert {command.room for command in cli.all_commands().values()} <= set(cli.ROOMS)


def test_no_words_are_wrong_usage(capsys: Said) -> None:
    assert cli.main([]) == 2
    assert "Usage: candor COMMAND" in capsys.readouterr().err


def test_unknown_words_are_wrong_usage_and_name_what_was_meant(capsys: Said) -> None:
    assert cli.main(["mial", "prase", "message.eml"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "there is no command “mial prase message.eml”" in said.err
    assert "mail parse" in said.err


def test_a_beginning_lists_what_it_can_begin(capsys: Said) -> None:
    assert cli.main(["mail"]) == 2
    assert "mail parse" in capsys.readouterr().err
    assert cli.main(["mail", "--help"]) == 0
    assert "mail parse" in capsys.readouterr().out


def test_the_version_is_told(capsys: Said) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("Candor 0")


def test_help_loads_no_django() -> None:
    program = "import sys; from candor.config import cli; cli.main(['--help']); assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.slow
@pytest.mark.parametrize("words", [*(each.words for each in cli.own_commands() if each.words != "django"), "doctor"])
def test_help_of_a_command_needs_no_instance_and_leaves_none(words: str, tmp_path: Path) -> None:
    done = started_without_an_instance(tmp_path, "-m", "candor", *words.split(), "--help")
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout.lower()
    assert not (tmp_path / "home").exists()


@pytest.mark.slow
def test_every_command_of_a_slice_has_help(tmp_path: Path) -> None:
    """Each in a process of its own that begins with Django loaded: loading it is most of the time of each."""
    done = started_without_an_instance(tmp_path, "-c", ONE_AFTER_THE_OTHER)
    assert done.returncode == 0, done.stderr
    told = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert told == {each.words: f"0, usage: candor {each.words}" for each in cli.slice_commands()}
    assert not (tmp_path / "home").exists()


ONE_AFTER_THE_OTHER = """
import gc, os, sys, tempfile
from candor.config import cli

def helped(words):
    try:
        return cli.main([*words, "--help"])
    except SystemExit as end:
        return end.code or 0
    finally:
        sys.stdout.flush()

with cli.a_home_for_help(["--help"]):
    cli.start_django()
    gc.freeze()
    for command in cli.slice_commands():
        with tempfile.TemporaryFile("w+") as told:
            child = os.fork()
            if child == 0:
                os.dup2(told.fileno(), 1)
                os._exit(helped(command.words.split()))
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            told.seek(0)
            usage = " ".join(told.read().split())[: len(f"usage: candor {command.words}")]
            print(f"{command.words}: {code}, {usage}", flush=True)
"""


def started_without_an_instance(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"CANDOR_HOME": str(place / "home"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_reader_that_leaves_early_hears_no_complaint() -> None:
    command = f"{sys.executable} -m candor --help | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_an_unusable_setting_is_said_in_one_sentence(tmp_path: Path) -> None:
    environment = {"CANDOR_HOME": str(tmp_path), "CANDOR_PORT": "many", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-m", "candor", "up"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "CANDOR_PORT" in done.stderr


@pytest.mark.parametrize("words", [["mail", "parse"], ["mail", "trim", "--jsno", "x"], ["up", "--port"]])
def test_wrong_words_for_our_own_commands_are_wrong_usage(words: list[str], capsys: Said) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert f"usage: candor {words[0]}" in capsys.readouterr().err


class Fussy(BaseCommand):
    """A command that fails as asked."""

    requires_system_checks: Sequence[str] = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--code", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["code"]:
            raise CommandError("The mailbox does not answer.", returncode=options["code"])


def test_a_command_that_works_ends_with_0() -> None:
    assert cli.run_management_command(Fussy(), "mail fetch", []) == 0


def test_a_command_that_fails_says_why_and_ends_with_its_code(capsys: Said) -> None:
    assert cli.run_management_command(Fussy(), "mail fetch", ["--code", "1"]) == 1
    assert capsys.readouterr().err == "candor mail fetch: The mailbox does not answer.\n"


def test_wrong_options_end_with_2(capsys: Said) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run_management_command(Fussy(), "mail fetch", ["--cod", "x"])
    assert ended.value.code == 2
    assert "usage: candor mail fetch" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "summary"),
    [
        ('class Command(Base):\n    help = "Fetch the mail."', "Fetch the mail"),
        ('class Command(Base):\n    help = _("Fetch the mail.")', "Fetch the mail"),
        ('class Command(Base):\n    """Fetch the mail.\n\n    All of it."""', "Fetch the mail"),
        ('"""Fetch the mail."""\nclass Command(Base):\n    pass', "Fetch the mail"),
        ("x = 1", ""),
    ],
)
def test_the_line_of_help_is_read_from_the_source(source: str, summary: str, tmp_path: Path) -> None:
    file = tmp_path / "mail_fetch.py"
    file.write_text(source)
    assert summary_of(file) == summary
