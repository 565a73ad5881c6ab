"""Page-shaped reads of the mail slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.files import open_file
from candor.mail.models import DeadAddress, OutboxMessage, OutboxState, RawMessage, RawState
from candor.mail.rules.addresses import domain_of

MOST_OF_A_THREAD = 20
MOST_DOMAINS = 10
LOST = (OutboxState.BOUNCED, OutboxState.FAILED)
VIEWS: Mapping[str, Sequence[OutboxState]] = {
    "waiting": (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.DEFERRED),
    "deferred": (OutboxState.DEFERRED,),
    "sent": (OutboxState.SENT, OutboxState.KEPT),
    "lost": LOST,
}
"""The states that each view of the outbox shows."""
SERVER_ERRORS = ("no-connection", "wrong-sign-in", "no-permission", "bad-certificate", "no-tls", "cut-off")
Row = TypeVar("Row", OutboxMessage, RawMessage, DeadAddress)


def thread_of(kind: str, ids: Collection[int]) -> list[str]:
    """The Message-IDs of the latest mails that these objects came by or went out by, oldest first."""
    received = RawMessage.objects.filter(became_kind=kind, became_id__in=ids, state=RawState.HANDLED).exclude(
        message_id=""
    )
    sent = OutboxMessage.objects.filter(about_kind=kind, about_id__in=ids)
    mails = [
        *received.order_by("-id").values_list("received_at", "message_id")[:MOST_OF_A_THREAD],
        *sent.order_by("-id").values_list("created_at", "message_id")[:MOST_OF_A_THREAD],
    ]
    return [message_id for _at, message_id in sorted(mails)][-MOST_OF_A_THREAD:]


PAGE = 50
MOST_COUNTED = 1_000
"""More waiting mails than this are shown as "more than": pages never count a long table."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the monitor shows first. Counts stop at `MOST_COUNTED`."""

    waiting: int
    trying_again: int
    not_delivered: int
    quarantined: int
    last_received: datetime | None
    server_trouble: str
    """The error that the mail tried last met, while it waits for another try; "" when the server takes our mail."""


@dataclass(frozen=True, slots=True)
class Deferral:
    """How many mails wait for a domain, why the next of them does, and when it is tried again."""

    domain: str
    count: int
    error: str
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows, newest first. `older` names the row after which the next page begins, or is ""."""

    rows: list[Row]
    older: str


def overview(actor: Actor) -> Overview:
    """The state of mail at a glance."""
    outbox = OutboxMessage.objects.visible_to(actor)
    received = RawMessage.objects.visible_to(actor)
    lately = clock.now() - timedelta(days=7)
    lost = outbox.filter(state__in=LOST, created_at__gt=lately)
    unreachable = outbox.filter(state=OutboxState.DEFERRED, error__in=SERVER_ERRORS).order_by("-next_at")
    return Overview(
        waiting=_counted(outbox.filter(state__in=(OutboxState.QUEUED, OutboxState.SENDING))),
        trying_again=_counted(outbox.filter(state=OutboxState.DEFERRED)),
        not_delivered=_counted(lost),
        quarantined=_counted(received.quarantined()),
        last_received=received.order_by("-id").values_list("received_at", flat=True).first(),
        server_trouble=unreachable.values_list("error", flat=True).first() or "",
    )


def outbox_page(actor: Actor, view: str, after: str) -> Page[OutboxMessage]:
    """A page of the outbox: one of `VIEWS`, or everything."""
    rows = OutboxMessage.objects.visible_to(actor)
    return _page(rows.filter(state__in=VIEWS[view]) if view in VIEWS else rows, after)


def deferrals(actor: Actor) -> list[Deferral]:
    """The domains for which mail waits, those with the most first. Told from the thousand mails that are next."""
    waiting = OutboxMessage.objects.visible_to(actor).filter(state=OutboxState.DEFERRED)
    rows = waiting.order_by("next_at", "id").values_list("to_address", "error", "next_at")[:MOST_COUNTED]
    of: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for address, error, next_at in rows:
        of[domain_of(address)].append((error, next_at))
    found = [Deferral(domain, len(each), each[0][0], each[0][1]) for domain, each in of.items()]
    return sorted(found, key=lambda each: (-each.count, each.domain))[:MOST_DOMAINS]


def received_page(actor: Actor, after: str) -> Page[RawMessage]:
    """A page of what came in."""
    return _page(RawMessage.objects.visible_to(actor).select_related("mailbox"), after)


def quarantine_page(actor: Actor, after: str) -> Page[RawMessage]:
    """A page of the messages that wait for a person."""
    return _page(RawMessage.objects.visible_to(actor).quarantined().select_related("mailbox"), after)


def dead_addresses_page(actor: Actor, after: str) -> Page[DeadAddress]:
    """A page of the addresses to which nothing is sent."""
    return _page(DeadAddress.objects.visible_to(actor), after)


def shown_as_text(raw: RawMessage, most: int = 100_000) -> str:
    """The beginning of the message's bytes as text, for a person who wants to know what it is; "" once it is gone."""
    if raw.file is None:
        return ""
    with open_file(raw.file) as stream:
        return stream.read(most).decode("utf-8", "replace")


def _page(rows: QuerySet[Row], after: str) -> Page[Row]:
    last = rows.filter(ref=after).values_list("pk", flat=True).first() if after else None
    found = list((rows.filter(pk__lt=last) if last else rows).order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else "")


def _counted(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:MOST_COUNTED].count()
