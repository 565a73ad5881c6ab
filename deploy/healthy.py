"""Exit 0 when every part of Candor answers, else 1 with what it said. For containers; imports nothing of Candor."""

import os
import sys
from http.client import HTTPConnection, HTTPException

try:
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("CANDOR_PORT") or 8000), timeout=4)
    connection.request("GET", "/readyz", headers={"Host": "localhost"})
    answer = connection.getresponse()
except (OSError, HTTPException) as trouble:
    sys.exit(f"no answer: {trouble}")
if answer.status != 200:
    sys.exit(answer.read().decode())
