"""Parameters of Content-Type and Content-Disposition (RFC 2045, 5.1; RFC 2231), read leniently.

The same parameter may come as `filename=`, `filename*=`, in numbered pieces, with encoded words in quotes
(forbidden by RFC 2047, done by nearly all), or in raw 8-bit.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from candor.mail.parsing.charsets import decode_text, tidy_line
from candor.mail.parsing.headers import decode_words

_PARAMETER = re.compile(
    r""";\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]+|\\.?)*"?|'[^']*'(?=\s*(?:;|$))|[^;]*)""",
    re.S,
)
_NUMBERED = re.compile(r"(.+?)\*(\d{1,3})(\*?)$")
_ESCAPED = re.compile(r"\\(.)", re.S)
_MAX_PARAMETERS = 200


def split_value(field: str) -> tuple[str, dict[str, str]]:
    """Split `text/plain; charset=utf-8` into its lower-case value and its decoded parameters."""
    semicolon = field.find(";")
    if semicolon < 0:
        return field.strip().lower(), {}
    return field[:semicolon].strip().lower(), _parameters(field[semicolon:])


def _parameters(text: str) -> dict[str, str]:
    plain: dict[str, str] = {}
    numbered: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(text)):
        if count >= _MAX_PARAMETERS:
            break
        name, value = match[1].lower(), _unquote(match[2])
        piece = _NUMBERED.match(name)
        if piece:
            numbered.setdefault(piece[1], {}).setdefault(int(piece[2]), (value, bool(piece[3])))
        elif name.endswith("*"):
            plain[name[:-1]] = _extended(value)
        else:
            plain.setdefault(name, decode_words(value))
    for name, pieces in numbered.items():
        plain[name] = _joined(pieces)
    return plain


def _unquote(value: str) -> str:
    value = value.strip()
    if value[:1] == '"':
        return _ESCAPED.sub(_unescape, value[1:-1] if len(value) > 1 and value[-1] == '"' else value[1:])
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1]
    return value


def _unescape(match: re.Match[str]) -> str:
    r"""`\"` and `\\` are escapes; any other backslash is a Windows path that nobody escaped."""
    return match[1] if match[1] in '"\\' else match[0]


def _extended(value: str) -> str:
    """Decode `charset'language'percent-encoded` (RFC 2231, 4)."""
    charset, separator, rest = value.partition("'")
    if not separator:
        return decode_words(value)
    _, _, encoded = rest.partition("'")
    return tidy_line(decode_text(unquote_to_bytes(encoded or rest), charset))


def _joined(pieces: dict[int, tuple[str, bool]]) -> str:
    """Put numbered pieces together (RFC 2231, 3 and 4.1); bytes first, so that a character may be split between two."""
    charset = ""
    data = b""
    for position, number in enumerate(sorted(pieces)):
        value, encoded = pieces[number]
        if position == 0 and encoded and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        data += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    return decode_words(decode_text(data, charset))
