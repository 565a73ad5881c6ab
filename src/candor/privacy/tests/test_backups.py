"""Backups as an instance keeps them: copied off the machine, read back, removed in time; and what the doctor says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from candor.config.management.commands import backup, backup_verify
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.backup import recovery
from candor.kernel.models import AuditFact, Job
from candor.people.models import Person
from candor.privacy.backups.concerns import concerns
from candor.privacy.backups.making import backup_is_due, ledger_is_ahead, make_backup, send_ledger
from candor.privacy.backups.register import clear_on, forget_past
from candor.privacy.models import Archive
from tests.cast import signed_in
from tests.privacy.restores import KEY, an_elsewhere

pytestmark = [pytest.mark.django_db(transaction=True)]

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
    assert _said()[0].startswith("No backup was ever read back")
    key = tmp_path / "key"
    key.write_text(KEY.lower().replace("-", " "))
    call_command(backup_verify.Command(), key_file=key)
    assert not any("read back:" in says for says in _said())
    archive.refresh_from_db()
    assert archive.verified_at
    key.write_text(recovery.new_key())
    with pytest.raises(CommandError, match="sealed for the recovery key"):
        call_command(backup_verify.Command(), key_file=key)
    with clock.at(clock.now() + timedelta(days=100)):
        assert backup_is_due()
        assert any("is old" in says for says in _said())
    (django_settings.INSTANCE.home / recovery.FILE_NAME).unlink()
    assert _said() == ["There is no recovery key, so nothing is backed up."]
    assert not backup_is_due()
    with pytest.raises(CommandError, match="candor backup key new"):
        call_command(backup.Command())


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
