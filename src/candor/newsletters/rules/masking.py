"""An address as a page shows it to whoever holds a link: enough to know it again, too little to learn it."""

from __future__ import annotations

HIDDEN = "•••"


def masked(address: str) -> str:
    """`k•••@n•••.example` for `kim@nordlicht.example`: first letters and the last part of the domain."""
    local, _, domain = address.rpartition("@")
    name, dot, end = domain.rpartition(".")
    return f"{local[:1]}{HIDDEN}@{name[:1]}{HIDDEN}{dot}{end}"
