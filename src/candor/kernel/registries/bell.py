"""What rings: a floor tells members of staff of something new, and the floor that keeps their bells writes it down.

    bell.register(Topic("business.quote", VIEW, kinds=(...), lines=lines_of_quotes))
    bell.ring(News("business.quote", quote.ref, "quote-accepted"), [quote.owner_id], by=by)

Whoever rings says what it is about by a reference alone. Words and address of a line are asked for when it is shown,
and only what its reader sees has any: nothing about a customer is copied into a bell.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise

from candor.kernel.actor import Actor, ActorKind


class Because(StrEnum):
    """Why somebody is told: it is theirs, or nobody has taken it and they may."""

    OWNER = "owner"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Kind:
    """What somebody is told of. `label` stands in their settings, `words` say it of so many, `icon` shows it.

    One with a mail of its own goes by no other: the settings offer the application or nothing.
    """

    name: str
    label: str | Promise
    words: Callable[[int], str]
    icon: str
    has_own_mail: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What is shown of one thing, and where its page is."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Things of one sort, as quotes. `lines` answers for those of the references that the reader sees: one query."""

    name: str
    permission: str
    kinds: tuple[Kind, ...]
    lines: Callable[[Actor, Collection[str]], Mapping[str, Line]]


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened: to what, which kind of event it is, and why those are told who are."""

    topic: str
    about: str
    kind: str
    because: Because = Because.OWNER


class Keeper(Protocol):
    """Who keeps the bells."""

    def __call__(self, news: News, people: Collection[int]) -> None: ...


_topics: dict[str, Topic] = {}
_keepers: list[Keeper] = []


def register(topic: Topic) -> None:
    _topics[topic.name] = topic


def topics() -> Mapping[str, Topic]:
    return dict(_topics)


def kinds_for(actor: Actor) -> list[Kind]:
    """What the actor may be told of, a kind once, in the order in which it was registered."""
    seen = {kind.name: kind for topic in _topics.values() if actor.may(topic.permission) for kind in topic.kinds}
    return list(seen.values())


def kinds() -> Mapping[str, Kind]:
    return {kind.name: kind for topic in _topics.values() for kind in topic.kinds}


def kept_by(keeper: Keeper) -> None:
    """There is one at most: the one told last."""
    _keepers[:] = [keeper]


def ring(news: News, people: Collection[int | None], *, by: Actor) -> None:
    """Tell these people, in the transaction of the action that gives reason to it. Nobody is told of their own doing.

    No act of anybody: no fact is recorded of it.
    """
    own = None if by.kind is ActorKind.TOKEN else by.id
    told = frozenset(number for number in people if number is not None and number != own)
    for keeper in _keepers if told else ():
        keeper(news, told)
