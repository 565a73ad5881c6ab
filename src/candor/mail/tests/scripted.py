"""A server on a real socket that answers by a script: one for each way in which a connection can fail."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from candor.kernel import clock

END = b"<end>"
"""An answer that ends the connection."""

SILENCE = b"<silence>"
"""An answer that never comes."""


class ScriptedServer:
    """Greets, then answers each line with the first answer whose word stands in it.

    `{tag}` is the line's first word, `{idle}` that of the last IDLE, which its DONE does not repeat.
    Remembers every line that it was sent, so that a test sees what was asked for.
    """

    def __init__(self, greeting: bytes, answers: Mapping[bytes, bytes], tls: ssl.SSLContext | None = None) -> None:
        self.lines: list[bytes] = []
        self._greeting, self._answers, self._tls = greeting, answers, tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = [self._listener]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                visitor, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(visitor,), daemon=True).start()

    def _talk(self, visitor: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self._tls is not None:
                visitor = self._tls.wrap_socket(visitor, server_side=True)
            self._open.append(visitor)
            visitor.sendall(self._greeting)
            idle = b""
            for line in visitor.makefile("rb"):
                self.lines.append(line)
                idle = line.split()[0] if b"IDLE" in line.upper() else idle
                answer = next((said for word, said in self._answers.items() if word in line.upper()), b"")
                if answer == END:
                    visitor.shutdown(socket.SHUT_RDWR)
                    return
                if answer != SILENCE:
                    visitor.sendall(answer.replace(b"{tag}", line.split()[0]).replace(b"{idle}", idle))

    def close(self) -> None:
        """Wake whoever waits for a visitor first: closing alone leaves them waiting, for what gets the number next."""
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextlib.contextmanager
def scripted(
    greeting: bytes, answers: Mapping[bytes, bytes], tls: ssl.SSLContext | None = None
) -> Iterator[ScriptedServer]:
    server = ScriptedServer(greeting, answers, tls)
    try:
        yield server
    finally:
        server.close()


def self_signed(folder: Path) -> ssl.SSLContext:
    """The side of a server whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "self-signed.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
