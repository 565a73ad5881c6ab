"""Telling staff what is new in their cases, and what other floors ring for.

Called in the transaction of the action that gives reason to it. Nobody is told of their own doing, and nobody of a case
that they do not see. What is unread about one case is one line, however much happens. These are no acts of anybody, so
no facts are recorded of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import BigIntegerField

from candor.helpdesk.access import viewers_among
from candor.helpdesk.models import (
    By,
    DueNotice,
    Event,
    Message,
    MessageKind,
    Notification,
    NotificationSettings,
    Participant,
    Reason,
    Ticket,
)
from candor.helpdesk.models.notifications import NotificationQuerySet
from candor.helpdesk.rules.telling import Quiet, digest_moment, mail_moment
from candor.kernel import clock, instance
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.db.inserting import insert
from candor.kernel.db.prepared import Given, GivenMany, Prepared
from candor.kernel.registries import bell
from candor.kernel.registries.restricted import is_restricted, office
from candor.kernel.turns import one_at_a_time
from candor.people.public import Person, add_unread, staff_people

Audience = Mapping[int, Reason]
"""Who is to be told, by person, and why they are."""

FOLLOWERS = Prepared(
    lambda: Participant.objects.followers().filter(ticket=Given("ticket", BigIntegerField())).values_list("person")
)
CHOSEN = Prepared(
    lambda count: NotificationSettings.objects.filter(person__in=GivenMany("people", BigIntegerField(), count))
)
UNREAD = Prepared(
    lambda count: Notification.objects.unread().filter(
        ticket=Given("ticket", BigIntegerField()), person__in=GivenMany("people", BigIntegerField(), count)
    )
)
"""Asked while the writers' lock is held: composing them took most of the time for which a note held it."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of one case or one thing: `about` are the values of its lines."""

    about: Mapping[str, object]
    event: str


def tell_assigned(ticket: Ticket, *, by: Actor) -> None:
    """The ticket has another assignee."""
    if ticket.assignee_id is not None:
        _tell(ticket, Event.ASSIGNED, {ticket.assignee_id: Reason.ASSIGNEE}, by)


def tell_customer_wrote(ticket: Ticket, *, by: Actor) -> None:
    _tell(ticket, Event.CUSTOMER_WROTE, _interested(ticket), by)


def tell_office(message: Message, *, by: Actor) -> None:
    """What a restricted person sends is stored; the privacy office hears of it, as nobody else may use it."""
    writer = message.author_id or message.ticket.requester_id
    if message.kind == MessageKind.FROM_CUSTOMER and is_restricted(writer):
        _write_all(message.ticket, Event.CUSTOMER_WROTE, dict.fromkeys(office(), Reason.OFFICE))


def tell_colleague_wrote(ticket: Ticket, *, by: Actor, mentioned: Collection[int] = ()) -> None:
    """A reply or a note was written; those whom the note mentions are told of that and not of the note again."""
    _tell(ticket, Event.MENTIONED, dict.fromkeys(mentioned, Reason.MENTION), by)
    audience = {key: reason for key, reason in _interested(ticket).items() if key not in mentioned}
    _tell(ticket, Event.COLLEAGUE_WROTE, audience, by)


def tell_came_back(ticket: Ticket, put_away_by: int | None, *, by: Actor) -> None:
    """A ticket that was put away is back: its assignee hears of it, else whoever put it away."""
    if ticket.assignee_id is not None:
        _tell(ticket, Event.CAME_BACK, {ticket.assignee_id: Reason.ASSIGNEE}, by)
    elif put_away_by is not None:
        _tell(ticket, Event.CAME_BACK, {put_away_by: Reason.PUT_AWAY}, by)


def tell_due(ticket: Ticket, event: Event, *, by: Actor) -> None:
    """The follow-up date is near (`DUE_SOON`) or past (`OVERDUE`)."""
    if ticket.assignee_id is not None:
        _tell(ticket, event, {ticket.assignee_id: Reason.ASSIGNEE}, by)


@transaction.atomic
def tell_once(ticket: Ticket, event: Event, *, by: Actor) -> None:
    """Tell of this follow-up date unless that was done; another date is told of anew."""
    if ticket.due_at is None:
        return
    _row, is_new = DueNotice.objects.get_or_create(ticket=ticket, event=event, due_at=ticket.due_at)
    if is_new:
        tell_due(ticket, event, by=by)


def tell_call_due(ticket: Ticket, person_id: int, *, by: Actor) -> None:
    """The time of a promised call has come."""
    _tell(ticket, Event.CALL_DUE, {person_id: Reason.PROMISE}, by)


def tell_reply_held(ticket: Ticket, writer_id: int, *, by: Actor) -> None:
    """A reply that was to be sent later was not sent: its writer hears of it, and whoever has the case."""
    audience = {ticket.assignee_id: Reason.ASSIGNEE} if ticket.assignee_id is not None else {}
    _tell(ticket, Event.REPLY_HELD, {**audience, writer_id: Reason.WRITER}, by)


def tell_time_answered(ticket: Ticket, worker_id: int | None, *, by: Actor) -> None:
    """The customer authorised time or costs, or declined them: whoever worked hears of it, and who has the case."""
    worker = {worker_id: Reason.WORKER} if worker_id is not None else {}
    _tell(ticket, Event.TIME_ANSWERED, {**_interested(ticket), **worker}, by)


