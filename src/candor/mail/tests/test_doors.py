"""The listener at a socket file: who may connect, what a killed process leaves, and what stays untouched."""

from __future__ import annotations

import grp
import os
import smtplib
import socket
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from candor.config import doctor
from candor.mail.listener import server
from candor.mail.listener.doors import open_door
from candor.mail.models import RawMessage, RawState
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter
from candor.mail.tests.test_listener import OURS, listening_at


@pytest.fixture
def place() -> Iterator[Path]:
    """A path that is short enough for a socket, wherever tests keep their files."""
    with TemporaryDirectory(prefix="candor-door-") as folder:
        yield Path(folder) / "lmtp.sock"


def url_of(place: Path, group: str = "") -> str:
    return f"lmtp://{place}{'?group=' + group if group else ''}"


def rights(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


def leave_stale(place: Path) -> None:
    """What a process leaves that was killed while it listened."""
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(place))
        door.listen()


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_mail_server_hands_mail_over_at_a_socket_file(
    reader: Reader, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_stale(place)
    with listening_at(url_of(place), str(place), monkeypatch):
        assert rights(place) == 0o600
        with smtplib.LMTP(str(place)) as client:
            client.sendmail("kim@nordlicht.example", [OURS], letter("At the socket.").replace(b"\n", b"\r\n"))
        assert RawMessage.objects.get().state == RawState.HANDLED
        assert [each.state for each in doctor.mail_listener(settings.INSTANCE)] == [doctor.State.FINE]
    assert [mail.parsed.text.strip() for mail in reader.mails] == ["At the socket."]
    assert not place.exists(), "it is taken away at the end"
    found = list(doctor.mail_listener(replace(settings.INSTANCE, mail_listener=url_of(place))))
    assert [each.state for each in found] == [doctor.State.PROBLEM]
    assert f"Nobody answers at the mail listener {place}" in found[0].says


def test_a_group_that_is_named_may_connect_and_nobody_else(place: Path) -> None:
    name = grp.getgrgid(os.getegid()).gr_name
    with open_door(urlsplit(url_of(place, name))):
        assert rights(place) == 0o660
        assert place.stat().st_gid == os.getegid()


def test_a_group_that_does_not_exist_opens_no_door(place: Path) -> None:
    with pytest.raises(OSError, match="no such group"), open_door(urlsplit(url_of(place, "no-such-group"))):
        pass
    assert not place.exists()


def test_a_second_one_is_refused_and_the_first_goes_on(place: Path) -> None:
    with open_door(urlsplit(url_of(place))) as door:
        with pytest.raises(BlockingIOError), open_door(urlsplit(url_of(place))):
            pass
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.connect(str(place))
            door.accept()[0].close()
    with open_door(urlsplit(url_of(place))):
        assert place.exists()


def test_another_program_that_listens_there_keeps_its_place(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as theirs:
        theirs.bind(str(place))
        theirs.listen()
        with pytest.raises(OSError, match="somebody listens there already"), open_door(urlsplit(url_of(place))):
            pass
        assert place.exists()


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_no_socket_is_never_removed(place: Path, kind: str) -> None:
    target = place.with_name("ledger")
    target.write_text("worth keeping")
    if kind == "file":
        place.write_text("worth keeping")
    else:
        place.symlink_to(target)
    with pytest.raises(FileExistsError), open_door(urlsplit(url_of(place))):
        pass
    assert place.read_text() == target.read_text() == "worth keeping"


def test_a_door_that_somebody_else_made_meanwhile_is_left(place: Path) -> None:
    with open_door(urlsplit(url_of(place))):
        place.unlink()
        leave_stale(place)
    assert place.exists()


def test_why_there_is_no_listener_is_said(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    nowhere = place.parent / "missing" / "lmtp.sock"
    told: Any = replace(settings.INSTANCE, mail_listener=url_of(nowhere))
    monkeypatch.setattr(settings, "INSTANCE", told)
    with pytest.raises(FileNotFoundError):
        server.listen(threading.Event())
    shown = capfd.readouterr()
    assert "listener has no place" in shown.out + shown.err
    assert "No such file or directory" in shown.out + shown.err
