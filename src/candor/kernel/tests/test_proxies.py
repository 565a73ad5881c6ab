"""Only a reverse proxy that the owner named says who a visitor is."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.config.settings.instance import SettingError, load_settings
from candor.kernel.http.proxies import address_of, first_stranger, take_word_of_proxies

OURS = tuple(ip_network(each) for each in ("127.0.0.1", "172.18.0.0/16", "2001:db8:1::/48"))
SPOOFED = "6.6.6.6"


def asked(peer: str, **headers: str) -> dict[str, Any]:
    """A request of this peer after our look at it."""
    meta: dict[str, Any] = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", "HTTP_HOST": "127.0.0.1:8000"}
    meta |= {f"HTTP_X_FORWARDED_{name.upper()}": value for name, value in headers.items()}
    take_word_of_proxies(meta, OURS)
    return meta


@pytest.mark.parametrize(
    ("peer", "told", "visitor"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", f"{SPOOFED}, 203.0.113.9", "203.0.113.9"),  # what the visitor said stands before
        ("172.18.0.4", f"{SPOOFED}, 203.0.113.9, 172.18.0.2, 127.0.0.1", "203.0.113.9"),  # through three of ours
        ("::ffff:172.18.0.4", "203.0.113.9:51234", "203.0.113.9"),
        ("127.0.0.1", "[2001:db8:9::7]:443", "2001:db8:9::7"),
        ("2001:db8:1::5", "2001:db8:9::7", "2001:db8:9::7"),
        ("127.0.0.1", "", "127.0.0.1"),  # it asks for itself, as a look at its health
        ("127.0.0.1", f"{SPOOFED}, unknown", "127.0.0.1"),  # nobody knows: certainly not who was named before
        ("127.0.0.1", "172.18.0.9", "172.18.0.9"),  # one of ours asks for itself
        ("198.51.100.1", SPOOFED, "198.51.100.1"),  # a stranger
        ("", SPOOFED, ""),
    ],
)
def test_the_visitor_is_the_last_who_is_no_proxy_of_ours(peer: str, told: str, visitor: str) -> None:
    assert asked(peer, **{"for": told})["REMOTE_ADDR"] == visitor


def test_scheme_and_host_are_told_by_our_proxies_alone_and_nobody_meets_the_headers_again() -> None:
    told = {"for": SPOOFED, "proto": "https", "host": "support.example.com"}
    ours, strangers = asked("127.0.0.1", **told), asked("198.51.100.1", **told)
    assert (ours["wsgi.url_scheme"], ours["HTTP_HOST"]) == ("https", "support.example.com")
    assert (strangers["wsgi.url_scheme"], strangers["HTTP_HOST"]) == ("http", "127.0.0.1:8000")
    assert not [name for name in (*ours, *strangers) if "FORWARDED" in name]
    appended = asked("127.0.0.1", proto="https, http", host="evil.example, support.example.com")
    assert (appended["wsgi.url_scheme"], appended["HTTP_HOST"]) == ("http", "support.example.com")
    assert asked("127.0.0.1", proto="gopher")["wsgi.url_scheme"] == "http"


@given(claimed=st.lists(st.ip_addresses().map(str) | st.text(max_size=8), max_size=5), visitor=st.ip_addresses())
def test_nothing_that_a_visitor_writes_changes_who_they_are(claimed: list[str], visitor: Any) -> None:
    visitor = address_of(str(visitor))
    if any(visitor in network for network in OURS):
        return
    told = [*",".join(claimed).split(","), str(visitor), "172.18.0.2"]
    assert first_stranger(ip_address("127.0.0.1"), told, OURS) == visitor


@pytest.mark.parametrize("wrong", ["proxy.example.com", "10.0.0.7/8", "0.0.0.0/0", "::/0", "10.0.0.0/33"])
def test_what_is_no_network_of_proxies_stops_the_start(tmp_path: Any, wrong: str) -> None:
    with pytest.raises(SettingError, match="CANDOR_TRUSTED_PROXIES is not usable: expected"):
        load_settings({"CANDOR_HOME": str(tmp_path), "CANDOR_TRUSTED_PROXIES": f"127.0.0.1,{wrong}"})


@pytest.mark.django_db
def test_the_house_asks_before_anything_else_looks(client: Any, settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, trusted_proxies=OURS)
    ours = client.get("/livez", headers={"X-Forwarded-For": "203.0.113.9"}).wsgi_request
    strangers = client.get("/livez", headers={"X-Forwarded-For": SPOOFED}, REMOTE_ADDR="198.51.100.1").wsgi_request
    assert (ours.META["REMOTE_ADDR"], strangers.META["REMOTE_ADDR"]) == ("203.0.113.9", "198.51.100.1")
    assert settings.MIDDLEWARE[0].endswith("TrustedProxies")
