"""Where a person goes after signing in: back to where they were, never to another site or another face."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

LONGEST = 2_000


def way_back(face: str, wanted: str) -> str:
    """`wanted` when it is an address inside the face, else the face's start page.

    Only an absolute path of this site counts: no scheme, no host (`//other.example`), no backslash that browsers read
    as a slash, nothing that climbs out of the face, no control character.
    """
    home = f"/{face}/"
    plain = unquote(wanted)
    parts = urlsplit(wanted)
    if (
        len(wanted) > LONGEST
        or parts.scheme
        or parts.netloc
        or not parts.path.startswith(home)
        or not plain.isprintable()
        or any(sign in plain for sign in ("\\", "//", "/.."))
        or _leads_to_the_door(parts.path, home)
    ):
        return home
    return wanted


def _leads_to_the_door(path: str, home: str) -> bool:
    """Signing in and out are no places to come back to."""
    return path.removeprefix(home).startswith(
        ("sign-in", "sign-out", "reset-password", "confirm-password", "single-sign-on")
    )
