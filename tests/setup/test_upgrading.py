"""Before, during and after an upgrade: who is refused, what visitors read, and which version opens which home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from candor.config.upgrading import doing, links, outlook
from candor.config.upgrading.outlook import Wanted
from candor.kernel import command, moved, version
from candor.kernel.check import NotFit
from candor.kernel.db import migrations
from candor.kernel.upgrading import house, journal, page
from candor.kernel.upgrading.journal import Journal, Phase
from candor.kernel.version import Served
from tests.setup.conftest import Up
from tests.waiting import PATIENCE

NEXT = Served("99.0.0", "/opt/candor-99.0.0")
HERE = version.ours()


@pytest.fixture
def home() -> Iterator[Path]:
    """The tests' own home, left as it was found."""
    place = Path(settings.INSTANCE.home)
    yield place
    house.leave()
    for name in (journal.FILE_NAME, version.FILE_NAME, moved.FILE_NAME):
        (place / name).unlink(missing_ok=True)


def served_by(home: Path, number: str, root: str = "/opt/candor-before") -> None:
    version.note_serving(home, Served(number, root))


def obstacles(**wanted: bool) -> str:
    with mock.patch.object(outlook, "_changes", return_value={"kernel": 1}):
        return "\n".join(outlook.look_ahead(Wanted(**wanted)).obstacles)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "says"),
    [
        (Served("99.0.0", "/opt/candor-99"), "there is no way down"),
        (Served("0.0.1", "/opt/candor-0.0.1"), f"Upgrade to {version.OLDEST_TO_COME_FROM} first"),
        (Served("0.1.0.dev9", HERE.root), "or say --in-place"),
        (Served("0.1.0.dev9", "/opt/candor-before"), "There is no recovery key"),
    ],
)
def test_what_cannot_be_undone_is_not_begun(home: Path, before: Served, says: str) -> None:
    version.note_serving(home, before)
    assert says in obstacles()
    with pytest.raises(doing.CannotUpgrade), mock.patch.object(outlook, "_changes", return_value={"kernel": 1}):
        doing.upgrade(Wanted(), lambda _words: None)
    assert not journal.stands()


@pytest.mark.django_db
def test_a_database_that_everybody_has_left_is_not_upgraded(home: Path) -> None:
    served_by(home, "0.1.0.dev9")
    moved.write(moved.Move(moved.Phase.DONE, "candor on db.example", "ours", "2026-11-23T18:00:00"))
    with mock.patch.object(moved, "connection", mock.MagicMock(vendor="sqlite")):
        assert "moved to PostgreSQL (candor on db.example)" in obstacles(without_backup=True)


@pytest.mark.django_db
def test_the_folder_of_the_version_before_is_upgraded_in_place_where_that_is_said(home: Path) -> None:
    served_by(home, "0.1.0.dev9", HERE.root)
    assert "or say --in-place" in obstacles(without_backup=True)
    assert obstacles(without_backup=True, in_place=True) == ""


@pytest.mark.django_db
def test_a_full_disk_is_noticed_before_anything(home: Path) -> None:
    served_by(home, "0.1.0.dev9")
    assert obstacles(without_backup=True) == ""
    with mock.patch.object(outlook.shutil, "disk_usage", return_value=mock.Mock(free=50_000_000)):
        assert "has 47 MB free" in obstacles(without_backup=True)


@pytest.mark.django_db
def test_a_home_is_opened_by_its_version_or_after_an_upgrade(home: Path) -> None:
    with mock.patch.object(command, "bring_up_to_date", return_value=0):
        served_by(home, "99.0.0")
        with pytest.raises(NotFit, match=r"was upgraded to Candor 99\.0\.0"):
            command.open_house()
        served_by(home, "0.1.0.dev9")
        with mock.patch.object(migrations, "pending", return_value=3), pytest.raises(NotFit, match="candor upgrade"):
            command.open_house()
        with mock.patch.object(migrations, "pending", return_value=0):
            command.open_house()
    assert version.last_served(home) == HERE, "a version without changes of tables comes by itself"


