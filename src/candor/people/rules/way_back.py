"""Where a person goes after signing in: back to where they were, never to another site or another face."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

LONGEST = 2_000

BEHIND: dict[str, tuple[str, ...]] = {"tech": ("/tech/", "/business/")}
"""The faces that lie behind one door: staff sign in at the Tech Center for the Business Center too."""


def way_back(face: str, wanted: str) -> str:
    """`wanted` when it is an address inside a face behind the same door, else the start page of the face.

    Only an absolute path of this site counts: no scheme, no host (`//other.example`), no backslash that browsers read
    as a slash, nothing that climbs out of the face, no control character.
    """
    home = f"/{face}/"
    plain = unquote(wanted)
    parts = urlsplit(wanted)
    root = next((root for root in BEHIND.get(face, (home,)) if parts.path.startswith(root)), "")
    if (
        len(wanted) > LONGEST
        or parts.scheme
        or parts.netloc
        or not root
        or not plain.isprintable()
        or any(sign in plain for sign in ("\\", "//", "/.."))
        or _leads_to_the_door(parts.path, root)
    ):
        return home
    return wanted


def _leads_to_the_door(path: str, home: str) -> bool:
    """Signing in and out are no places to come back to."""
    return path.removeprefix(home).startswith(
        ("sign-in", "sign-out", "reset-password", "confirm-password", "single-sign-on")
    )
