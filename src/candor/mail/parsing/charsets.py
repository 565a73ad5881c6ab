"""Bytes to text when labels are missing, unknown or wrong.

A label is believed when the bytes fit it; otherwise UTF-8 (which hardly ever fits by accident), relatives of
the label, and at last detection. Labels follow the WHATWG Encoding Standard where it widens old names
(ISO-8859-1 means Windows-1252), because that is what mail programs write.
"""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata

from candor.mail.parsing.detection import detect

_WIDENED = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_NICKNAMES = {
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "macintosh": "mac_roman",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "utf-8-mac": "utf-8",
    "utf8mb4": "utf-8",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "x-user-defined": "cp1252",
    "cp-850": "cp850",
    "ansi": "cp1252",
    "latin-9": "iso8859-15",
}
_RELATIVES = {
    "iso2022_jp": ("cp932", "euc_jp"),
    "cp932": ("euc_jp", "iso2022_jp"),
    "euc_jp": ("cp932", "iso2022_jp"),
    "gb18030": ("big5hkscs",),
    "big5hkscs": ("cp950", "gb18030"),
    "iso2022_kr": ("cp949",),
}
_SEVEN_BIT = frozenset({"iso2022_jp", "iso2022_kr", "hz", "utf-7"})
_MULTIBYTE = frozenset(
    {
        "cp932",
        "euc_jp",
        "gb18030",
        "big5hkscs",
        "cp949",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
    }
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_JIS_ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([@BD]|\([BJI])")


def decode_text(data: bytes, label: str | None = None, hint: str | None = None) -> str:
    """Decode `data`, preferring `label`; `hint` is the charset of a neighbour (a header's body). Never raises."""
    codec = codec_of(label)
    if codec not in _SEVEN_BIT and data.isascii() and not (codec or "").startswith("utf-16"):
        return data.decode("ascii")
    for mark, marked in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(marked, "replace").lstrip("\ufeff")
    return _decode_declared(data, codec) or _decode_undeclared(data, codec, codec_of(hint))


@functools.lru_cache(maxsize=512)
def codec_of(label: str | None) -> str | None:
    """The codec that a charset label means, or None when nobody knows it."""
    name = (label or "").strip().strip("\"'").lower().split("*")[0]
    if not name or len(name) > 64 or "\x00" in name or not name.isascii():
        return None
    try:
        found = codecs.lookup(_NICKNAMES.get(name, name))
    except (LookupError, ValueError):
        return None
    if not getattr(found, "_is_text_encoding", True) or found.name in {
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
    }:
        return None
    return _WIDENED.get(found.name, found.name)


def tidy(text: str) -> str:
    """Text as people may see and databases may keep it: NFC, line ends as LF, no NUL and no control characters."""
    if text.isascii() and text.isprintable():
        return text
    text = _NOT_TEXT.sub("", _LINE_ENDS.sub("\n", text))
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def tidy_line(text: str) -> str:
    """The same for one line: a subject, a name, an address. White space is kept but for line ends and margins."""
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    return tidy(text).replace("\n", " ").replace("\t", " ").strip()


def without_direction(text: str) -> str:
    """Drop characters that turn the writing direction, with which `exe.fdp` is made to look like `pdf.exe`."""
    return _BIDI.sub("", text)


def _decode_declared(data: bytes, codec: str | None) -> str | None:
    """Decode as labelled, or None when the label does not fit. UTF-8 under a single-byte label is a known lie."""
    if codec is None or (codec.startswith(("utf-16", "utf-32")) and b"\x00" not in data[:256]):
        return None
    if codec not in _MULTIBYTE and codec not in _SEVEN_BIT:
        genuine = _strictly(data, "utf-8")
        if genuine is not None:
            return genuine
    if codec == "iso2022_jp":
        return _decode_iso2022_jp(data)
    text = _strictly(data, codec)
    if text is None and codec == "cp1252":
        return None if _looks_foreign(data) else data.decode("latin-1")
    return text


def _decode_undeclared(data: bytes, codec: str | None, hint: str | None) -> str:
    """Decode without a label to believe: UTF-8, nearly UTF-8, relatives of the label, the hint, then detection."""
    text = _strictly(data, "utf-8") or _nearly(data, "utf-8")
    if text is not None:
        return text
    for candidate in (
        *_RELATIVES.get(codec or "", ()),
        hint,
        *_RELATIVES.get(hint or "", ()),
    ):
        if candidate and candidate not in _SEVEN_BIT and (text := _strictly(data, candidate)) is not None:
            return text
    if codec and codec not in _SEVEN_BIT and (text := _nearly(data, codec)) is not None:
        return text
    return data.decode(detect(data), "replace")


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _nearly(data: bytes, codec: str) -> str | None:
    """Decode with replacement when only a few characters are damaged: a cut mail is still written in its charset."""
    try:
        text = data.decode(codec, "replace")
    except (UnicodeError, ValueError, LookupError):
        return None
    damaged = text.count("\ufffd")
    foreign = sum(1 for character in text if character > "\x7f") - damaged
    return text if damaged * 10 <= foreign else None


def _looks_foreign(data: bytes) -> bool:
    """Does Windows-1252 leave holes here? Its five unused bytes mean another charset, unless they are very few."""
    holes = sum(data.count(byte) for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))
    return holes > 0 and holes * 20 > sum(1 for byte in data if byte > 127)


def _decode_iso2022_jp(data: bytes) -> str | None:
    """Decode ISO-2022-JP including the vendors' characters (①, ㈱) that its standard lacks and mail is full of."""
    if not data.isascii():
        return None
    text = _strictly(data, "iso2022_jp_ext")
    if text is not None:
        return text
    pieces, charset = [], b"(B"
    for index, piece in enumerate(_JIS_ESCAPE.split(data)):
        if index % 2:
            charset = piece
        elif charset in (b"(B", b"(J"):
            pieces.append(piece.decode("ascii", "replace"))
        elif charset == b"(I":
            pieces.append(bytes(byte | 0x80 for byte in piece).decode("cp932", "replace"))
        else:
            pieces.append(_jis_rows(piece))
    return "".join(pieces)


def _jis_rows(piece: bytes) -> str:
    """Decode two-byte JIS X 0208 rows by way of Shift_JIS (the arithmetic of JIS X 0208:1997, appendix 1)."""
    shifted = bytearray()
    for high, low in zip(piece[::2], piece[1::2], strict=False):
        if not (0x21 <= high <= 0x7E and 0x21 <= low <= 0x7E):
            shifted += bytes((high, low))
            continue
        shifted.append((high + 1) // 2 + (0x70 if high <= 0x5E else 0xB0))
        shifted.append(low + (0x1F if low <= 0x5F else 0x20) if high % 2 else low + 0x7E)
    return shifted.decode("cp932", "replace")
