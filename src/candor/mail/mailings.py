"""Mails to many: one row each in the outbox with address and subject, their words made when they are sent.

So the outbox holds no copy of the same words for each of a hundred thousand readers. The slice whose mailing it is says
how the words are made, and hears how many went out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from candor.mail.building import Picture
from candor.mail.composing import Words
from candor.mail.models import OutboxMessage


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one mail says: its words, its headers beside the usual ones, the pictures in its HTML."""

    words: Words
    headers: Mapping[str, str]
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True, slots=True)
class Mailing:
    """`make` gives the sheets of those that may go, by their number in the outbox; the others never go.

    `note_sent` is told the numbers of the rows that mails were about, in the transaction that settles them.
    """

    make: Callable[[Sequence[OutboxMessage]], Mapping[int, Sheet]]
    note_sent: Callable[[Sequence[int]], None]


_mailings: dict[str, Mailing] = {}


def register(about_kind: str, mailing: Mailing) -> None:
    """Have mails about objects of this kind made and sent as a mailing."""
    _mailings[about_kind] = mailing


def kinds() -> list[str]:
    return list(_mailings)


def mailing_of(about_kind: str) -> Mailing:
    return _mailings[about_kind]
