"""What stands around a case's conversation, read in one query whatever there is of it: drafts, who takes part, copies.

The case page is the hottest page with the most parts. Each of these is a handful of rows of its own table, so they are
read as one union of plain values instead of one query each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    F,
    IntegerField,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from candor.helpdesk.models import (
    CallBack,
    Draft,
    LaterFile,
    LaterReply,
    Notification,
    Part,
    Participant,
    Presence,
    SentCopy,
    Standing,
    Ticket,
    TimeToUndo,
)
from candor.helpdesk.queries.case import Saying
from candor.helpdesk.rules.presence import COUNTS_FOR
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import Given, Prepared, anyone_like
from candor.kernel.registries.restricted import without_restricted
from candor.mail.public import dead_among
from candor.people.public import Identifier, IdentifierKind
from candor.privacy.public import LOOKS_LIKE, signs_of

DRAFT = "composer"
TICKET = "helpdesk.ticket"
LOST = frozenset({"bounced", "failed"})
WAS_FINISHED = Case(When(was_finished=True, then=Value("finished")), default=Value(""))


class Line(NamedTuple):
    """One row of the union. What `key`, `words`, `mark` and `number` mean is told by `what`."""

    what: str
    key: str
    name: str
    words: str
    mark: str
    person_id: int | None
    number: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody who takes part, or might: `words` is the address of a copy, "" for staff."""

    ref: str
    name: str
    address: str
    person_id: int | None
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """To whom a message of ours went besides the requester, and how that mail fared."""

    name: str
    address: str
    delivery: str


@dataclass(frozen=True, slots=True)
class Call:
    """A promised call: the number as written, who promised it, and how often nobody answered."""

    ref: str
    number: str
    note: str
    who: str
    attempts: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Dead:
    """An address of the requester that is known not to exist: our replies do not arrive there."""

    ref: str
    address: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Asking:
    """Words in the case that seem to ask for a right of the writer's: which it looks like, and since when."""

    ref: str
    title: Promise
    since: datetime | None


@dataclass(slots=True)
class Beside:
    """Everything around one conversation. `draft` is the actor's own, `drafting` are those of colleagues.

    `later` are the replies that wait for their time (`queries.later`); `undoable` names the actor's messages that have
    not left.
    """

    draft: Line | None = None
    has_news: bool = False
    drafting: list[Line] = field(default_factory=list)
    followers: list[Someone] = field(default_factory=list)
    copies: list[Someone] = field(default_factory=list)
    suggested: list[Someone] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    present: list[tuple[str, bool]] = field(default_factory=list)
    sent: dict[int, list[Sent]] = field(default_factory=dict)
    later: list[Line] = field(default_factory=list)
    later_files: dict[str, list[str]] = field(default_factory=dict)
    undoable: set[str] = field(default_factory=set)
    dead: list[Dead] = field(default_factory=list)
    asking: Asking | None = None

    def reached(self, saying: Saying) -> str:
        """To whom a reply of ours went, in words: the address, then each copy; what did not arrive is marked."""
        lost, names = _("did not arrive"), []
        for each in self.sent.get(saying.id, ()):
            name = each.name or each.address
            names.append(f"{name} ({lost})" if each.delivery in LOST else name)
        if not names:
            return saying.address
        return _("%(address)s, copies to %(names)s") % {"address": saying.address, "names": ", ".join(names)}


def beside(ticket: Ticket, *, by: Actor) -> Beside:
    """What stands around the ticket, as this member of staff sees it. One query."""
    found, now = Beside(), clock.now()
    known = {"me": by.id, "ticket": ticket.pk, "requester": ticket.requester_id}
    for row in AROUND.rows(anyone_like(by), **known, now=now, present_since=now - COUNTS_FOR):
        _sort_in(Line._make(row), found, by)
    found.present.sort()
    found.calls.sort(key=lambda call: (call.at is None, call.at))
    return found


def _sort_in(line: Line, found: Beside, by: Actor) -> None:
    match line.what:
        case "draft" if line.person_id == by.id:
            found.draft = line
        case "draft":
            found.drafting.append(line)
        case "call":
            found.calls.append(Call(line.key, line.mark, line.words, line.name, line.number, line.at))
        case "present-now":
            found.present.append((line.name, bool(line.number)))
        case "news":
            found.has_news = True
        case "later" | "later-file" | "undo" | "dead" | "asking":
            _sort_in_unsent(line, found)
        case "sent":
            found.sent.setdefault(line.number, []).append(Sent(line.name, line.words, line.mark))
        case _:
            someone = Someone(line.key, line.name, line.words, line.person_id, is_doubtful=bool(line.number))
            {"follower": found.followers, "present": found.copies, "suggested": found.suggested}[line.what].append(
                someone
            )


