"""What `candor test`, `check` and `messages` tell."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from babel.messages.pofile import read_po

from candor.config.development import check, machine, messages, steps, test
from candor.config.development.steps import Outcome

Said = pytest.CaptureFixture[str]

GREEN = "....\n======= 4 passed, 1 skipped in 1.20s =======\n"
RED = (
    "F.\nFAILED tests/test_x.py::test_x - assert 0\n"
    "\x1b[31m===== \x1b[1m1 failed\x1b[0m, 1 passed, 2 warnings in 61.00s (0:01:01) =====\x1b[0m\n"
)
EMPTY = "===== 12 deselected in 0.40s =====\n"


def test_the_last_line_sums_up_all_parts(capsys: Said) -> None:
    assert test.report([Outcome("sqlite", 0, GREEN, 1.0), Outcome("postgresql", 0, GREEN, 1.0)], 2.5) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.strip("=") == " 8 passed, 2 skipped in 2.50s "


def test_a_failure_in_any_part_fails_all_and_is_named_again(capsys: Said) -> None:
    assert test.report([Outcome("sqlite", 1, RED, 61.0), Outcome("browser", 0, GREEN, 1.0)], 62.0) == 1
    said = capsys.readouterr().out
    assert "FAILED tests/test_x.py::test_x - assert 0" in said
    assert said.splitlines()[-1].strip("=") == " 1 failed, 5 passed, 1 skipped, 2 warnings in 62.00s "


def test_a_part_without_tests_does_not_fail_the_others(capsys: Said) -> None:
    nothing = Outcome("api-kills", test.NOTHING_COLLECTED, EMPTY, 0.4)
    assert test.report([nothing, Outcome("sqlite", 0, GREEN, 1.0)], 1.4) == 0
    assert test.report([nothing], 0.4) == 1, "but somebody has to have run"
    assert "no tests ran" in capsys.readouterr().out


def test_a_part_over_its_budget_is_told(capsys: Said) -> None:
    test.report([Outcome("browser", 0, GREEN, 241.0), Outcome("speed", 0, GREEN, 20.0)], 261.0)
    said = capsys.readouterr().out
    assert "OVER its budget of 240 s" in said
    assert "of its budget of 30 s" in said


def test_a_part_tells_how_long_processors_worked_for_it(capsys: Said) -> None:
    """Its own children's too, who have ended, and a server's that goes on."""
    busy = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(12_000_000))'])"
    outcome = steps.run_aloud(steps.Step("busy", steps.python("-c", busy)), os.environ)
    assert outcome.worked > 0.05
    begun = steps.processor_time()
    with subprocess.Popen(
        steps.python("-c", "sum(range(12_000_000)); print(); input()"), stdin=-1, stdout=-1
    ) as server:
        assert server.stdout
        server.stdout.readline()
        assert steps.processor_time() - begun > 0.05
        server.communicate(b"\n")
    test.report([Outcome("browser", 0, GREEN, 241.0, 300.25)], 241.0)
    assert "241.0 s,  300.2 s of processor time OVER its budget" in capsys.readouterr().out


def test_markers_narrow_a_part_down() -> None:
    step = test.pytest_step(test.TestPart("kills", "kill"), "db", ["-k", "intake"])
    assert "(kill) and (db)" in step.command
    assert list(step.command[-2:]) == ["-k", "intake"]


def test_a_part_opens_the_files_that_bear_its_mark_or_those_that_are_asked_for() -> None:
    part = test.TestPart("kills", "kill", ("kill",))
    opened = [word for word in test.pytest_step(part, None, ["-k", "intake"]).command if word.endswith(".py")]
    assert "tests/faults/test_mail_kills.py" in opened
    assert "tests/faults/test_bad_input.py" not in opened
    asked = test.pytest_step(part, None, ["tests/faults/test_database.py::test_x"])
    assert asked.command[-1] == "tests/faults/test_database.py::test_x"
    assert "tests/faults/test_mail_kills.py" not in asked.command


def test_every_part_opens_the_files_of_each_of_its_marks() -> None:
    opened = test.files_that_bear(("journey", "axe"))
    assert {"src/candor/ui/tests/test_accessibility.py", "tests/journeys/test_readme_tour.py"} <= set(opened)
    assert len(opened) == len(set(opened))


def test_a_failed_check_shows_what_it_said(capsys: Said) -> None:
    assert check.report([Outcome("types", 1, "x.py:1: error\n", 2.0), Outcome("style", 0, "fine", 0.1)], 2.1) == 1
    said = capsys.readouterr().out
    assert "── types ──\nx.py:1: error\n" in said
    assert "fine" not in said
    assert "1 of 2 checks failed" in said


def test_an_unknown_check_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as ended:
        check.main(["spelling"])
    assert ended.value.code == 2


def test_without_root_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "there", lambda pattern: "dovecot" not in pattern)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(machine.MachineLacks, match=r"need Dovecot\. .*: sudo apt install dovecot-imapd"):
        machine.bring_packages()


def test_what_only_saves_time_may_be_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def nothing_can_be_had(words: list[str], *, otherwise: str) -> None:
        asked.append(words)
        raise machine.MachineLacks(otherwise)

    monkeypatch.setattr(machine, "there", lambda pattern: "headless" not in pattern)
    monkeypatch.setattr(machine, "apt", nothing_can_be_had)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")
    machine.bring_packages()
    assert asked[-1][-1] == "chromium-headless-shell"


@pytest.mark.slow
def test_the_tests_postgresql_is_private_and_leaves_nothing() -> None:
    with machine.private_postgres() as address, psycopg.connect(f"{address[: address.rindex('/')]}/postgres") as c:
        row = c.execute("SELECT current_setting('data_directory'), current_setting('listen_addresses')").fetchone()
        assert row
        data, listens = row
        assert listens == "127.0.0.1"
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(address.replace("candor:", "candor:x"))
    assert not Path(data).parent.exists()


@pytest.fixture
def slice_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with one slice that says three things."""
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    folder = tmp_path / "helpdesk"
    (folder / "templates/helpdesk").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "__init__.py").touch()
    (folder / "forms.py").write_text('from x import gettext_lazy as _, ngettext\n_("Close the case")\n')
    (folder / "templates/helpdesk/case.html").write_text(
        '<p>{{ _("Hello %(name)s", name=x) }}{% trans count=n %}{{ count }} case{% pluralize %}'
        "{{ count }} cases{% endtrans %}</p>"
    )
    (folder / "tests/test_forms.py").write_text('_("not for translators")')
    return folder


