"""Copies in a bucket, against a server that checks signatures as Amazon's does (moto, by botocore's own signer)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from candor.config.management.commands import backup_s3
from candor.config.settings.instance import s3_url
from candor.kernel import clock
from candor.kernel.backup import copying
from candor.kernel.backup.s3 import bucket as buckets
from candor.kernel.backup.s3 import place, troubles
from candor.kernel.backup.s3.bucket import Bucket
from candor.kernel.backup.s3.signing import Asked, Signer, signed, target_of
from candor.kernel.backup.s3.troubles import S3Trouble
from candor.kernel.http.client import Answer, Call, NoAnswer
from candor.kernel.tests.conftest import REGION, Server


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> int:
    """Five megabytes are the least that S3 takes."""
    monkeypatch.setattr(buckets, "PART", 5 * 1024 * 1024)
    monkeypatch.setattr(buckets, "PAUSE", 0.0)
    return buckets.PART


def _file(folder: Path, size: int) -> Path:
    path = folder / f"file-{size}"
    path.write_bytes(random.Random(size).randbytes(size))
    return path


def test_files_of_any_size_go_there_come_back_are_listed_and_removed(
    server: Server, tmp_path: Path, small_parts: int
) -> None:
    found, heard = server.bucket(), list[int]()
    for size in (0, 1_000, small_parts, 2 * small_parts + 77):
        path = _file(tmp_path, size)
        found.put(path, path.name, heard.append)
        assert found.size_of(path.name) == size
        found.get(path.name, tmp_path / "back")
        assert (tmp_path / "back").read_bytes() == path.read_bytes()
        (tmp_path / "back").unlink()
    assert sum(heard) == 1_000 + 3 * small_parts + 77
    assert len(found.names("file-")) == 4
    for name in found.names():
        found.remove(name)
    found.remove("was-never-there")
    assert found.names() == []
    with pytest.raises(S3Trouble, match="not there"):
        found.get("file-0", tmp_path / "back")


def test_wrong_keys_a_missing_bucket_and_nobody_there_are_told_apart(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "PAUSE", 0.0)
    path, good = _file(tmp_path, 10), server.bucket()
    for bad, words in (
        (replace(good, signer=replace(good.signer, secret="wrong")), "candor backup s3"),
        (replace(good, signer=replace(good.signer, key_id="AKIAWRONG")), "key id"),
        (replace(good, name="nowhere"), "no bucket “nowhere”"),
        (replace(good, endpoint="http://127.0.0.1:9"), "does not answer|not a port"),
        (replace(good, endpoint="http://nowhere.invalid:9000"), "does not answer: unknown host"),
    ):
        with pytest.raises(S3Trouble, match=words):
            bad.put(path, path.name)
    assert "wrong" not in repr(replace(good, signer=replace(good.signer, secret="wrong")))


@pytest.mark.parametrize(
    ("code", "more", "words"),
    [
        ("RequestTimeTooSkewed", "", "clock"),
        ("AuthorizationHeaderMalformed", "<Region>eu-west-3</Region>", r"\(eu-west-3\)"),
        ("AccessDenied", "", "allowed to put"),
        ("Strange", "<Message>Who knows</Message>", "403 Strange Who knows"),
    ],
)
def test_what_others_answer_says_what_to_do(code: str, more: str, words: str) -> None:
    answer = Answer(403, {}, f"<Error><Code>{code}</Code>{more}</Error>".encode())
    assert re.search(words, troubles.trouble_of(answer, "copies").strerror)


def test_what_passes_is_tried_again_and_a_broken_upload_leaves_nothing(
    server: Server, tmp_path: Path, small_parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence, a hiccup of the server, then a death in the middle: no half file counts, and no part is left over."""
    found, real, asked = server.bucket(), buckets.call_own, list[str]()

    def hiccups(call: Call, **named: Any) -> Answer:
        asked.append(call.method)
        if len(asked) in (2, 4):
            raise NoAnswer("out of time")
        return Answer(503, {}, b"") if len(asked) == 5 else real(call, **named)

    path = _file(tmp_path, 2 * small_parts + 5)
    monkeypatch.setattr(buckets, "call_own", hiccups)
    found.put(path, "whole")
    assert found.size_of("whole") == path.stat().st_size

    class Killed(BaseException):
        pass

    def dies(call: Call, **named: Any) -> Answer:
        if "partNumber=2" in call.url:
            raise Killed
        return real(call, **named)

    monkeypatch.setattr(buckets, "call_own", dies)
    with pytest.raises(Killed):
        found.put(path, "whole")
    assert found.size_of("whole") == path.stat().st_size, "what was there stays until a new one is whole"
    assert _uploads(found) == 0
    found._ask("POST", "killed", query={"uploads": ""})
    assert _uploads(found) == 1
    found.forget_unfinished("kil", before=clock.now())
    assert _uploads(found) == 0
    found.remove("whole")


