"""The one way out: requests to addresses that others named (remote pictures, webhooks) go through here.

What the owner of the machine named in its settings (`call_own`) may stand in the house's own network, and is held to
everything else.

The name is resolved once, every address it has is checked, and the connection goes to a checked address itself, so a
name that changes its meaning between check and use gains nothing. No redirects, no proxies, no cookies; time and size
are limited over the whole exchange.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from candor.kernel import seats

MOST_BYTES = 5_000_000
SECONDS = 10.0
PORTS = {"http": 80, "https": 443}
FIRST_FREE_PORT = 1024
"""Below it only the web's own ports are called: a request must not be able to speak to a mail server."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

CLOSED_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        # IANA special-purpose registries, spelled out because what `is_global` says differs between Python versions.
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        # Within 2000::/3: Teredo, ORCHID and benchmarks, documentation, 6to4 (RFC 3056), documentation (RFC 9637).
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip

UNICAST_6 = ipaddress.ip_network("2000::/3")
"""The only IPv6 addresses in public use. NAT64, mapped, local and multicast addresses all lie outside."""


class NotAllowed(ValueError):
    """The address may not be called, whatever is there."""


class NoAnswer(OSError):
    """The other side did not answer in time, or not in a way that can be used."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Redirects are answers like others; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked."""

    method: str
    url: str
    body: bytes | None
    headers: Mapping[str, str]


def fetch(url: str, *, most_bytes: int = MOST_BYTES, seconds: float = SECONDS) -> Answer:
    """GET the address. Raises NotAllowed before anything is sent, and NoAnswer."""
    return _exchange(Call("GET", url, None, {}), _Limits(most_bytes, time.monotonic() + seconds))


def post(
    url: str, body: bytes, *, content_type: str, headers: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> Answer:
    """POST the body to the address. Raises NotAllowed before anything is sent, and NoAnswer."""
    limits = _Limits(MOST_BYTES, time.monotonic() + seconds)
    return _exchange(Call("POST", url, body, {"Content-Type": content_type, **(headers or {})}), limits)


def call_own(call: Call, *, most_bytes: int, seconds: float) -> Answer:
    """Ask a service that the settings of the instance name. Raises NotAllowed and NoAnswer."""
    return _exchange(call, _Limits(most_bytes, time.monotonic() + seconds), _any_address)


def is_public(address: str) -> bool:
    """Whether this IP address is one of the public internet."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.scope_id is not None or ip not in UNICAST_6):
        return False
    return ip.is_global and not any(ip in network for network in CLOSED_NETWORKS if network.version == ip.version)


@dataclass(frozen=True, slots=True)
class _Limits:
    most_bytes: int
    deadline: float

    @property
    def seconds_left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise NoAnswer("out of time")
        return left


def _exchange(call: Call, limits: _Limits, address_of: Callable[[str, int], str] | None = None) -> Answer:
    if settings.INSTANCE.sandbox_until:
        raise NotAllowed("a public sandbox calls nobody")
    parts = _checked(call.url)
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    address = (address_of or _checked_address)(host, port)
    connection = _Pinned(host, port, address=address, is_https=parts.scheme == "https")
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    seats.leave()
    try:
        connection.open(limits.seconds_left)
        with _ended_at(limits, connection):
            headers = {"Accept-Encoding": "identity", "User-Agent": "Candor", **call.headers}
            connection.request(call.method, target, call.body, headers)
            with connection.getresponse() as response:
                content = response.read(limits.most_bytes + 1)
    except NoAnswer:
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(type(error).__name__) from None
    finally:
        connection.close()
    if len(content) > limits.most_bytes:
        raise NoAnswer(f"larger than {limits.most_bytes} bytes")
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, content)


def _checked(url: str) -> SplitResult:
    """The address in its parts, if it has a form that has one meaning only."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise NotAllowed("not a plain address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed("not a plain address") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotAllowed("neither http nor https")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("it carries a name or password")
    if port is not None and port != PORTS[parts.scheme] and port < FIRST_FREE_PORT:
        raise NotAllowed("not a port of the web")
    return parts


def _checked_address(host: str, port: int) -> str:
    """One address of the host, after all of them were found to be public."""
    addresses = _addresses(host, port)
    if not addresses or not all(is_public(address) for address in addresses):
        raise NotAllowed("not an address of the public internet")
    return addresses[0]


def _any_address(host: str, port: int) -> str:
    """The first address of the host, wherever it is."""
    return _addresses(host, port)[0]


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoAnswer("unknown host") from None
    return [str(entry[4][0]) for entry in found]


class _Pinned(http.client.HTTPConnection):
    """A connection to the checked address; the host's name goes into the Host header and the certificate check."""

    def __init__(self, host: str, port: int, *, address: str, is_https: bool) -> None:
        super().__init__(host, port)
        self._address = address
        self._is_https = is_https
        self.default_port = PORTS["https" if is_https else "http"]

    def open(self, seconds: float) -> None:
        plain = socket.create_connection((self._address, self.port), timeout=seconds)
        if self._is_https:
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        self.sock = self._socket = plain

    def connect(self) -> None:
        """Never by itself: a second connection would not be limited as the first one."""
        raise NoAnswer("the connection was closed")

    def cut(self) -> None:
        """End it from another thread; whoever reads meets the end of the stream."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def _ended_at(limits: _Limits, connection: _Pinned) -> Iterator[None]:
    """Cut the connection at the deadline, also while the other side sends a byte now and then."""
    connection.sock.settimeout(limits.seconds_left)
    timer = threading.Timer(limits.seconds_left, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if time.monotonic() >= limits.deadline:
        raise NoAnswer("out of time")
