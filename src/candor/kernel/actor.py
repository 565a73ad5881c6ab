"""Who acts. Every action and every `visible_to` takes one; nothing looks up a "current user"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    STAFF = "staff"
    CUSTOMER = "customer"
    MAIL_SENDER = "mail-sender"
    TOKEN = "token"  # noqa: S105 - a kind of actor, not a secret
    JOB = "job"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


class Channel(StrEnum):
    """The way something reached us or was done."""

    WEB = "web"
    MAIL = "mail"
    PHONE = "phone"
    API = "api"
    JOB = "job"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Actor:
    """A frozen value: who, with which rights, over which channel.

    `id` is the person's primary key for staff, customers and mail senders, the token's for tokens, else None.
    `organisation_ids` are the organisations whose cases a super customer sees; empty for everybody else.
    """

    kind: ActorKind
    id: int | None = None
    permissions: frozenset[str] = frozenset()
    organisation_ids: frozenset[int] = frozenset()
    channel: Channel = Channel.WEB

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF

    @property
    def is_customer(self) -> bool:
        return self.kind is ActorKind.CUSTOMER

    @property
    def is_anonymous(self) -> bool:
        return self.kind is ActorKind.ANONYMOUS

    @property
    def is_the_house(self) -> bool:
        """The software itself: jobs and system acts, which see everything because they act for nobody."""
        return self.kind in {ActorKind.JOB, ActorKind.SYSTEM}


ANONYMOUS = Actor(ActorKind.ANONYMOUS)
SYSTEM = Actor(ActorKind.SYSTEM, channel=Channel.COMMAND)
JOB = Actor(ActorKind.JOB, channel=Channel.JOB)
