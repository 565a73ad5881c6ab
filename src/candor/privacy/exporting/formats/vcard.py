"""A person's contact data as a vCard 4.0 (RFC 6350)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDEST = 75
"""Bytes of UTF-8 in a line, its end aside (RFC 6350, 3.2)."""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address. `country` is its code."""

    label: str
    street: str
    city: str
    postcode: str
    country: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a card tells. Addresses and numbers come with their labels."""

    name: str
    other_names: Sequence[str] = ()
    emails: Sequence[tuple[str, str]] = ()
    phones: Sequence[tuple[str, str]] = ()
    addresses: Sequence[Address] = ()
    organisations: Sequence[tuple[str, str]] = ()
    """Each with the position there."""

    language: str = ""
    time_zone: str = ""


def as_vcard(card: Card) -> bytes:
    lines = ["BEGIN:VCARD", "VERSION:4.0", *_properties(card), "END:VCARD"]
    return b"".join(folded(line) for line in lines)


def _properties(card: Card) -> Iterator[str]:
    yield f"FN:{escaped(card.name)}"
    if card.other_names:
        yield f"NICKNAME:{','.join(map(escaped, card.other_names))}"
    yield from (f"EMAIL{_label(label)}:{escaped(value)}" for value, label in card.emails)
    yield from (f"TEL;VALUE=text{_label(label)}:{escaped(value)}" for value, label in card.phones)
    yield from map(_postal, card.addresses)
    for number, (organisation, position) in enumerate(card.organisations, 1):
        yield f"{number}.ORG:{escaped(organisation)}"
        yield from [f"{number}.TITLE:{escaped(position)}"] if position else []
    yield from (
        f"{name}:{escaped(value)}" for name, value in (("LANG", card.language), ("TZ", card.time_zone)) if value
    )


def _postal(address: Address) -> str:
    parts = ("", "", address.street, address.city, "", address.postcode, address.country)
    return f"ADR{_label(address.label)}:{';'.join(map(escaped, parts))}"


def escaped(text: str) -> str:
    """A value's text (RFC 6350, 3.4): what separates is escaped, line ends are written as such."""
    for sign, instead in (("\\", "\\\\"), ("\r\n", "\n"), ("\r", "\n"), ("\n", "\\n"), (",", "\\,"), (";", "\\;")):
        text = text.replace(sign, instead)
    return "".join(letter for letter in text if letter.isprintable())


def _label(label: str) -> str:
    """A label as a parameter (RFC 6868 for what a quoted value cannot hold)."""
    for sign, instead in (("^", "^^"), ("\n", "^n"), ('"', "^'")):
        label = label.replace(sign, instead)
    clean = "".join(letter for letter in label if letter.isprintable())
    return f';X-LABEL="{clean}"' if clean else ""


def folded(line: str) -> bytes:
    """The line in pieces of at most 75 bytes, none of which cuts a character; each further one begins with a space."""
    pieces, piece = [], b""
    for letter in line:
        data = letter.encode("utf-8", "replace")
        if len(piece) + len(data) > WIDEST:
            pieces.append(piece)
            piece = b" "
        piece += data
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
