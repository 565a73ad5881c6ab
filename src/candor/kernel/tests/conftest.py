"""A server with a bucket, for the tests of backups."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from candor.kernel.backup.s3.bucket import Bucket
from candor.kernel.backup.s3.signing import Signer

SERVER = Path(__file__).with_name("s3_server.py")
REGION = "eu-central-1"


@dataclass(frozen=True)
class Server:
    port: int
    key_id: str
    secret: str

    def bucket(self, **changed: Any) -> Bucket:
        signer = Signer(self.key_id, self.secret, REGION)
        return replace(Bucket(f"http://127.0.0.1:{self.port}", "copies", "candor/", signer), **changed)

    @property
    def url(self) -> str:
        return f"http://{self.key_id}@127.0.0.1:{self.port}/copies/candor?region={REGION}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    child = subprocess.Popen([sys.executable, str(SERVER)], stdout=subprocess.PIPE, env=environment, text=True)
    try:
        assert child.stdout is not None
        yield Server(**json.loads(child.stdout.readline()))
    finally:
        child.kill()
        child.wait()