def po(folder: Path) -> Path:
    return folder / "locale/de/LC_MESSAGES/django.po"


def translate(folder: Path, **texts: str) -> None:
    """Write these translations over the empty ones, by the first word of the original."""
    lines = po(folder).read_text().split("\n")
    for place, line in enumerate(lines):
        for word, text in texts.items():
            if line.startswith(f'msgid "{word} '):
                lines[place + 1] = f'msgstr "{text}"'
    po(folder).write_text(
        "\n".join(lines).replace('[0] ""', '[0] "%(count)s Fall"').replace('[1] ""', '[1] "%(count)s Fälle"')
    )


def test_new_texts_are_collected_without_dates_and_line_numbers(slice_folder: Path) -> None:
    assert messages.main([]) == 0
    with po(slice_folder).open("rb") as source:
        collected = {messages.identity(message) for message in read_po(source) if message.id}
    assert collected == {"Close the case", "Hello %(name)s", "%(count)s case"}
    written = po(slice_folder).read_text()
    assert "Date" not in written
    assert "#: forms.py\n" in written
    messages.main([])
    assert po(slice_folder).read_text() == written, "nothing changes when no text changed"


def test_a_translating_function_of_another_name_fails_the_check(slice_folder: Path, capsys: Said) -> None:
    (slice_folder / "views.py").write_text("from django.utils.translation import gettext as _now\n")
    assert messages.main(["--check"]) == 1
    assert "helpdesk/views.py: call it _ or by its own name" in capsys.readouterr().out


def test_a_missing_translation_fails_the_check_until_it_is_there(slice_folder: Path, capsys: Said) -> None:
    assert messages.main(["--check"]) == 1
    assert not po(slice_folder).exists(), "a check changes nothing"
    messages.main([])
    assert messages.main(["--check"]) == 1
    assert "helpdesk/locale/de/LC_MESSAGES/django.po: not translated: “Close the case”" in capsys.readouterr().out
    translate(slice_folder, Close="Fall schließen", Hello="Guten Tag, %(name)s")
    assert messages.main(["--check"]) == 0, capsys.readouterr().out


def test_a_lost_placeholder_fails_the_check(slice_folder: Path, capsys: Said) -> None:
    messages.main([])
    translate(slice_folder, Close="Fall schließen", Hello="Guten Tag, %(nmae)s")
    assert messages.main(["--check"]) == 1
    assert "other placeholders than “Hello %(name)s”" in capsys.readouterr().out


def test_a_text_that_is_gone_leaves_the_file(slice_folder: Path, capsys: Said) -> None:
    messages.main([])
    translate(slice_folder, Close="Fall schließen", Hello="Guten Tag, %(name)s")
    (slice_folder / "forms.py").write_text("")
    assert messages.main(["--check"]) == 1
    assert "no longer used: “Close the case”" in capsys.readouterr().out
    messages.main([])
    assert "Close the case" not in po(slice_folder).read_text()
    assert messages.main(["--check"]) == 0


def test_two_slices_that_translate_a_text_differently_fail_the_check(slice_folder: Path, capsys: Said) -> None:
    other = slice_folder.parent / "people"
    other.mkdir()
    (other / "__init__.py").touch()
    (other / "forms.py").write_text('_("Close the case")\n')
    messages.main([])
    translate(slice_folder, Close="Fall schließen", Hello="Guten Tag, %(name)s")
    translate(other, Close="Vorgang abschließen")
    assert messages.main(["--check"]) == 1
    assert "helpdesk and people translate “Close the case” differently" in capsys.readouterr().out
    translate(other, Close="Fall schließen")
    assert messages.main(["--check"]) == 0
