"""Where a request comes from, as coarsely as rate limits need it. It is counted as a keyed hash and never stored."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """The network of the client: /24 of an IPv4, /64 of an IPv6 address, "" where there is none (a Unix socket)."""
    address = _client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    bits = 24 if parsed.version == 4 else 64
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False))


def _client_address(request: HttpRequest) -> str:
    """The peer's address; behind a trusted proxy the last address of X-Forwarded-For that is not such a proxy."""
    trusted = settings.INSTANCE.trusted_proxies
    address = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    while address in trusted and hops:
        address = hops.pop()
    return address
