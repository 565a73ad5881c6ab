"""Address lists (RFC 5322, 3.4), read leniently and in linear time.

Understood besides the standard: unquoted commas and brackets in names, `<>`, addresses as names, semicolons
as separators (Outlook), groups, comments as names, encoded words anywhere, domains in any script.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator

from candor.mail.parsing.charsets import tidy_line
from candor.mail.parsing.headers import decode_words
from candor.mail.parsing.limits import MAX_ADDRESSES, MAX_FIELD_CHARACTERS, LimitExceeded
from candor.mail.parsing.model import Mailbox

_TOKEN = re.compile(
    r"""
      (?P<quoted>  "(?:[^"\\]+|\\.?)*"? )
    | (?P<word>    =\?[^?\s]{1,80}\?[bBqQ]\?(?:(?!=\?(?!=)).)*?\?= )
    | (?P<angle>   <[^<>]*(?:>|$) )
    | (?P<open>    \( )
    | (?P<comma>   [,;] )
    | (?P<colon>   : )
    | (?P<space>   \s+ )
    | (?P<text>    [^"<(,;:\s=]+ | . )
    """,
    re.X | re.S,
)
_BETWEEN = re.compile(r"[\s<>()\"',;]+")
_ESCAPED = re.compile(r"\\(.)", re.S)
_QUOTED_LOCAL = re.compile(r'"(?:[^"\\]|\\.){0,200}"@[^\s<>"]+')
_LOCAL = re.compile(r"(?!undisclosed|unlisted|recipient)[A-Za-z0-9._+-]{1,64}", re.I)
_LOOK_AHEAD = 1_000


def parse_addresses(fields: Iterable[str], *, fold_case: bool = True) -> tuple[Mailbox, ...]:
    """The mailboxes in raw (unfolded, undecoded) fields. Raises LimitExceeded beyond MAX_ADDRESSES of them.

    Addresses are given in lower case, so that one person is one address, unless `fold_case` is off: a Reply-To may hold
    a token in which case counts.
    """
    found: list[Mailbox] = []
    for field in fields:
        if len(field) > MAX_FIELD_CHARACTERS:
            raise LimitExceeded("A field of addresses is longer than 100 KB.")
        for mailbox in _mailboxes(field):
            found.append(dataclasses.replace(mailbox, address=mailbox.address.lower()) if fold_case else mailbox)
            if len(found) > MAX_ADDRESSES:
                raise LimitExceeded(f"A field names more than {MAX_ADDRESSES} addresses.")
    return tuple(found)


class _Entry:
    """What was read of one list entry so far: the words of its name, its comments, its address in angles."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.plain: list[str] = []
        self.comments: list[str] = []
        self.angle: str | None = None

    def add(self, kind: str, token: str) -> None:
        if kind == "angle":
            if self.angle is None or "@" not in self.angle:
                self.angle = token.strip("<>").strip()
        elif kind == "quoted":
            self.words.append(
                _ESCAPED.sub(
                    r"\1",
                    token[1:-1] if token.endswith('"') and len(token) > 1 else token[1:],
                )
            )
            self.plain.append(token)
        else:
            self.words.append(token)
            self.plain.append(token)

    def mailbox(self) -> Mailbox | None:
        name = decode_words("".join(self.words))
        comment = decode_words(" ".join(self.comments))
        if self.angle is not None:
            address = _clean_address(self.angle)
            if not address and (inner := _bare_address(name)):
                return Mailbox("", _clean_address(inner))
            return Mailbox(_clean_name(name or comment, address), address) if name or address else None
        source = "".join(self.plain)
        quoted = _QUOTED_LOCAL.search(source[:_LOOK_AHEAD])
        bare = quoted[0] if quoted else _bare_address(source) or _bare_address(name)
        if not bare:
            return self._without_domain(name.strip(), comment)
        rest = "" if quoted else name.replace(bare, " ").strip(" \"'[]:")
        return Mailbox(_clean_name(rest or comment, bare), _clean_address(bare))

    def _without_domain(self, name: str, comment: str) -> Mailbox | None:
        """`root` is a local address, `Jane Doe` or `undisclosed recipients` is a name without one."""
        if not name:
            return None
        if _LOCAL.fullmatch(name):
            return Mailbox(_clean_name(comment, name), name)
        return Mailbox(_clean_name(name, ""), "")

    @property
    def started(self) -> bool:
        return bool(self.angle or "".join(self.words).strip())

    @property
    def addressed(self) -> bool:
        """Can a comma end it? An entry without an address is the first half of `Doe, Jane <jane@example.org>`."""
        return self.angle is not None or "@" in "".join(self.plain)


def _mailboxes(field: str) -> Iterator[Mailbox]:
    if "@" not in field and not field.strip():
        return
    entry = _Entry()
    position = 0
    while match := _TOKEN.match(field, position):
        kind, token, position = match.lastgroup or "text", match[0], match.end()
        if kind == "open":
            comment, position = _comment(field, position)
            entry.comments.append(comment)
        elif kind == "comma" and (entry.addressed or token[0] == ";" or not _more_to_come(field, position)):
            yield from _finished(entry)
            entry = _Entry()
        elif kind == "colon" and not entry.addressed and _is_group(field, position):
            entry = _Entry()
        elif kind == "angle" and entry.angle and "@" in entry.angle and "@" in token:
            yield from _finished(entry)
            entry = _Entry()
            entry.add(kind, token)
        else:
            entry.add(kind, token)
    yield from _finished(entry)


def _finished(entry: _Entry) -> Iterator[Mailbox]:
    if entry.started and (mailbox := entry.mailbox()) is not None:
        yield mailbox


def _more_to_come(field: str, position: int) -> bool:
    """Does an angle address follow before the next comma, so that the comma belongs to a name?"""
    angle = field.find("<", position, position + _LOOK_AHEAD)
    at = field.find("@", position, position + _LOOK_AHEAD)
    return 0 <= angle < at


def _is_group(field: str, position: int) -> bool:
    """`Team: a@example.org;` or `undisclosed-recipients:;` (RFC 5322, 3.4), not a colon within a name."""
    rest = field[position : position + _LOOK_AHEAD].lstrip()
    return ";" in rest or not rest or "@" in rest


def _bare_address(text: str) -> str:
    """The first word that looks like an address, or an empty string."""
    if "@" not in text:
        return ""
    for word in _BETWEEN.split(text):
        local, at, domain = word.strip("[]:" if "@[" not in word else "").rpartition("@")
        if at and local and domain:
            return f"{local}@{domain}"
    return ""


def _comment(field: str, position: int) -> tuple[str, int]:
    """The text of a comment whose bracket opened before `position`, and where it ends. Nesting is only counted."""
    depth, start = 1, position
    while position < len(field) and depth:
        character = field[position]
        position += 2 if character == "\\" else 1
        depth += (character == "(") - (character == ")")
    return field[start : position - (depth == 0)], position


def _clean_name(name: str, address: str) -> str:
    """A display name without the quotes and brackets around it; empty when it only repeats the address."""
    name = tidy_line(name).strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name.strip(name[0]).strip()
    return "" if name.lower() == address.lower() else name


def _clean_address(address: str) -> str:
    """The bare address: no source route (RFC 5322, 4.4), no `mailto:`, no spaces, lower-case domain left as written."""
    address = decode_words(address) if "=?" in address else tidy_line(address)
    address = address.strip().strip("'").removeprefix("mailto:").strip()
    if address.startswith("@") and ":" in address:
        address = address.partition(":")[2]
    return "".join(address.split()) if '"' not in address else address
