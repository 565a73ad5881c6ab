"""Pictures at addresses that others named, fetched by us so that no reader's browser shows itself there.

Only what its first bytes show to be a picture without scripts comes back, as a data: address. Size, number and time are
limited for all of them together.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from urllib.parse import quote, urlsplit, urlunsplit

from candor.kernel.http import client
from candor.kernel.logs import log

MOST_PICTURES = 40
MOST_BYTES = 2_000_000
MOST_TOGETHER = 12_000_000
SECONDS = 8.0
"""For all of them: somebody waits for the page."""

AT_ONCE = 6

_UNCHANGED = "!$%&'()*+,/:;=?@[]~"


def fetch_pictures(addresses: Iterable[str]) -> Mapping[str, str]:
    """Each address with its picture as a data: address; those that could not be had are missing. Never raises."""
    asked = list(dict.fromkeys(addresses))[:MOST_PICTURES]
    until = time.monotonic() + SECONDS
    threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pictures")
    under_way = {address: threads.submit(_fetched, address, until) for address in asked}
    wait(under_way.values(), timeout=SECONDS)
    threads.shutdown(wait=False, cancel_futures=True)  # looking up a name can take longer than anybody waits
    found = [(address, future.result()) for address, future in under_way.items() if _is_there(future)]
    return dict(_within(found))


def type_of_picture(content: bytes) -> str:
    """The media type that the first bytes show, of pictures that cannot hold a script; "" for everything else."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        return "image/gif"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def as_data(content: bytes) -> str:
    """The picture as a data: address; "" for what is none."""
    kind = type_of_picture(content)
    return f"data:{kind};base64,{base64.b64encode(content).decode()}" if kind else ""


def _is_there(future: Future[bytes]) -> bool:
    return future.done() and not future.cancelled()


def _within(found: Sequence[tuple[str, bytes]]) -> Iterable[tuple[str, str]]:
    room = MOST_TOGETHER
    for address, content in found:
        room -= len(content)
        if room >= 0 and (data := as_data(content)):
            yield address, data


def _fetched(address: str, until: float) -> bytes:
    """What is there; b"" where it is nothing that may be shown."""
    left = until - time.monotonic()
    if left <= 0:
        return b""
    try:
        answer = client.fetch(_plain(address), most_bytes=MOST_BYTES, seconds=left)
    except (client.NotAllowed, client.NoAnswer, ValueError) as error:
        log.info("picture not fetched", error=type(error).__name__)
        return b""
    return answer.body if answer.status == 200 else b""


def _plain(address: str) -> str:
    """The address as a request writes it: the host's name in ASCII (RFC 5891), the rest percent-encoded (RFC 3986).

    Raises ValueError where it has no form with one meaning.
    """
    parts = urlsplit("".join(address.split()))
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    path, query = quote(parts.path, safe=_UNCHANGED), quote(parts.query, safe=_UNCHANGED)
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))
