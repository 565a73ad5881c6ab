"""`candor doctor` finds what is wrong and says what to do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings

from candor.config import doctor
from candor.config.doctor import Finding, State
from candor.config.settings.instance import InstanceSettings, load_settings, place
from candor.kernel import clock
from candor.kernel.ids import new_ref
from candor.kernel.models import AuditFact, Job, JobState
from candor.mail.public import Mailbox
from candor.privacy import ledger


@pytest.fixture
def instance(tmp_path: Path) -> InstanceSettings:
    """A fresh instance's settings."""
    return load_settings({"CANDOR_HOME": str(tmp_path / "home")})


def only(findings: Iterator[Finding]) -> Finding:
    (found,) = findings
    return found


def test_a_fresh_instance_has_no_problems(instance: InstanceSettings) -> None:
    for examination in (doctor.disk, doctor.permissions, doctor.keys, doctor.address, doctor.outgoing_mail):
        assert State.PROBLEM not in {finding.state for finding in examination(instance)}


def test_a_route_that_nobody_decided_about_is_a_problem(
    instance: InstanceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "open_house", lambda: 0)
    monkeypatch.setattr(doctor, "routes_without_policy", lambda: ["The route forgotten/ has no policy."])
    found = only(doctor.house(instance))
    assert (found.state, found.says) == (State.PROBLEM, "The route forgotten/ has no policy.")


def test_files_that_others_can_read_are_named(instance: InstanceSettings) -> None:
    (instance.home / "secret.key").chmod(0o644)
    found = only(doctor.permissions(instance))
    assert found.state is State.PROBLEM
    assert "secret.key" in found.says
    assert found.remedy == f"chmod -R go= {instance.home}"


def test_a_full_disk_is_a_problem(instance: InstanceSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100 * doctor.MEGABYTE))
    assert only(doctor.disk(instance)).state is State.PROBLEM
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1000 * doctor.MEGABYTE))
    assert only(doctor.disk(instance)).state is State.WARNING


def test_a_shortened_key_is_a_problem(instance: InstanceSettings) -> None:
    assert only(doctor.keys(replace(instance, secret="short"))).state is State.PROBLEM


@pytest.mark.parametrize(
    ("base_url", "plain_http", "state"),
    [
        ("https://help.example.com", False, State.FINE),
        ("http://help.example.com", True, State.WARNING),
        ("http://localhost:8000", False, State.FINE),
    ],
)
def test_plain_http_is_for_this_machine_alone(
    instance: InstanceSettings, base_url: str, plain_http: bool, state: State
) -> None:
    told = replace(instance, base_url=base_url, plain_http=plain_http, trusted_proxies=("127.0.0.1",))
    assert only(doctor.address(told)).state is state


def test_a_mail_server_that_answers_is_fine(instance: InstanceSettings, port: int) -> None:
    server = Controller(object(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        assert only(doctor.outgoing_mail(replace(instance, smtp=f"smtp://127.0.0.1:{port}"))).state is State.FINE
    finally:
        server.stop()


def test_a_mail_server_that_does_not_answer_is_a_problem(instance: InstanceSettings, port: int) -> None:
    found = only(doctor.outgoing_mail(replace(instance, smtp=f"smtp://user:secret-word@127.0.0.1:{port}")))
    assert found.state is State.PROBLEM
    assert "secret-word" not in found.says


def job(**fields: object) -> None:
    values = {"task": "x", "run_at": clock.now(), "created_at": clock.now(), **fields}
    Job.objects.create(**values)


@pytest.mark.django_db
@pytest.mark.db
def test_work_that_nobody_does_is_a_problem(instance: InstanceSettings) -> None:
    assert only(doctor.jobs(instance)).state is State.FINE
    job(run_at=clock.now() - timedelta(minutes=6))
    assert only(doctor.jobs(instance)).state is State.PROBLEM


@pytest.mark.django_db
@pytest.mark.db
def test_a_mailbox_in_trouble_or_forgotten_is_a_problem(instance: InstanceSettings) -> None:
    box = Mailbox.objects.create(
        name="Support", address="help@x.example", last_seen_at=clock.now(), created_at=clock.now()
    )
    assert only(doctor.mailboxes(instance)).state is State.FINE
    with clock.later(hours=1):
        assert "Nobody has looked" in only(doctor.mailboxes(instance)).says
    Mailbox.objects.update(trouble="wrong-sign-in")
    assert only(doctor.mailboxes(instance)).says.endswith("The server refused the user name or the password.")
    Mailbox.objects.filter(pk=box.pk).update(paused_at=clock.now())
    assert not list(doctor.mailboxes(instance)), "a paused one is nobody's concern"


@pytest.mark.django_db
@pytest.mark.db
def test_failed_work_is_a_warning_for_a_day(instance: InstanceSettings) -> None:
    job(state=JobState.FAILED, finished_at=clock.now())
    assert only(doctor.jobs(instance)).state is State.WARNING
    with clock.later(days=2):
        assert only(doctor.jobs(instance)).state is State.FINE


@pytest.mark.django_db
@pytest.mark.db
def test_a_clock_behind_the_last_fact_is_a_problem(instance: InstanceSettings) -> None:
    AuditFact.objects.create(
        name="x", object_kind="x", object_id=1, actor_kind="system", channel="job", at=clock.now() + timedelta(hours=1)
    )
    assert only(doctor.time_of_day(instance)).state is State.PROBLEM


@pytest.mark.django_db
@pytest.mark.db
def test_the_database_says_what_it_is(instance: InstanceSettings) -> None:
    assert {finding.state for finding in doctor.database(instance)} == {State.FINE}


@pytest.mark.slow
def test_the_command_prints_json_alone_and_fails_on_a_problem(tmp_path: Path) -> None:
    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        environment = {"CANDOR_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", **environment}
        command = [sys.executable, "-m", "candor", "doctor", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)

    done = run("--json")
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert {finding["area"] for finding in findings} >= {"house", "database", "disk", "mail", "keys", "clock"}
    problems = {finding["area"] for finding in findings if finding["state"] == "problem"}
    assert problems == {"backups"}, "it is red until a backup was read back"
    assert done.returncode == 1
    assert run("--json", CANDOR_DEMO="yes").returncode == 0, "a demo needs none"
    done = run(CANDOR_BASE_URL="http://help.example.com")
    assert done.returncode == 1
    assert "Set CANDOR_BASE_URL to an https address" in done.stdout
    assert done.stderr == "candor doctor: problems found: 1\n"


@pytest.mark.django_db
def test_the_privacy_ledger_wants_a_second_place_that_agrees(
    instance: InstanceSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(**changed: object) -> Finding:
        there = replace(instance, **changed)
        monkeypatch.setattr(settings, "INSTANCE", there)
        return only(doctor.privacy_ledger(there))

    second = tmp_path / "second.jsonl"
    assert found().state is State.WARNING
    assert "second place" in found().says
    assert found(demo=True).state is State.FINE
    assert found(ledger_copy=str(second)).state is State.FINE
    ledger.begin(new_ref(), ledger.Deed.ERASURE, new_ref())
    assert found(ledger_copy=str(second)).state is State.FINE
    line = second.read_bytes()
    second.unlink()
    assert "lacks 1" in found(ledger_copy=str(second)).says
    second.write_bytes(line.replace(b"erasure", b"lock"))
    broken = found(ledger_copy=str(second))
    assert broken.state is State.PROBLEM
    assert "something else" in broken.says


def test_a_second_place_has_its_whole_path() -> None:
    with pytest.raises(ValueError, match="whole path"):
        place("copies/ledger")
    assert place("") == ""
