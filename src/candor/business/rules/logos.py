"""What may be a mark on our papers. Pure: whether it can be printed, only printing shows."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from candor.kernel.picture_files import NoPicture, picture_alone

MOST_BYTES = 200_000
"""It is read for each paper, and stands in each file that goes out."""

KINDS = {"image/png": "png", "image/jpeg": "jpg"}
DRAWING = "svg"
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_ACTIVE = frozenset({"script", "foreignObject", "iframe", "audio", "video"})
_ELSEWHERE = re.compile(r"@import|url\(\s*['\"]?(?!#)", re.IGNORECASE)
_WITHIN = re.compile(r"#|data:image/(png|jpeg);base64,")


class NoLogo(ValueError):
    """Not a picture that may stand on papers, or too large."""


def logo_alone(content: bytes) -> tuple[str, bytes]:
    """The kind of picture and its bytes, without what cameras and programs wrote beside it. Raises NoLogo."""
    if len(content) > MOST_BYTES:
        raise NoLogo
    if content.lstrip()[:1] == b"<":
        _refuse_what_reaches_out(content)
        return DRAWING, content
    try:
        kind, picture = picture_alone(content)
    except NoPicture:
        raise NoLogo from None
    if kind not in KINDS:
        raise NoLogo
    return KINDS[kind], picture


def _refuse_what_reaches_out(content: bytes) -> None:
    """A drawing may hold shapes, words and pictures of its own, and nothing that runs or is fetched."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise NoLogo from None
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE) or _ELSEWHERE.search(text):
        raise NoLogo
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without a document type nothing can be named or multiplied
    except (ElementTree.ParseError, ValueError):
        raise NoLogo from None
    if root.tag != f"{_NAMESPACE}svg":
        raise NoLogo
    if not all(map(_keeps_to_itself, root.iter())):
        raise NoLogo


def _keeps_to_itself(each: ElementTree.Element) -> bool:
    if each.tag.removeprefix(_NAMESPACE) in _ACTIVE:
        return False
    values = {name.rpartition("}")[2].lower(): value.strip() for name, value in each.attrib.items()}
    return not any(name.startswith("on") for name in values) and bool(_WITHIN.match(values.get("href", "#")))
