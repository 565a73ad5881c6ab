"""Four slow uploads and four unread downloads at once, under the real web server: the others do not notice.

The server runs as `candor up` runs it, but with one process, because nobody can say which one catches whom.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from candor.config.supervisor import web_server

pytestmark = [pytest.mark.kill, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
BOUNDARY = "----frontier"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a running web server."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    environment = {
        **os.environ,
        "CANDOR_HOME": str(tmp_path_factory.mktemp("slow") / "home"),
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "PYTHONPATH": str(ROOT),
    }
    subprocess.run([sys.executable, "-m", "candor", "instance", "prepare"], env=environment, check=True, cwd=ROOT)
    command = web_server(port)
    command[command.index("--workers") + 1] = "1"
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        wait_until_it_answers(port)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            if get(port, "/livez")[0] == 200:
                return
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < deadline, "the web server did not start"
            time.sleep(0.2)


def get(port: int, path: str) -> tuple[int, float]:
    """Status and seconds of one request on a new connection."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began
    finally:
        connection.close()


def begin_upload(port: int) -> socket.socket:
    """An upload of 20 MB of which the first kilobytes have been sent."""
    sending = socket.create_connection(("127.0.0.1", port), timeout=60)
    sending.sendall(
        f"POST /faults/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000000\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="film.mov"\r\n'
        f"Content-Type: video/mp4\r\n\r\n{'x' * 4000}".encode()
    )
    return sending


def begin_download(port: int) -> socket.socket:
    """A download of 200 MB of which nothing is read."""
    receiving = socket.socket()
    receiving.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    receiving.settimeout(60)
    receiving.connect(("127.0.0.1", port))
    receiving.sendall(b"GET /faults/large HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return receiving


def test_pages_answer_while_others_are_slow(port: int) -> None:
    with ExitStack() as held:
        uploads = [held.enter_context(begin_upload(port)) for _ in range(4)]
        for _ in range(4):
            held.enter_context(begin_download(port))
        longest: list[float] = []
        while len(longest) < 3 and not any(seconds < 1 for seconds in longest):
            longest.append(what_one_in_twenty_waits(port, uploads))
    assert min(longest) < 1, f"one in twenty waited {longest} s in three rounds; other programs only make it more"


def what_one_in_twenty_waits(port: int, uploads: list[socket.socket]) -> float:
    """The seconds of the third slowest of forty pages, while the uploads go on byte by byte."""
    answers = []
    for _ in range(40):
        for upload in uploads:
            upload.sendall(b"x" * 100)
        answers.append(get(port, "/faults/read"))
        time.sleep(0.05)
    assert {status for status, _ in answers} == {200}
    return sorted(seconds for _, seconds in answers)[-3]


def test_an_upload_beyond_the_limit_is_told_so(port: int) -> None:
    """The answer comes from the head of the request, before anything is read."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as sending:
        sending.sendall(
            b"POST /faults/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
        )
        answer = b""
        while b"</html>" not in answer and (piece := sending.recv(65536)):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"too large to send" in answer
