"""Playing the cases: each event becomes the action that somebody would have taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from mimetypes import guess_type

from candor.helpdesk.actions.progress import schedule_until, set_follow_up, wait_for_other
from candor.helpdesk.actions.routing import assign, move_to_queue
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.lists import tag_case
from candor.helpdesk.demo.pictures import picture
from candor.helpdesk.demo.story import Entry, Event
from candor.helpdesk.models import Kind, Message, MessageKind, Priority, Status, Ticket
from candor.helpdesk.public import (
    NewMessage,
    NewTicket,
    add_customer_message,
    add_internal_note,
    close_ticket,
    open_ticket,
    send_reply,
    solve_ticket,
)
from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.files import store_file
from candor.kernel.models import StoredFile
from candor.people.public import IdentifierKind, Person

PRIORITIES = {"low": Priority.LOW, "normal": Priority.NORMAL, "high": Priority.HIGH, "urgent": Priority.URGENT}


class Play:
    """The cases on stage: which ticket each became so far."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.tickets: dict[str, Ticket] = {}

    def happen(self, event: Event, now: datetime) -> None:
        """Take the event's action. The clock stands at its moment; `now` is the real one, for dates that lie ahead."""
        subject = event.case["subject"]
        if event.opens:
            self.tickets[subject] = self._open(event.case)
            tag_case(self.tickets[subject])
            return
        ticket, step = self.tickets[subject], event.step
        ticket.refresh_from_db()
        by = self._actor(step["by"], event.case)
        if "does" in step:
            self._do(step, now)(ticket, by)
        else:
            self._write(ticket, event, by)

    def _open(self, case: Entry) -> Ticket:
        requester, channel = self.cast.people[case["by"]], Channel(case["via"])
        return open_ticket(
            NewTicket(
                requester=requester,
                subject=case["subject"],
                text=case["text"],
                channel=channel,
                queue=self.cast.queues[case["queue"]] if "queue" in case else None,
                category=self.cast.categories[case["category"]],
                kind=Kind(case["kind"]),
                priority=PRIORITIES[case.get("priority", "normal")],
                came_from=_came_from(requester, channel),
                html=case.get("html", ""),
                files=files_of(case),
            ),
            by=self._actor(_who_wrote_down(case) if channel is Channel.PHONE else case["by"], case),
        )

    def _write(self, ticket: Ticket, event: Event, by: Actor) -> None:
        step, files = event.step, files_of(event.step)
        if "reply" in step:
            then = Status(step.get("status", Status.WAITING_CUSTOMER))
            send_reply(ticket, NewMessage(step["reply"], files=files), by=by, then=then)
        elif "note" in step:
            add_internal_note(ticket, NewMessage(step["note"], files=files), by=by)
        else:
            quoted = _quoted(ticket) if by.channel is Channel.MAIL else ""
            came_from = _came_from(self.cast.people[step["by"]], by.channel)
            new = NewMessage(step["says"], channel=by.channel, came_from=came_from, quoted=quoted, files=files)
            add_customer_message(ticket, new, by=by)

    def _do(self, step: Entry, now: datetime) -> Callable[[Ticket, Actor], object]:
        deeds: Mapping[str, Callable[[Ticket, Actor], object]] = {
            "takes": lambda ticket, by: assign(ticket, self.cast.people[step["by"]], by=by),
            "moves": lambda ticket, by: move_to_queue(ticket, self.cast.queues[step["to"]], by=by),
            "waits": lambda ticket, by: wait_for_other(ticket, by=by),
            "promises": lambda ticket, by: set_follow_up(ticket, now + story.duration(step["until"]), by=by),
            "schedules": lambda ticket, by: schedule_until(ticket, now + story.duration(step["until"]), by=by),
            "solves": lambda ticket, by: solve_ticket(ticket, by=by),
            "closes": lambda ticket, by: close_ticket(ticket, by=by),
        }
        return deeds[step["does"]]

    def _actor(self, key: str, case: Entry) -> Actor:
        """The person as they act in this case: staff on the web, customers by the way that they came."""
        actor = self.cast.actors[key]
        if actor.is_staff or Channel(case["via"]) is Channel.WEB:
            return actor
        return replace(actor, kind=ActorKind.MAIL_SENDER, channel=Channel.MAIL)


def _who_wrote_down(case: Entry) -> str:
    """The member of staff at the telephone: whoever goes on with the case, else Jonas."""
    return str(case["step"][0]["by"]) if case.get("step") else "jonas"


def _came_from(person: Person, channel: Channel) -> str:
    kind = IdentifierKind.PHONE if channel is Channel.PHONE else IdentifierKind.EMAIL
    entry = person.identifiers.filter(kind=kind).order_by("id").first()
    return "" if entry is None else entry.written


def _quoted(ticket: Ticket) -> str:
    """The last letter of the case as a mail program quotes it."""
    last: Message = ticket.messages.exclude(kind=MessageKind.INTERNAL).latest("id")
    return "\n".join(f"> {line}".rstrip() for line in last.text.splitlines())


def files_of(entry: Entry) -> list[StoredFile]:
    return [_file(name) for name in entry.get("files", ())]


def _file(name: str) -> StoredFile:
    content = picture(name) if name.endswith(".png") else story.text_file(name).encode()
    return store_file("files", name, guess_type(name)[0] or "text/plain", [content])
