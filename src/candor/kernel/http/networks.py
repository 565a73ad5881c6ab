"""From which network a request comes: what rate limits of visitors count by."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

PREFIX = {4: 24, 6: 56}
"""What one household or office usually holds; counting single IPv6 addresses would count nothing."""


def network_of(request: HttpRequest) -> str:
    """The visitor's network, such as `203.0.113.0/24`; "" where the server does not know it.

    Behind a reverse proxy named in the settings it is what that proxy says, never what the visitor claims.
    """
    address = _address_of(request)
    return "" if address is None else str(ip_network(f"{address}/{PREFIX[address.version]}", strict=False))


def _address_of(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if peer in settings.INSTANCE.trusted_proxies:
        # The proxy appends the peer it saw at the end; everything before came from the visitor.
        peer = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    try:
        return ip_address(peer)
    except ValueError:
        return None
