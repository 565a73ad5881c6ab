"""Asking a folder which messages it holds, in answers that can be read however many they are.

imaplib refuses a line of more than 1,000,000 bytes, and a server tells all that a SEARCH found in one: a folder with
some 150,000 messages could not be read at all. So a large one is asked by ranges of UIDs, which stay what they are
while messages go (message numbers do not).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imapclient import IMAPClient

MOST = 80_000
"""What one answer may hold: a UID has at most ten digits, and a space before it (RFC 9051, 2.3.1.1)."""


def uids_after(client: IMAPClient, uid: int, *, count: int, next_uid: int) -> Iterator[int]:
    """The UIDs past `uid`, ascending, in a folder that held `count` messages when it was opened."""
    for part in _ranges(uid + 1, count, next_uid):
        found = client.search(["UID", part])
        yield from sorted(new for new in found if new > uid)  # "*" finds the last one, however low it is


def first_uid(client: IMAPClient, criteria: Sequence[object], *, count: int, next_uid: int) -> int | None:
    """The lowest UID of what the criteria find; None where they find nothing."""
    for part in _ranges(1, count, next_uid):
        if found := client.search(["UID", part, *criteria]):
            return int(min(found))
    return None


def last_uid(client: IMAPClient, count: int) -> int:
    """The highest UID of a folder; 0 of an empty one."""
    return max(client.search("*"), default=0) if count else 0


def _ranges(start: int, count: int, next_uid: int) -> Iterator[str]:
    """The ranges of UIDs to ask for from `start`; the last is open, for what has come since the folder was opened."""
    if count > MOST:
        while start + MOST < next_uid:
            yield f"{start}:{start + MOST - 1}"
            start += MOST
    yield f"{start}:*"
