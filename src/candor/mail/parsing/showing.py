"""HTML of a message made ready for its frame: pictures put in or left out, quoted parts folded, links told apart.

What was stored is cleaned once more at the very end, after everything that is done to it here: so whatever got into the
row, by an older version, by a redaction or by a program, meets the same wall.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape

from candor.mail.parsing.markup import cleaned, without_data_links

MOST_LINKS = 200
MOST_REMOTE = 60

# Only for what the cleaner has written: there every attribute has its quotes, and neither text nor values hold < or >.
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>")
_ATTRIBUTE = re.compile(r'\s([a-z-]+)="([^"]*)"')
_IS_QUOTE = re.compile(r"\btype=\"cite\"|border-left(?:-width|-style)?\s*:\s*(?!none|0)", re.I)
_LOADS = re.compile(r"url\s*\(|image(?:-set)?\s*\(|src\s*\(|@|\\", re.I)
_COLOURS = re.compile(r"(?<![a-z-])(?:color|background(?:-color)?)\s*[:=]|bgcolor=", re.I)
_ABSOLUTE = re.compile(r"\s*(?:https?://|mailto:|tel:)", re.I)
"""A link without a scheme would lead into the desk, and one to a place within the mail nowhere."""
_POINT = re.compile(r"\s*(?:0*[012]|0*[012]px|0?\.\d+)\s*")


@dataclass(frozen=True, slots=True)
class Own:
    """A picture that came with the message: its content as a data: address, or "" with the file's address to link to.

    `words` says which file it is.
    """

    data: str
    url: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a frame shows. `links` stand in the order in which the style sheet numbers them; `remote` are the addresses
    of pictures elsewhere, each once; `left_out` is how many pictures are not in it. `has_colours`: it brings colours of
    its own, which were chosen for white paper.
    """

    html: str
    links: Sequence[str]
    remote: Sequence[str]
    left_out: int
    has_colours: bool


def remote_pictures(html: str) -> list[str]:
    """The addresses of the pictures elsewhere that `cleaned` HTML names, each once; those of one point are left out.

    Pictures of one point show nothing: they are there to tell the sender that somebody looked.
    """
    found: dict[str, None] = {}
    for tag in _TAG.finditer(html):
        if tag[2] == "img" and len(found) < MOST_REMOTE:
            attributes = _attributes(tag[3])
            address = attributes.get("src", "").strip()
            if _is_remote(address) and not _is_point(attributes):
                found[address] = None
    return list(found)


def show(html: str, *, own: Callable[[str], Own | None], fetched: Callable[[str], str]) -> Shown:
    """The HTML for its frame. `own` gives a picture by its Content-ID; `fetched` one of elsewhere as a data: address.

    `fetched` answers "" for what nobody asked for or what could not be had: a gap with its describing words stays.
    """
    left_out = 0
    written = cleaned(html, keep=None, schemes={"data"})
    prepared, files = _large_as_links(_folded(written), own)

    def keep(element: str, attribute: str, value: str) -> str | None:
        nonlocal left_out
        if attribute == "style":
            return None if _LOADS.search(value) else value
        if attribute in {"href", "cite"}:
            return value if value in files or _ABSOLUTE.match(value) else None
        if (element, attribute) != ("img", "src"):
            return value
        put = _put(value.strip(), own, fetched)
        left_out += not put
        return put or None

    clean = cleaned(prepared, keep=keep, schemes={"data"}, links={"target": "_blank"})
    return Shown(clean, _links(clean), remote_pictures(written), left_out, bool(_COLOURS.search(clean)))


def _put(address: str, own: Callable[[str], Own | None], fetched: Callable[[str], str]) -> str:
    """What stands in the picture's place; "" for none."""
    if address.lower().startswith("cid:"):
        picture = own(address[4:])
        return picture.data if picture else ""
    if address.lower().startswith("data:"):
        return without_data_links("img", "src", address) or ""
    return fetched(address) if _is_remote(address) else ""


def _is_remote(address: str) -> bool:
    return address.lower().startswith(("https://", "http://"))


def _is_point(attributes: dict[str, str]) -> bool:
    return any(_POINT.fullmatch(attributes.get(side, "")) for side in ("width", "height"))


def _attributes(written: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def _links(html: str) -> list[str]:
    tags = (tag for tag in _TAG.finditer(html) if tag[2] == "a" and not tag[1])
    addresses = (_attributes(tag[3]).get("href") for tag in tags)
    return [address for address in addresses if address is not None][:MOST_LINKS]


def _large_as_links(html: str, own: Callable[[str], Own | None]) -> tuple[str, set[str]]:
    """Pictures that came with the message and are too large to stand within it, as links to their files.

    The addresses of these links come with it: a mail's own links never lead into the desk.
    """
    files: set[str] = set()

    def as_link(tag: re.Match[str]) -> str:
        address = _attributes(tag[3]).get("src", "").strip() if tag[2] == "img" else ""
        picture = own(address[4:]) if address.lower().startswith("cid:") else None
        if picture is None or picture.data or not picture.url:
            return tag[0]
        files.add(picture.url)
        return f'<a href="{escape(picture.url)}">{escape(picture.words)}</a>'

    return _TAG.sub(as_link, html), files


def _folded(html: str) -> str:
    """Each outermost quotation in a fold of its own, which opens without a script. Indents are no quotations."""
    return "".join(_with_folds(html))


def _with_folds(html: str) -> Iterator[str]:
    at = depth = 0
    for tag in _TAG.finditer(html):
        if tag[2] != "blockquote":
            continue
        if tag[1] and depth:
            depth -= 1
            if depth == 0:
                yield html[at : tag.end()] + "</details>"
                at = tag.end()
        elif not tag[1] and (depth or _IS_QUOTE.search(tag[3])):
            if depth == 0:
                yield html[at : tag.start()] + "<details><summary>…</summary>"
                at = tag.start()
            depth += 1
    yield html[at:]
