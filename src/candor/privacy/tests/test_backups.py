"""Backups as an instance keeps them: copied off the machine, read back, removed in time; and what the doctor says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.urls import reverse

from candor.config.management.commands import backup, backup_verify
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.backup import making as archives
from candor.kernel.backup import reading, recovery, sealing
from candor.kernel.models import AuditFact, Job
from candor.people.models import Person
from candor.privacy.backups import own_keys, tasks, trials
from candor.privacy.backups.concerns import concerns
from candor.privacy.backups.making import backup_is_due, ledger_is_ahead, make_backup, send_ledger
from candor.privacy.backups.register import clear_on, forget_past, note_tried
from candor.privacy.backups.tasks import trial_is_due
from candor.privacy.models import Archive
from tests.cast import signed_in
from tests.privacy.restores import KEY, an_elsewhere

pytestmark = [pytest.mark.django_db(transaction=True)]

NEVER = "No copy of a backup was read back"
Told = Callable[..., None]


@pytest.fixture
def told(settings: Any) -> Told:
    """Change settings of the instance."""

    def change(**values: object) -> None:
        settings.INSTANCE = replace(settings.INSTANCE, **values)

    return change


@pytest.fixture
def place(tmp_path: Path, told: Told) -> Iterator[Path]:
    told(backup_folder=str(tmp_path / "here"))
    with an_elsewhere(tmp_path):
        yield tmp_path


def _said() -> list[str]:
    return [concern.says for concern in concerns(django_settings.INSTANCE)]


def test_copies_go_to_a_folder_and_by_a_command_without_a_shell_and_what_fails_is_told(place: Path, told: Told) -> None:
    folder, taken = place / "other machine", place / "taken; echo"
    folder.mkdir()
    taken.mkdir()
    told(backup_copy=str(folder), backup_command=f"cp {{file}} '{taken}/{{name}}'")
    archive = make_backup(by=SYSTEM)
    whole = Path(archive.folder, archive.name).read_bytes()
    for there in (folder, taken):
        assert (there / archive.name).read_bytes() == whole
        assert sorted(path.name for path in there.iterdir()) == sorted(
            [archive.name, "candor-main.candor-keys", "candor-main-ledger.jsonl"]
        )
    assert archive.copied_at
    told(backup_copy=str(place / "away"), backup_command="false {file}")
    failed = make_backup(by=SYSTEM)
    assert failed.copied_at is None
    assert "No such file" in failed.copy_trouble
    assert "exit 1" in failed.copy_trouble
    assert any("not copied off" in says for says in _said())
    assert not send_ledger(), "it stays ahead until it has left"


def test_it_is_red_until_a_backup_was_read_back(place: Path, told: Told, tmp_path: Path) -> None:
    assert _said() == ["No backup was made yet."]
    assert backup_is_due()
    archive = make_backup(by=SYSTEM)
    assert not backup_is_due()
    assert not ledger_is_ahead()
    assert _said()[0].startswith(NEVER)
    key = tmp_path / "key"
    key.write_text(KEY.lower().replace("-", " "))
    call_command(backup_verify.Command(), key_file=key, only_read=True)
    archive.refresh_from_db()
    assert archive.verified_at
    assert _said()[0].startswith(NEVER), "the one on this machine is lost with it"
    brought = tmp_path / archive.name
    brought.write_bytes(Path(archive.folder, archive.name).read_bytes())
    call_command(backup_verify.Command(), archive=brought, key_file=key, only_read=True)
    assert not any(says.startswith(NEVER) for says in _said())
    key.write_text(recovery.new_key())
    for only_read in (True, False):
        with pytest.raises(CommandError, match="sealed for the recovery key"):
            call_command(backup_verify.Command(), key_file=key, only_read=only_read)
    assert any("restore on trial failed" in says for says in _said())
    note_tried(archive.name, seconds=5, by=SYSTEM)
    assert not any("on trial" in says for says in _said())
    with clock.at(clock.now() + timedelta(days=100)):
        assert backup_is_due()
        assert any("is old" in says for says in _said())
    (django_settings.INSTANCE.home / recovery.FILE_NAME).unlink()
    assert _said() == ["There is no recovery key, so nothing is backed up."]
    assert not backup_is_due()
    with pytest.raises(CommandError, match="candor backup key new"):
        call_command(backup.Command())


def test_a_restore_on_trial_comes_round_with_the_key_of_the_newest_backup_alone(
    place: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not trial_is_due(), "there is nothing to try"
    make_backup(by=SYSTEM)
    archive = make_backup(by=SYSTEM)
    assert trial_is_due()
    kept = (django_settings.INSTANCE.home / own_keys.FILE_NAME).read_text()
    tried = list[tuple[str, bool]]()

    def opens(path: Path, key: sealing.OwnKey) -> trials.Tried:
        tried.append((path.name, reading.verify(path, key).about["database"] == connection.vendor))
        assert key.key.hex() not in kept
        return trials.Tried(seconds=7)

    monkeypatch.setattr(trials, "try_archive", opens)
    tasks.try_backup()
    archive.refresh_from_db()
    assert (tried, archive.trial_seconds, archive.verified_at) == ([(archive.name, True)], 7, None)
    assert not trial_is_due()
    with clock.at(clock.now() + timedelta(days=8)):
        assert trial_is_due()
        monkeypatch.setattr(trials, "try_archive", Mock(side_effect=trials.TrialFailed("it is damp")))
        tasks.try_backup()
        assert any("it is damp" in says for says in _said())
        assert not trial_is_due(), "it is told, and tried again in a week or by hand"
    told(backup_trial_days=0)
    make_backup(by=SYSTEM)
    assert not (django_settings.INSTANCE.home / own_keys.FILE_NAME).exists()


def test_what_a_killed_trial_left_is_overwritten_before_it_goes(place: Path) -> None:
    left = django_settings.INSTANCE.home / "trial" / "home" / "candor.sqlite3"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"somebody who was erased")
    other = django_settings.INSTANCE.home / "tmp" / "the-same-bytes"
    other.parent.mkdir(exist_ok=True)
    other.hardlink_to(left)
    trials.forget_trial()
    assert not left.parent.parent.exists()
    assert set(other.read_bytes()) == {0}
    other.unlink()


def test_the_recovery_key_is_shown_once_and_counts_when_somebody_has_kept_it(
    adam: Person, mara: Person, place: Path
) -> None:
    """Nothing of it stands on the machine but its public half; the key before opens what was sealed for it."""
    old = make_backup(by=SYSTEM)
    browser, make, keep = signed_in(adam), reverse("tech:backup-key-make"), reverse("tech:backup-key-keep")
    assert old.key in browser.get(reverse("tech:backup-key")).content.decode()
    shown = browser.post(make).content.decode()
    text = "-".join(re.findall(r"<li><code>([A-Z2-7]{4})</code></li>", shown))
    carried = re.search(r'name="carried" value="([^"]+)"', shown)
    assert carried
    public = recovery.public_of(recovery.private_of(text))
    slip = browser.post(keep, {"carried": carried[1], "typed": "AAAA-AAAA"})
    assert slip.status_code == 422
    assert text[-9:] not in slip.content.decode(), "it is not shown again"
    assert recovery.public_half(django_settings.INSTANCE.home).number == old.key
    for _press in range(2):
        answer = browser.post(keep, {"carried": carried[1], "typed": text[-9:].lower().replace("-", " ")})
        assert answer.headers["Location"] == reverse("tech:backups")
    assert recovery.public_half(django_settings.INSTANCE.home).public == public
    assert AuditFact.objects.filter(name="privacy.recovery_key.changed").count() <= 1
    assert Job.objects.filter(task="privacy.make_backup").count() == 1
    assert _said()[0].startswith(NEVER), "nobody has opened anything with the new one yet"
    new = make_backup(by=SYSTEM)
    private = recovery.private_of(text)
    assert reading.verify(Path(new.folder, new.name), private).tally.things
    assert reading.verify(Path(old.folder, old.name), recovery.private_of(KEY)).tally.things
    with pytest.raises(sealing.WrongKey):
        reading.verify(Path(old.folder, old.name), private)
    with clock.at(clock.now() + timedelta(hours=2)):
        late = signed_in(adam).post(keep, {"carried": carried[1], "typed": text[-9:]})
        assert late.headers["Location"] == reverse("tech:backup-key")
    stranger = signed_in(mara)
    assert {stranger.get(reverse("tech:backup-key")).status_code, stranger.post(make).status_code} == {404}


def test_archives_go_when_their_days_are_over_and_the_last_one_stays(place: Path) -> None:
    """By when nobody's data is in any backup follows from the register."""
    old = make_backup(by=SYSTEM)
    erased_at = clock.now()
    with clock.at(erased_at + timedelta(days=1)):
        new = make_backup(by=SYSTEM)
    assert clear_on(erased_at) == old.stays_until + timedelta(days=1)
    assert clear_on(old.made_at - timedelta(days=1)) is None
    with clock.at(erased_at + timedelta(days=60)):
        assert forget_past() == 1
        assert not Path(old.folder, old.name).exists()
        assert Path(new.folder, new.name).exists()
        assert forget_past() == 0
    assert clear_on(erased_at) is None
    assert list(Archive.objects.standing()) == [new]


