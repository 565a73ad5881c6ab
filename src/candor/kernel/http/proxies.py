"""Who asks, and by which scheme and name: what a trusted reverse proxy tells, and nobody else.

A proxy is the peer of every request behind it, and says in X-Forwarded-For, -Proto and -Host what it saw. Whoever is no
proxy of ours can write these headers too; of them they are taken away before anything else looks at the request.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

TOLD = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")
UNHEARD = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_SERVER", "HTTP_X_REAL_IP")
"""What proxies write as well. We ask none of it, and nobody shall do so by mistake."""


class TrustedProxies:
    """Puts visitor, scheme and host of the first hand in place of the proxy's; the first of all that look."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        take_word_of_proxies(request.META, settings.INSTANCE.trusted_proxies)
        return self.get_response(request)


def take_word_of_proxies(meta: dict[str, Any], trusted: Sequence[Network]) -> None:
    """Turn what a trusted peer tells into REMOTE_ADDR, scheme and host, and take every header of this kind away."""
    forwarded, scheme, host = (_values_of(meta.pop(header, "")) for header in TOLD)
    for header in UNHEARD:
        meta.pop(header, None)
    peer = address_of(str(meta.get("REMOTE_ADDR", "")))
    if peer is None or not _is_one_of(peer, trusted):
        return
    meta["REMOTE_ADDR"] = str(first_stranger(peer, forwarded, trusted))
    if scheme[-1:] in (["http"], ["https"]):
        meta["wsgi.url_scheme"] = scheme[-1]
    if host[-1:] not in ([], [""]):
        meta["HTTP_HOST"] = host[-1]


def first_stranger(peer: Address, told: Sequence[str], trusted: Sequence[Network]) -> Address:
    """The visitor: of the addresses that each proxy appended to those before, the last that is no proxy of ours.

    What stands before it came from the visitor. Where a word is no address nobody knows who was behind that proxy.
    """
    known = peer
    for word in reversed(told):
        address = address_of(word)
        if address is None:
            return known
        known = address
        if not _is_one_of(address, trusted):
            break
    return known


def address_of(word: str) -> Address | None:
    """The address in `192.0.2.7`, `192.0.2.7:443`, `2001:db8::7` or `[2001:db8::7]:443`, else None."""
    word = word.strip()
    if word.startswith("["):
        word = word[1:].partition("]")[0]
    elif word.count(":") == 1:
        word = word.partition(":")[0]
    try:
        address = ip_address(word)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_one_of(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _values_of(header: object) -> list[str]:
    """The header's values in their order; several headers of one name have been joined by the web server."""
    return [word.strip() for word in str(header).split(",")] if header else []
