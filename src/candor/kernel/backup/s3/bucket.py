"""A bucket: files put into it in parts, read back in parts, listed and removed. Every failure says what to do."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from candor.kernel import clock
from candor.kernel.backup.s3.signing import Asked, Signer, signed, target_of
from candor.kernel.backup.s3.troubles import S3Trouble, is_passing, trouble_of, value_in
from candor.kernel.http.client import Answer, Call, NoAnswer, NotAllowed, call_own

PART = 16 * 1024 * 1024
MOST_PARTS = 9_000
"""S3 takes 10,000 parts: a file of more than 150 GB goes in larger ones."""

SECONDS = 600.0
TRIES, PAUSE = 5, 1.0
"""So often a request is sent, and the seconds before the second time; each pause is twice the one before."""

Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where copies go: `endpoint` as https://host:port, the bucket's name, and what names in it begin with."""

    endpoint: str
    name: str
    prefix: str
    signer: Signer

    def put(self, path: Path, name: str, tell: Tell = lambda _: None) -> None:
        """Write a file under the name; what was there goes when the new one is whole. Raises S3Trouble, OSError."""
        size = path.stat().st_size
        with path.open("rb") as file:
            if size <= PART:
                self._ask("PUT", name, body=file.read())
                tell(size)
            else:
                self._put_in_parts(file, name, max(PART, -(-size // MOST_PARTS)), tell)
        there = self.size_of(name)
        if there != size:
            raise S3Trouble(f"it took {there} of {size} bytes of {name}")

    def get(self, name: str, into: Path, tell: Tell = lambda _: None) -> None:
        """Read a file back, part by part. Raises S3Trouble and OSError."""
        head = self._ask("HEAD", name)
        size, mark = int(head.headers.get("content-length", "0")), head.headers.get("etag", "")
        with into.open("xb") as file:
            into.chmod(0o600)
            for begin in range(0, size, PART):
                end = min(begin + PART, size) - 1
                ranged = {"range": f"bytes={begin}-{end}", "if-match": mark}
                found = self._ask("GET", name, headers=ranged).body
                if len(found) != end - begin + 1:
                    raise S3Trouble(f"it gave {len(found)} bytes of {name} where {end - begin + 1} were asked for")
                file.write(found)
                tell(len(found))

    def beginning_of(self, name: str, size: int) -> bytes:
        """The first bytes of a file, fewer where it has no more. Raises S3Trouble."""
        return self._ask("GET", name, headers={"range": f"bytes=0-{size - 1}"}).body

    def size_of(self, name: str) -> int:
        """Bytes. Raises S3Trouble, also where nothing is there."""
        return int(self._ask("HEAD", name).headers.get("content-length", "0"))

    def remove(self, name: str) -> None:
        """Remove it; nothing happens where it is not there. Raises S3Trouble."""
        self._ask("DELETE", name)

    def names(self, beginning: str = "") -> list[str]:
        """The names in the bucket, without the prefix. Raises S3Trouble."""
        found, more = list[str](), ""
        while True:
            query = {"list-type": "2", "prefix": self.prefix + beginning} | (
                {"continuation-token": more} if more else {}
            )
            said = self._ask("GET", None, query=query).body
            found += [key.removeprefix(self.prefix) for key in _values(said, "Key")]
            more = value_in(said, "NextContinuationToken")
            if value_in(said, "IsTruncated") != "true" or not more:
                return found

    def forget_unfinished(self, beginning: str, *, before: datetime) -> None:
        """End uploads that a killed process began: their parts are in no list, and are paid for. Raises S3Trouble."""
        said = self._ask("GET", None, query={"uploads": "", "prefix": self.prefix + beginning}).body
        uploads = zip(_values(said, "Key"), _values(said, "UploadId"), _values(said, "Initiated"), strict=False)
        for key, upload, begun in uploads:
            if begun < f"{before.astimezone(UTC):%Y-%m-%dT%H:%M:%S}":
                self._ask("DELETE", key.removeprefix(self.prefix), query={"uploadId": upload})

    def _put_in_parts(self, file: BinaryIO, name: str, part: int, tell: Tell) -> None:
        upload = value_in(self._ask("POST", name, query={"uploads": ""}).body, "UploadId")
        marks = list[str]()
        try:
            while content := file.read(part):
                query = {"partNumber": str(len(marks) + 1), "uploadId": upload}
                marks.append(self._ask("PUT", name, query=query, body=content).headers.get("etag", ""))
                tell(len(content))
            done = self._ask("POST", name, query={"uploadId": upload}, body=_list_of(marks))
            if value_in(done.body, "Code"):  # it may answer 200 and then fail
                raise trouble_of(done, self.name)
        except BaseException:
            with suppress(OSError):
                self._ask("DELETE", name, query={"uploadId": upload})
            raise

    def _ask(
        self,
        method: str,
        name: str | None,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, sent again while the trouble is one that passes. Raises S3Trouble."""
        path = f"/{self.name}" if name is None else f"/{self.name}/{self.prefix}{name}"
        target, pause = target_of(path, query or {}), PAUSE
        for left in reversed(range(TRIES)):
            try:
                answer = self._send(method, target, body, headers or {})
            except NotAllowed as error:
                raise S3Trouble(str(error)) from None
            except NoAnswer as error:
                if not left:
                    raise S3Trouble(f"{urlsplit(self.endpoint).hostname} does not answer: {error}") from None
            else:
                if 200 <= answer.status < 300 or (method == "DELETE" and answer.status == 404):
                    return answer
                if not left or not is_passing(answer):
                    raise trouble_of(answer, self.name)
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last try returns or raises")

    def _send(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        host = urlsplit(self.endpoint).netloc
        known = signed(self.signer, Asked(method, host, target, body, headers), clock.now())
        del known["host"]  # the client says it by itself
        return call_own(Call(method, f"{self.endpoint}{target}", body, known), most_bytes=PART + 1, seconds=SECONDS)


def _list_of(marks: list[str]) -> bytes:
    parts = "".join(
        f"<Part><PartNumber>{number}</PartNumber><ETag>{escape(mark)}</ETag></Part>"
        for number, mark in enumerate(marks, 1)
    )
    return f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()


def _values(said: bytes, tag: str) -> list[str]:
    """Our own names and random ids stand in them: nothing that XML would have to write in another way."""
    return re.findall(rf"<{tag}>([^<]*)</{tag}>", said.decode("utf-8", "replace"))