@transaction.atomic
def read_case(ticket: Ticket, *, by: Actor) -> bool:
    """The actor has looked at the case: its line is read. Doing it twice changes nothing."""
    return _read(Notification.objects.filter(person=by.id, ticket=ticket), by)


@transaction.atomic
def read_notification(notification: Notification, *, by: Actor) -> bool:
    """Mark one line of one's own as read. Doing it twice changes nothing."""
    return _read(Notification.objects.filter(person=by.id, pk=notification.pk), by)


@transaction.atomic
def read_everything(*, by: Actor) -> bool:
    """Mark every line of one's own as read."""
    return _read(Notification.objects.filter(person=by.id), by)


@transaction.atomic
def forget_news(*, before: datetime) -> None:
    """Unread lines that are about no case go as well: nothing else ends them, and what they tell of may be gone."""
    old = Notification.objects.unread().filter(ticket=None, last_at__lt=before)
    counts = Counter(old.values_list("person", flat=True))
    old.delete()
    for person, count in counts.items():
        add_unread({person}, -count)


def _read(rows: NotificationQuerySet, by: Actor) -> bool:
    read = rows.unread().update(read_at=clock.now(), mail_at=None)
    if read and by.id is not None:
        add_unread({by.id}, -read)
    return bool(read)


def _interested(ticket: Ticket) -> dict[int, Reason]:
    """Those who follow and the assignee, who is told as such."""
    audience = {person: Reason.FOLLOWER for (person,) in FOLLOWERS.rows(ticket=ticket.pk)}
    if ticket.assignee_id is not None:
        audience[ticket.assignee_id] = Reason.ASSIGNEE
    return audience


def _tell(ticket: Ticket, event: Event, audience: Audience, by: Actor) -> None:
    own = None if by.kind is ActorKind.TOKEN else by.id
    wanted = {key: reason for key, reason in audience.items() if key != own}
    if wanted and not is_restricted(ticket.requester_id):
        _write_all(ticket, event, wanted)


def _write_all(ticket: Ticket, event: Event, wanted: Audience) -> None:
    people = viewers_among(wanted, ticket.queue)
    ids = [person.pk for person in people]
    lines = {row.person_id: row for row in UNREAD.all(len(ids), ticket=ticket.pk, people=ids)}
    _write_to(people, _Told({"ticket": ticket}, event.value), wanted, lines)


@transaction.atomic
def keep_news(news: bell.News, people: Collection[int]) -> None:
    """Write down what another floor rings for, for those of its people whose role has to do with it."""
    one_at_a_time("helpdesk.bell")
    topic, about = bell.topics()[news.topic], {"topic": news.topic, "about": news.about}
    readers = list(staff_people(topic.permission).filter(pk__in=people).order_by("pk"))
    unread = Notification.objects.unread().filter(ticket=None, person__in=readers, **about)
    reason = dict.fromkeys(people, Reason(news.because.value))
    _write_to(readers, _Told(about, news.kind), reason, {row.person_id: row for row in unread})


def _write_to(people: Sequence[Person], told: _Told, wanted: Audience, lines: Mapping[int, Notification]) -> None:
    ids = [person.pk for person in people]
    settings = {row.person_id: row for row in CHOSEN.all(len(ids), people=ids)}
    new = {each.pk for each in people if _write(told, wanted[each.pk], each, settings.get(each.pk), lines)}
    if new:
        add_unread(new, 1)


def _write(
    told: _Told,
    reason: Reason,
    person: Person,
    chosen: NotificationSettings | None,
    lines: Mapping[int, Notification],
) -> bool:
    """Write the person's line about it; True when it is a new one."""
    now = clock.now()
    way = By((chosen.ways if chosen is not None else {}).get(told.event, By.BELL))
    if way is By.NOTHING:
        return False
    line = lines.get(person.pk) or Notification(person=person, since=now, **told.about)
    line.tally = {**line.tally, told.event: line.tally.get(told.event, 0) + 1}
    line.reason, line.last_at = reason, now
    _note_mail(line, way, _mail_moment(person, chosen, way))
    if line.pk is None:
        insert(line)
    else:
        line.save(update_fields=["tally", "reason", "last_at", "mail_at", "is_for_digest"])
    return person.pk not in lines


def _note_mail(line: Notification, way: By, moment: datetime | None) -> None:
    """The earlier mail wins: what is urgent is not put off by what may wait for the digest, nor the other way round."""
    if moment is not None and (line.mail_at is None or moment < line.mail_at):
        line.mail_at, line.is_for_digest = moment, way is By.DIGEST


def _mail_moment(person: Person, row: NotificationSettings | None, way: By) -> datetime | None:
    """When this goes out by mail; None where the bell is enough."""
    zone = ZoneInfo(person.time_zone or instance.current().time_zone)
    quiet = None
    if row is not None and row.quiet_from is not None and row.quiet_until is not None:
        quiet = Quiet(row.quiet_from, row.quiet_until)
    match way:
        case By.MAIL:
            return mail_moment(clock.now(), zone, quiet)
        case By.DIGEST:
            return digest_moment(clock.now(), zone)
        case _:
            return None