def test_a_restored_instance_learns_of_the_copies_that_hold_whom_it_erases_again(place: Path, told: Told) -> None:
    """Its register is older than the backup it came from; without them nobody would remove it, or say what it holds."""
    copies = place / "other machine"
    copies.mkdir()
    told(backup_copy=str(copies))
    archive = make_backup(by=SYSTEM)
    Archive.objects.all().delete()
    Path(archive.folder, archive.name).unlink()
    (copies / f"candor-sales-20260102T030405Z{archives.ENDING}").touch()
    assert clear_on(clock.now()) is None
    tasks.forget_backups()
    known = Archive.objects.get()
    assert (known.name, known.made_at) == (archive.name, archive.made_at.replace(microsecond=0))
    assert clear_on(clock.now()) == archive.stays_until + timedelta(days=1)
    with clock.at(clock.now() + timedelta(days=60)):
        make_backup(by=SYSTEM)
        assert not (copies / archive.name).exists()


def test_an_administrator_asks_for_one_on_the_page_and_nobody_else_sees_it(
    adam: Person, mara: Person, place: Path
) -> None:
    browser, page = signed_in(adam), reverse("tech:backups")
    assert "No backup was made yet." in browser.get(page).content.decode()
    for _press in range(2):
        browser.post(reverse("tech:backup-make"))
    assert Job.objects.filter(task="privacy.make_backup").count() == 1
    assert AuditFact.objects.filter(name="privacy.backup.asked").count() <= 1
    assert "A backup is being made" in browser.get(page).content.decode()
    Job.objects.all().delete()
    archive = make_backup(by=SYSTEM)
    shown = browser.get(page).content.decode()
    assert archive.key in shown
    assert archive.name not in shown, "there is nothing to be fetched"
    assert signed_in(mara).get(page).status_code == 404