def _uploads(found: Bucket) -> int:
    return found._ask("GET", None, query={"uploads": ""}).body.count(b"<UploadId>")


@pytest.fixture
def placed(server: Server, settings: Any, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """The instance's own bucket; its secret is given by the command."""
    home = Path(settings.INSTANCE.home)
    settings.INSTANCE = replace(settings.INSTANCE, backup_s3=server.url)

    def give(secret: str) -> None:
        file = tmp_path / "secret"
        file.write_text(f"{secret}\n")
        call_command(backup_s3.Command(), secret_file=file)

    yield give
    (home / place.FILE_NAME).unlink(missing_ok=True)


@pytest.mark.django_db
def test_a_secret_is_tried_before_it_is_kept_and_stands_nowhere_in_the_clear(
    placed: Callable[..., None], server: Server, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, kept = _file(tmp_path, 2_000), Path(settings.INSTANCE.home) / place.FILE_NAME
    (failed,) = copying.send(path)
    assert failed.trouble == "its secret is not on this machine. Give it: candor backup s3"
    with pytest.raises(CommandError, match="Nothing was kept"):
        placed("not the secret")
    assert not kept.exists()
    placed(server.secret)
    assert "gives them back" in capsys.readouterr().out
    assert server.secret.encode() not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    assert server.key_id not in copying.places()[0]
    assert [copied.trouble for copied in copying.send(path)] == [""]
    assert copying.bring(path.name, tmp_path / "back") == copying.places()[0]
    assert (tmp_path / "back").read_bytes() == path.read_bytes()
    copying.forget(path.name)
    assert server.bucket().names() == []
    (Path(settings.INSTANCE.home) / "backup.key").unlink()
    assert "Give it anew" in copying.send(path)[0].trouble


NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=1, max_size=12)


@given(st.sampled_from(["GET", "PUT", "DELETE"]), NAMES, st.dictionaries(NAMES, NAMES, max_size=3), st.binary())
@examples(max_examples=60, deadline=None)
def test_signatures_are_those_that_botocore_makes(method: str, name: str, query: dict[str, str], body: bytes) -> None:
    at = clock.now()
    target = target_of(f"/bucket/{name}", query)
    ours = signed(Signer("AKIAEXAMPLE", "s3cr3t", REGION), Asked(method, "s3.example.com", target, body), at)
    theirs = AWSRequest(method=method, url=f"https://s3.example.com{target}", data=body)
    theirs.headers["X-Amz-Content-SHA256"] = ours["x-amz-content-sha256"]
    signer = S3SigV4Auth(Credentials("AKIAEXAMPLE", "s3cr3t"), "s3", REGION)
    theirs.context["timestamp"] = ours["x-amz-date"]
    theirs.headers["X-Amz-Date"] = ours["x-amz-date"]
    asked = signer.canonical_request(theirs)
    assert ours["authorization"].endswith(signer.signature(signer.string_to_sign(theirs, asked), theirs))


@pytest.mark.parametrize(
    "wrong",
    [
        "http://KEY@s3.example.com/bucket",
        "https://s3.example.com/bucket",
        "https://KEY@s3.example.com/",
        "https://KEY:secret@s3.example.com/bucket",
        "https://KEY@s3.example.com/bucket/../other",
        "https://KEY@s3.example.com/bucket?acl",
    ],
)
def test_an_address_that_says_too_little_or_too_much_is_refused(wrong: str) -> None:
    assert s3_url("https://KEY@s3.example.com/bucket/folder/?region=eu-central-1")
    assert s3_url("") == ""
    with pytest.raises(ValueError, match="expected"):
        s3_url(wrong)
