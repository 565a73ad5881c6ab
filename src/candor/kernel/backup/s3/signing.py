"""Signatures of requests to S3: Signature Version 4 with the content's hash in it, so that a changed body is refused.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM, SERVICE, ENDS = "AWS4-HMAC-SHA256", "s3", "aws4_request"


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever may write into the bucket."""

    key_id: str
    secret: str = field(repr=False)
    region: str


def target_of(path: str, query: Mapping[str, str]) -> str:
    """The path and query of a request in the one form that is signed and sent."""
    written = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query.items())
    asked = "&".join(f"{name}={value}" for name, value in written)
    return f"{quote(path, safe='/-_.~')}{'?' if asked else ''}{asked}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `host` has its port, `target` comes from `target_of`."""

    method: str
    host: str
    target: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def signed(signer: Signer, request: Asked, at: datetime) -> dict[str, str]:
    """The headers of the request, the signature among them."""
    moment = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(request.body).hexdigest()
    said = {"host": request.host, "x-amz-content-sha256": digest, "x-amz-date": moment}
    said |= {name.lower(): value for name, value in request.headers.items()}
    names = ";".join(sorted(said))
    path, _mark, query = request.target.partition("?")
    lines = "".join(f"{name}:{said[name].strip()}\n" for name in sorted(said))
    asked = "\n".join([request.method, path, query, lines, names, digest])
    scope = f"{moment[:8]}/{signer.region}/{SERVICE}/{ENDS}"
    text = "\n".join([ALGORITHM, moment, scope, hashlib.sha256(asked.encode()).hexdigest()])
    signature = hmac.new(_key(signer, moment[:8]), text.encode(), hashlib.sha256).hexdigest()
    credential = f"{signer.key_id}/{scope}"
    authorization = f"{ALGORITHM} Credential={credential},SignedHeaders={names},Signature={signature}"
    return {**said, "authorization": authorization}


def _key(signer: Signer, day: str) -> bytes:
    key = f"AWS4{signer.secret}".encode()
    for word in (day, signer.region, SERVICE, ENDS):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    return key
