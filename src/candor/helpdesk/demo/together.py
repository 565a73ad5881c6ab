"""Working together in the demo: followers, a copy, a mention, calls, something in the bin, and lines under bells."""

from __future__ import annotations

from datetime import datetime, timedelta

from candor.helpdesk.actions.binning import move_to_bin
from candor.helpdesk.actions.call_backs import Promise, promise_call
from candor.helpdesk.actions.following import add_copy, follow, suggest_copies
from candor.helpdesk.actions.notifying import read_notification
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.story import Entry
from candor.helpdesk.models import BinReason, Notification, Ticket
from candor.helpdesk.public import NewMessage, NewTicket, add_internal_note, open_ticket
from candor.kernel import clock
from candor.kernel.actor import JOB, Actor, ActorKind, Channel
from candor.people.public import Source, find_or_add_by_email

SEEN_AFTER = timedelta(days=2)
"""What is older has been seen: a bell with weeks of news would not be anybody's who works here."""


def work_together(cast: Cast, now: datetime) -> None:
    """Do what `together.toml` says, after the cases have been played."""
    told = story.together()
    for entry in told["follow"]:
        follow(_case(entry), cast.people[entry["who"]], by=cast.actors[entry["by"]])
    for entry in told["copy"]:
        add_copy(_case(entry), entry["name"], entry["address"], by=cast.actors[entry["by"]])
    for entry in told["suggested"]:
        suggest_copies(_case(entry), [(entry["name"], entry["address"])], is_verified=True, by=JOB)
    for entry in told["note"]:
        add_internal_note(_case(entry), NewMessage(entry["text"]), by=cast.actors[entry["by"]])
    for entry in told["call"]:
        at = now + story.duration(entry["in"])
        promise = Promise(cast.people[entry["by"]], entry["number"], at, entry["note"])
        promise_call(_case(entry), promise, by=cast.actors[entry["by"]])
    for entry in told["spam"]:
        _bin_spam(entry, cast)
    _see_what_is_old(now)


def _case(entry: Entry) -> Ticket:
    return Ticket.objects.get(subject=entry["case"])


def _bin_spam(entry: Entry, cast: Cast) -> None:
    sender = find_or_add_by_email(entry["name"], entry["address"], by=JOB, source=Source.DEMO)
    new = NewTicket(
        requester=sender,
        subject=entry["subject"],
        text=entry["text"],
        channel=Channel.MAIL,
        came_from=entry["address"],
        is_sender_verified=False,
    )
    ticket = open_ticket(new, by=Actor(ActorKind.MAIL_SENDER, sender.pk, channel=Channel.MAIL))
    move_to_bin(ticket, BinReason.SPAM, by=cast.actors[entry["by"]])


def _see_what_is_old(now: datetime) -> None:
    for line in Notification.objects.unread().filter(last_at__lt=now - SEEN_AFTER):
        with clock.at(line.last_at + timedelta(hours=1)):
            read_notification(line, by=Actor(ActorKind.STAFF, line.person_id))