@pytest.mark.django_db
def test_while_it_lasts_nobody_enters_and_mail_comes_again(home: Path, client: Client) -> None:
    journal.write(Journal(Phase.CHANGING, NEXT, HERE))
    answer = client.get("/", headers={"Accept-Language": "de"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Wir spielen eine neue Version ein" in answer.content.decode()
    assert client.get("/api/v1/openapi.json").json()["type"].endswith("#upgrading")
    assert client.get("/livez").status_code == 200
    assert "99.0.0" in client.get("/readyz").json()["parts"]["upgrade"]
    with pytest.raises(house.Closed, match=r"/opt/candor-99\.0\.0/candor upgrade"):
        command.open_house()
    with pytest.raises(CommandError) as refused:
        call_command("mail_receive")
    assert refused.value.returncode == 75
    journal.close()
    assert client.get("/").status_code == 200


def test_visitors_read_a_page_that_needs_nothing(port: int) -> None:
    def ask(method: str, path: str, host: str = "127.0.0.1", **headers: str) -> tuple[int, str, str]:
        connection = HTTPConnection(host, port, timeout=PATIENCE)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers["Retry-After"], answer.read().decode("utf-8")

    with page.shown("127.0.0.1", port) as is_shown:
        assert is_shown
        status, again, text = ask("GET", "/tech/cases/?q=%3Cb%3E", **{"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
        assert (status, again) == (503, "60")
        assert '<html lang="de">' in text
        assert "<h1>Wir spielen eine neue Version ein</h1>" in text
        assert "We are bringing in a new version" in ask("POST", "/contact/", **{"Accept-Language": "en"})[2]
        assert ask("HEAD", "/")[2] == ""
        assert ask("GET", "/livez")[0] == 200
        assert json.loads(ask("GET", "/readyz")[2])["ready"] is False
        assert json.loads(ask("GET", "/api/v1/tickets/")[2])["status"] == 503
        with page.shown("127.0.0.1", port) as is_shown_twice:
            assert not is_shown_twice, "whoever has the port keeps it"
    for listen, host in {"0.0.0.0": "127.0.0.2", "::1": "::1"}.items():
        with page.shown(listen, port) as is_shown:
            assert is_shown
            assert ask("GET", "/", host)[0] == 503, "it listens where Candor does, as in a container"


def test_whoever_is_in_is_named_and_waited_for(home: Path) -> None:
    stays = "from candor.kernel.upgrading import house; house.enter(); print(1, flush=True); input()"
    program = f"import django; django.setup(); {stays}"
    told = {**os.environ, "CANDOR_HOME": str(home), "DJANGO_SETTINGS_MODULE": "candor.config.settings.django"}
    other = subprocess.Popen(
        [sys.executable, "-c", program], env=told, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout
    assert other.stdout.readline() == "1\n"
    with pytest.raises(house.StillIn, match=f"process {other.pid} "), house.alone(0.1):
        pass
    other.communicate("\n", PATIENCE)
    with house.alone(PATIENCE):
        assert house.is_alone()
    assert not house.is_alone()


@pytest.mark.slow
def test_candor_that_runs_is_ended_as_by_ctrl_c(up: Callable[..., Up], tmp_path: Path) -> None:
    candor = up()
    candor.says("Candor is ready")
    said: list[str] = []
    doing._ask_to_end(tmp_path / "home", said.append)
    assert candor.process.wait(PATIENCE) == 0
    assert f"Ending Candor (process {candor.process.pid})" in said[0]


def test_the_link_leads_to_the_version_that_serves(tmp_path: Path) -> None:
    before, new = tmp_path / "candor-0.1.0", tmp_path / "candor-0.2.0"
    before.mkdir()
    new.mkdir()
    link = tmp_path / "candor"
    link.symlink_to("candor-0.1.0")
    links.turn_link(Served("0.1.0", str(before)), Served("0.2.0", str(new)))
    assert link.readlink() == Path("candor-0.2.0")
    assert list(links.links_to(before)) == []


def test_versions_are_compared_as_numbers() -> None:
    ordered = ["0.1.0.dev1", "0.1.0", "0.2.0rc1", "0.2.0", "0.10.0", "1.0.0"]
    assert sorted(ordered, key=version.order) == ordered
