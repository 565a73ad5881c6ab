"""The servers that tests start end with them."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time

import pytest

from candor.mail.tests.servers import dovecot_is_installed

START = """
import sys, time
from candor.mail.tests.servers import dovecot
with dovecot() as server:
    print(server.port, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not dovecot_is_installed(), reason="Dovecot is not installed")
def test_a_killed_test_run_leaves_no_mail_server_behind() -> None:
    run = subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True)
    assert run.stdout
    port = int(run.stdout.readline())
    assert answers(port)
    run.send_signal(signal.SIGKILL)
    run.wait()
    deadline = time.monotonic() + 60
    while answers(port):
        assert time.monotonic() < deadline, "Dovecot lives on"
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
