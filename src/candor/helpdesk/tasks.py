"""What the help desk does by the clock."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.actions import later, sending, tags, uploads
from candor.helpdesk.actions.binning import KEPT_IN_BIN, purge_ticket
from candor.helpdesk.actions.bulk import running
from candor.helpdesk.actions.call_backs import remind_of_call
from candor.helpdesk.actions.group_answers import deliver_answer
from candor.helpdesk.actions.letter_mail import mail_letters
from candor.helpdesk.actions.notification_mail import mail_digest, mail_notification
from candor.helpdesk.actions.notifying import forget_news, tell_once
from candor.helpdesk.actions.progress import wake_ticket
from candor.helpdesk.actions.views import forget_deleted_views
from candor.helpdesk.holding import without_held
from candor.helpdesk.models import (
    CallBack,
    DueNotice,
    Event,
    LaterReply,
    Notification,
    Presence,
    Status,
    Ticket,
    UnreadLetter,
)
from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.jobs import task
from candor.people.public import people_by_ids

MOST_AT_ONCE = 200
PRESENCE_KEPT = timedelta(minutes=2)
MOST_PURGED_AT_ONCE = 50
SOON = timedelta(minutes=30)
NEAR = (Event.DUE_SOON, Event.OVERDUE)
NOTIFICATIONS_KEPT = timedelta(days=90)


def tickets_should_wake() -> bool:
    """Whether a scheduled ticket's time has come: saves a job a minute where none has."""
    return _due().exists()


@task(_("Open scheduled cases that are due"))
def wake_scheduled_tickets() -> None:
    """Open the scheduled tickets whose time has come, each in its own short transaction. Comes round every minute."""
    for ticket in _due()[:MOST_AT_ONCE]:
        wake_ticket(ticket, by=JOB)


@task(_("Deliver an answer to all children of a case"))
def deliver_group_answer(answer_id: int) -> None:
    """Deliver what still waits of it. Killed in the middle, the next run goes on where it stopped."""
    deliver_answer(answer_id)


def replies_should_leave() -> bool:
    """Whether the time of a reply that is sent later has come."""
    return _replies_due().exists()


@task(_("Send replies whose time has come"))
def send_planned_replies() -> None:
    """Send the replies that were to be sent later, each in its own short transaction. Comes round every few seconds."""
    for reply_id in list(_replies_due().values_list("pk", flat=True)[:MOST_AT_ONCE]):
        later.send_if_due(reply_id)


@task(_("Forget how replies could have been taken back"))
def forget_past_undoing() -> None:
    """Delete what was kept for undoing replies that have left since. Comes round every hour."""
    sending.forget_past_undoing(clock.now() - timedelta(hours=1))


@task(_("Delete files of programs that no message took"))
def forget_old_uploads() -> None:
    """Delete the files that programs sent and did not use within a day."""
    uploads.forget_old_uploads()


def calls_should_be_told() -> bool:
    """Whether the time of a promised call has come."""
    return _calls_due().exists()


@task(_("Remind technicians of promised calls"))
def remind_of_calls() -> None:
    """Tell whoever promised a call that its time has come, once for each time."""
    for call in _calls_due().select_related("ticket__queue")[:MOST_AT_ONCE]:
        remind_of_call(call, by=JOB)


@task(_("Merge two tags"))
def move_tag(tag_id: int, into_id: int) -> None:
    """Give all tickets of one tag another one, some at a time."""
    tags.move_all(tag_id, into_id)


@task(_("Delete a tag"))
def drop_tag(tag_id: int) -> None:
    """Take a tag off all tickets, some at a time."""
    tags.drop_all(tag_id)


@task(_("Change many cases"))
def run_bulk(bulk_id: int) -> None:
    """Change the tickets of a bulk that still wait, each in its own short transaction."""
    running.run(bulk_id)


@task(_("Take a change of many cases back"))
def undo_bulk(bulk_id: int) -> None:
    """Give the tickets of a bulk back what they had, each in its own short transaction."""
    running.undo(bulk_id)


@task(_("Forget deleted views and old changes of many cases"))
def tidy_lists() -> None:
    """Forget the views and bulks that can no longer be brought back."""
    forget_deleted_views()
    running.forget_old_bulks()


def bin_should_be_emptied() -> bool:
    """Whether something has lain in the bin for its thirty days."""
    return _past_their_time().exists()


