"""From which network a request comes: what rate limits of visitors count by."""

from __future__ import annotations

from ipaddress import ip_network

from django.http import HttpRequest

from candor.kernel.http.proxies import address_of

PREFIX = {4: 24, 6: 56}
"""What one household or office usually holds; counting single IPv6 addresses would count nothing."""


def network_of(request: HttpRequest) -> str:
    """The visitor's network, such as `203.0.113.0/24`; "" where the server does not know it.

    Behind a reverse proxy it is what that proxy says where it is a trusted one (kernel.http.proxies).
    """
    address = address_of(str(request.META.get("REMOTE_ADDR", "")))
    return "" if address is None else str(ip_network(f"{address}/{PREFIX[address.version]}", strict=False))
