"""The resident parsing process: reads length-prefixed messages on standard input, answers on standard output.

It limits itself before it reads the first byte, imports no Django, opens nothing, and ends when its parent does.
"""

from __future__ import annotations

import resource
import signal
import sys
from typing import BinaryIO

from candor.mail.parsing.message import parse_message
from candor.mail.parsing.wire import pack

LENGTH_BYTES = 8


def main(memory_bytes: int, cpu_seconds: int) -> None:
    """Answer messages until standard input ends. After running out of memory the process ends, to be replaced."""
    _limit(memory_bytes)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while prefix := requests.read(LENGTH_BYTES):
        _allow_cpu(cpu_seconds)
        message = parse_message(requests.read(int.from_bytes(prefix, "big")))
        packed, contents = pack(message)
        _answer(answers, packed, contents)
        if message.error is not None and "MemoryError" in message.error:
            return


def _answer(answers: BinaryIO, packed: bytes, contents: list[bytes]) -> None:
    answers.write(len(packed).to_bytes(LENGTH_BYTES, "big"))
    answers.write(packed)
    for content in contents:
        answers.write(content)
    answers.flush()


def _limit(memory_bytes: int) -> None:
    """No more memory than allowed, no files written, no core dump (it would hold somebody's mail)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_cpu(seconds: int) -> None:
    """Allow so much processor time from now on; beyond it the kernel ends the process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