@task(_("Empty the bin of what is older than thirty days"))
def empty_bin() -> None:
    """Purge what has lain in the bin for thirty days, each case in its own transaction."""
    for ticket in _past_their_time()[:MOST_PURGED_AT_ONCE]:
        purge_ticket(ticket, by=JOB)


def notifications_should_go_out() -> bool:
    """Whether a mail about something new is due."""
    return _mails_due().exists()


@task(_("Mail notifications to staff"))
def send_notification_mails() -> None:
    """Put the mails that are due into the outbox, each in its own short transaction."""
    for notification in (
        _mails_due().filter(is_for_digest=False).select_related("ticket__queue", "person")[:MOST_AT_ONCE]
    ):
        mail_notification(notification)
    people = _mails_due().filter(is_for_digest=True).values_list("person", flat=True).distinct()
    for person in people_by_ids(people[:MOST_AT_ONCE]).values():
        mail_digest(person)


def letters_should_be_told() -> bool:
    """Whether a customer is to be told by mail of a letter that they have not read."""
    return _letters_due().exists()


@task(_("Tell customers of new messages"))
def send_letter_mails() -> None:
    """Put the mails about unread letters that are due into the outbox, one a person."""
    people = _letters_due().values_list("person", flat=True)[:MOST_AT_ONCE]
    for person in people_by_ids(set(people)).values():
        mail_letters(person)


def cases_should_be_told() -> bool:
    """Whether somebody's case is near its follow-up date, or just past it, and they were not told."""
    return any(_untold(event).exists() for event in NEAR)


@task(_("Tell technicians what is due"))
def tell_what_is_due() -> None:
    """Tell the assignees of cases that are due within half an hour, and of those just past their date, once each."""
    for event in NEAR:
        for ticket in _untold(event).select_related("queue")[:MOST_AT_ONCE]:
            tell_once(ticket, event, by=JOB)


@task(_("Delete old notifications"))
def forget_old_notifications() -> None:
    """Delete what was read three months ago, and the marks that nobody needs any more."""
    now = clock.now()
    with transaction.atomic():
        Notification.objects.filter(read_at__lt=now - NOTIFICATIONS_KEPT).delete()
        forget_news(before=now - NOTIFICATIONS_KEPT)
        DueNotice.objects.filter(due_at__lt=now - timedelta(days=2)).delete()


def _calls_due() -> QuerySet[CallBack]:
    return CallBack.objects.open().filter(told_at=None, at__lte=clock.now(), ticket__binned_at=None).order_by("at")


def _replies_due() -> QuerySet[LaterReply]:
    return LaterReply.objects.filter(held_for="", send_at__lte=clock.now()).order_by("send_at", "id")


def presence_should_be_cleared() -> bool:
    """Whether somebody has left a case."""
    return Presence.objects.filter(seen_at__lt=clock.now() - PRESENCE_KEPT).exists()


@task(_("Forget who was looking at a case"))
def clear_presence() -> None:
    """Delete the rows of those who have left."""
    with transaction.atomic():
        Presence.objects.filter(seen_at__lt=clock.now() - PRESENCE_KEPT).delete()


def _past_their_time() -> QuerySet[Ticket]:
    """What is to be purged; a legal hold keeps its cases in the bin for as long as it stands."""
    binned = Ticket.objects.filter(binned_at__lt=clock.now() - KEPT_IN_BIN)
    return without_held(binned).order_by("binned_at")


def _letters_due() -> QuerySet[UnreadLetter]:
    return UnreadLetter.objects.filter(mail_at__lte=clock.now()).order_by("mail_at")


def _mails_due() -> QuerySet[Notification]:
    return Notification.objects.filter(mail_at__lte=clock.now(), read_at=None).order_by("mail_at")


def _untold(event: Event) -> QuerySet[Ticket]:
    """Cases with an assignee in the stretch of time that the event means, of which nobody was told yet.

    What is long overdue was told when it became so: the stretch is short, one small range of the index.
    """
    now = clock.now()
    begin, end = (now, now + SOON) if event is Event.DUE_SOON else (now - SOON, now)
    told = DueNotice.objects.filter(ticket=OuterRef("pk"), event=event, due_at=OuterRef("due_at"))
    tickets = Ticket.objects.filter(due_at__gt=begin, due_at__lte=end, assignee__isnull=False)
    return tickets.filter(~Exists(told)).order_by("due_at")


def _due() -> QuerySet[Ticket]:
    scheduled = Ticket.objects.filter(status=Status.SCHEDULED, scheduled_for__lte=clock.now())
    return scheduled.order_by("scheduled_for")