def _sort_in_unsent(line: Line, found: Beside) -> None:
    match line.what:
        case "later":
            found.later.append(line)
        case "later-file":
            found.later_files.setdefault(line.key, []).append(line.words)
        case "dead":
            found.dead.append(Dead(line.key, line.words, line.at))
        case "asking":
            found.asking = Asking(line.key, LOOKS_LIKE[line.words], line.at)
        case _:
            found.undoable.add(line.key)


def _around(by: Actor) -> QuerySet[Any, Any]:
    first, *others = _parts(Given("ticket", BigIntegerField()), Given("requester", BigIntegerField()), by)
    return first.union(*others, all=True)


AROUND = Prepared(_around)
"""Composing it cost 9 ms of processor time, as much as all else that the case page asked."""


def _parts(ticket: Given, requester: Given, by: Actor) -> Sequence[QuerySet[Any, Any]]:
    drafts = Draft.objects.filter(ticket=ticket, purpose=DRAFT)
    followers = Participant.objects.followers().filter(ticket=ticket)
    copied = Participant.objects.filter(ticket=ticket, part=Part.COPY).exclude(standing=Standing.REMOVED)
    copies = without_restricted(copied, by)
    sent = without_restricted(SentCopy.objects.filter(message__ticket=ticket), by)
    calls = CallBack.objects.open().filter(ticket=ticket)
    present = Presence.objects.filter(ticket=ticket, seen_at__gt=Given("present_since", DateTimeField())).exclude(
        person=by.id
    )
    later = LaterReply.objects.of_ticket(ticket)
    later_files = LaterFile.objects.filter(reply__in=later.order_by().values("pk"))
    emails = Identifier.objects.filter(person=requester, kind=IdentifierKind.EMAIL).values("value")
    undoable = TimeToUndo.objects.filter(message__ticket=ticket, sender=by.id, until__gt=Given("now", DateTimeField()))
    asking = signs_of(TICKET, ticket)
    news = Notification.objects.unread().filter(ticket=ticket, person=by.id)
    return [
        _lines(
            drafts, "draft", name=F("author__name"), words=F("text"), person=F("author_id"),
            number=Cast("is_note", IntegerField()), at=F("saved_at"),
        ),
        _lines(followers, "follower", key=F("ref"), name=F("person__name"), person=F("person_id"), at=F("since")),
        _lines(
            copies, F("standing"), key=F("ref"), name=F("name"), words=F("address"), person=F("person_id"),
            number=Cast("is_from_unverified", IntegerField()), at=F("since"),
        ),
        _lines(
            sent, "sent", name=F("participant__name"), words=F("participant__address"), mark=F("delivery"),
            number=F("message_id"), at=F("message__created_at"),
        ),
        _lines(
            calls, "call", key=F("ref"), name=F("caller__name"), words=F("note"), mark=F("number"),
            number=F("attempts"), at=F("at"),
        ),
        _lines(
            present, "present-now", name=F("person__name"), person=F("person_id"),
            number=Cast("is_writing", IntegerField()), at=F("seen_at"),
        ),
        _lines(
            later, "later", key=F("ref"), name=F("author__name"), words=F("text"), person=F("ticket_id"),
            mark=Concat(WAS_FINISHED, Value("|"), F("held_for")), number=F("newest_message"), at=F("send_at"),
        ),
        _lines(later_files, "later-file", key=F("reply__ref"), words=F("file__name"), at=F("reply__send_at")),
        _lines(dead_among(emails, by=by), "dead", key=F("ref"), words=F("address"), at=F("since")),
        _lines(undoable, "undo", key=F("message__ref"), at=F("until")),
        _lines(asking, "asking", key=F("ref"), words=F("kind"), at=F("arrived_at")),
        _lines(news, "news", key=F("ref"), person=F("person_id"), at=F("last_at")),
    ]  # fmt: skip


def _lines(rows: QuerySet[Any], what: Any, **values: Any) -> QuerySet[Any, Any]:
    """The rows as lines: what is not named is empty."""
    filled = {"key": Value(""), "name": Value(""), "words": Value(""), "mark": Value(""), **values}
    texts = {f"line_{name}": Cast(filled[name], TextField()) for name in ("key", "name", "words", "mark")}
    return rows.order_by().values_list(
        Cast(Value(what) if isinstance(what, str) else what, CharField(max_length=12)),
        *texts.values(),
        Cast(filled.get("person", Value(None)), IntegerField()),
        Cast(filled.get("number", Value(0)), IntegerField()),
        filled["at"],
    )
