"""Names of files: what people may call them, and how a browser is told (RFC 6266, RFC 8187)."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

LONGEST = 255
"""Bytes of UTF-8, which every file system takes."""

UNSAFE_ASCII = set('"\\%;')
"""Characters that some clients read as the end of a quoted name, or decode once more."""

RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
"""Names that Windows keeps for devices, whatever their ending."""


def clean_name(name: str) -> str:
    """A name that is safe to show and to suggest for saving: no path, no control characters, at most 255 bytes.

    Marks that turn the direction of writing go too: with them "exe.pdf" is shown for a program.
    """
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    visible = "".join(character for character in base if _may_stand(character)).strip(". ")
    if not visible:
        return "file"
    if visible.partition(".")[0].strip().lower() in RESERVED:
        visible = f"_{visible}"
    return _shortened(visible)


def content_disposition(name: str, *, disposition: str = "attachment") -> str:
    """The header that suggests `name`; for names beyond plain ASCII a plain twin comes first, for old clients."""
    safe = clean_name(name)
    plain = "".join(character if _is_plain(character) else "_" for character in safe)
    header = f'{disposition}; filename="{plain}"'
    return header if plain == safe else f"{header}; filename*=UTF-8''{quote(safe, safe='')}"


def _may_stand(character: str) -> bool:
    """Printable and neither half of a broken pair nor an invisible mark; the hyphen of soft breaks is one."""
    return character.isprintable() and unicodedata.category(character) not in {"Cf", "Cs", "Co", "Cn"}


def _is_plain(character: str) -> bool:
    return " " <= character <= "~" and character not in UNSAFE_ASCII


def _shortened(name: str) -> str:
    """Cut in the stem, so that the ending goes on saying what the file is."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(f"{dot}{ending}".encode()) > 20:
        stem, dot, ending = name, "", ""
    room = LONGEST - len(f"{dot}{ending}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore')}{dot}{ending}"
