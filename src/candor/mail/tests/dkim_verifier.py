"""A verifier of DKIM signatures (RFC 6376, 6.1) that shares nothing with the code that signs."""

from __future__ import annotations

import base64
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key


def tags_of(text: str) -> dict[str, str]:
    """The tags of a signature or of a key record, without any blanks in their values."""
    pairs = (piece.partition("=") for piece in text.split(";") if piece.strip())
    return {name.strip(): "".join(value.split()) for name, _equals, value in pairs}


def fields_of(message: bytes) -> list[tuple[str, str]]:
    """The header fields as they stand, folded."""
    fields: list[tuple[str, str]] = []
    for line in message.split(b"\r\n\r\n", 1)[0].decode("ascii").split("\r\n"):
        if line[0] in " \t":
            name, value = fields.pop()
            fields.append((name, f"{value}\r\n{line}"))
        else:
            name, _colon, value = line.partition(":")
            fields.append((name, value))
    return fields


def verifies(message: bytes, records: dict[str, str], number: int = 0) -> bool:
    """Whether this signature of the message, counted among those by rsa-sha256, is right by the DNS records given."""
    fields = fields_of(message)
    own = [entry for entry in fields if entry[0].lower() == "dkim-signature" and "a=rsa-sha256" in entry[1]][number]
    tags = tags_of(own[1])
    record = tags_of(records.get(f"{tags['s']}._domainkey.{tags['d']}", ""))
    names = [name.lower() for name in tags["h"].split(":")]
    if not record.get("p") or "from" not in names or (tags["v"], tags["c"]) != ("1", "relaxed/relaxed"):
        return False
    if base64.b64encode(hashlib.sha256(_body(message)).digest()).decode() != tags["bh"]:
        return False
    left = [entry for entry in fields if entry is not own]
    lines = []
    for name in names:
        for entry in left[::-1]:
            if entry[0].lower().strip() == name:
                left.remove(entry)
                lines.append(f"{name}:{' '.join(entry[1].split())}\r\n")
                break
    unsigned = re.sub(r"((?:^|;)\s*b\s*=)[^;]*", r"\1", own[1])
    lines.append(f"dkim-signature:{' '.join(unsigned.split())}")
    public = load_der_public_key(base64.b64decode(record["p"]))
    assert isinstance(public, rsa.RSAPublicKey)
    try:
        public.verify(base64.b64decode(tags["b"]), "".join(lines).encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _body(message: bytes) -> bytes:
    lines = message.split(b"\r\n\r\n", 1)[1].split(b"\r\n")
    plain = [b" ".join(part for part in _words(line)) for line in lines]
    while plain and not plain[-1]:
        plain.pop()
    return b"".join(line + b"\r\n" for line in plain)


def _words(line: bytes) -> list[bytes]:
    """The words of a line; a blank at its head counts as an empty word before it."""
    words = line.replace(b"\t", b" ").rstrip(b" ").split(b" ")
    return [word for place, word in enumerate(words) if word or place == 0]
