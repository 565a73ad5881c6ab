"""A certificate is verified without us, and no byte of it can be changed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.management import CommandError, call_command

from candor.kernel.ids import new_ref
from candor.privacy.certificates import verify_certificate as offline
from candor.privacy.certificates.keys import KeyUnusable, public_key, signing_key
from candor.privacy.certificates.making import Certified, Kept, NotDone, Operation, make_certificate
from candor.privacy.ledger.entries import Deed, Entry, State
from candor.privacy.rules.deciding import Action, Decision, Ground

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCRIPT = Path(offline.__file__)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "INSTANCE", replace(settings.INSTANCE, home=tmp_path))
    return tmp_path


@pytest.fixture
def deed() -> Certified:
    begun = Entry(7, "2026-11-19T09:00:00Z", Deed.ERASURE, State.BEGUN, new_ref(), new_ref(), before="0a" * 32)
    done = replace(
        begun, number=9, at="2026-11-20T11:00:00Z", state=State.DONE, before="0b" * 32, counts={"erased": 12}
    )
    duty = Decision(Action.LOCK, Ground.DUTY, date(2034, 12, 31), source="§ 147 AO")
    return Certified(
        begun, done, [Operation("people_person", "delete-row", 1), Operation("helpdesk_message", "redact-spans", 11)],
        [Kept("voucher", 2, duty)], date(2026, 12, 20),
    )  # fmt: skip


@pytest.fixture
def certificate(deed: Certified) -> bytes:
    return make_certificate(deed, organisation="Lindwurm Söftware", at=NOW)


def test_the_script_stands_alone_and_is_short(certificate: bytes, home: Path) -> None:
    assert len(SCRIPT.read_text("utf-8").splitlines()) < 150
    (home / "script.py").write_bytes(SCRIPT.read_bytes())
    (home / "certificate.json").write_bytes(certificate)
    words = [sys.executable, "-I", "script.py", "certificate.json", "--language", "de", "--key", public_key()]
    ran = subprocess.run(words, cwd=home, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "GÜLTIG" in ran.stdout
    assert "Lindwurm Söftware" in ran.stdout
    assert "31. Dezember 2034" in ran.stdout
    assert "§ 147 AO" in ran.stdout


def test_each_changed_byte_is_caught(certificate: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the library's arithmetic, which agrees with the script's own (below) and is a hundred times as quick."""
    monkeypatch.setattr(offline, "is_signed", by_the_library)
    assert offline.verify(certificate) == ""
    for position in range(len(certificate)):
        for flip in (1, 32):
            changed = bytearray(certificate)
            changed[position] ^= flip
            assert offline.verify(bytes(changed)), f"byte {position} of {len(certificate)}"


def by_the_library(message: bytes, signature: bytes, public: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_shortened_or_lengthened_file_is_caught(certificate: bytes, cut: int) -> None:
    assert offline.verify(certificate[:cut]) == "form"
    assert offline.verify(certificate + b"\n") == "form"


def test_one_signed_with_another_key_is_told_from_ours(certificate: bytes, home: Path, deed: Certified) -> None:
    ours = public_key()
    (home / "certificate.key").unlink()
    forged = make_certificate(deed, organisation="Lindwurm Söftware", at=NOW)
    assert offline.verify(forged) == ""
    assert offline.verify(forged, ours) == "other key"
    assert offline.verify(certificate, ours.upper()) == ""


@pytest.mark.parametrize("name", ["text", "operations", "kept", "begun", "done", "organisation", "made_at"])
def test_a_signature_does_not_move_to_other_content(certificate: bytes, name: str) -> None:
    found = json.loads(certificate)
    found[name] = {"en": ["x"], "de": ["x"]} if name == "text" else "something else"
    assert offline.verify(offline.written(found))


def test_our_arithmetic_agrees_with_a_library() -> None:
    """RFC 8032, section 7.1, test 3, then messages of our own."""
    public = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
    signature = bytes.fromhex(
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )
    assert offline.is_signed(b"\xaf\x82", signature, public)
    dice = random.Random(7)
    for _ in range(10):
        key = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        message, public = dice.randbytes(50), key.public_key().public_bytes_raw()
        signed = key.sign(message)
        assert offline.is_signed(message, signed, public)
        assert not offline.is_signed(message + b"x", signed, public)
        place = dice.randrange(64)
        assert not offline.is_signed(message, signed[:place] + bytes([signed[place] ^ 4]) + signed[place + 1 :], public)
        too_large = int.from_bytes(signed[32:], "little") + offline.ORDER
        assert not offline.is_signed(message, signed[:32] + too_large.to_bytes(32, "little"), public)


def test_only_what_is_done_is_certified(deed: Certified) -> None:
    for unfinished in (
        replace(deed, done=deed.begun),
        replace(deed, done=replace(deed.done, deed_id=new_ref())),
        replace(deed, begun=deed.done),
    ):
        with pytest.raises(NotDone):
            make_certificate(unfinished, organisation="Lindwurm", at=NOW)


def test_the_text_says_what_stays_and_for_what_it_does_not_speak(certificate: bytes) -> None:
    found = json.loads(certificate)
    english, german = "\n".join(found["text"]["en"]), "\n".join(found["text"]["de"])
    assert "12 entries were erased" in english
    assert "because the law asks us to keep it" in english
    assert "From 20 December 2026 on" in english
    assert "third parties" in english
    assert "20. Dezember 2026" in german
    assert "Dritte" in german


def test_the_key_is_made_once_and_a_damaged_one_is_told(home: Path) -> None:
    assert public_key() == public_key()
    assert (home / "certificate.key").stat().st_mode & 0o077 == 0
    assert [entry.name for entry in home.iterdir()] == ["certificate.key"]
    (home / "certificate.key").write_text("nonsense")
    with pytest.raises(KeyUnusable):
        signing_key()


@pytest.mark.django_db
def test_the_command_verifies_and_tells_the_key(certificate: bytes, home: Path) -> None:
    path, output = home / "tmp" / "c.json", StringIO()
    path.parent.mkdir()
    path.write_bytes(certificate)
    call_command("privacy_certificate", "--json", stdout=output)
    call_command("privacy_certificate", str(path), "--json", stdout=output)
    assert [json.loads(line) for line in output.getvalue().splitlines()] == [
        {"public_key": public_key()},
        {"valid": True, "problem": ""},
    ]
    path.write_bytes(certificate.replace(b"Lindwurm", b"Lindwurn"))
    with pytest.raises(CommandError, match="something was changed"):
        call_command("privacy_certificate", str(path), stdout=output)
