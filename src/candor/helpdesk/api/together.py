"""Programs read and change who follows a ticket and which tags it carries. For staff."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from candor.helpdesk import access
from candor.helpdesk.actions import following, tagging
from candor.helpdesk.api.operations import READ, TICKETS, WRITE
from candor.helpdesk.api.schemas import FollowerIn, TagIn, TagsIn, TicketOut
from candor.helpdesk.api.tickets import note_look, shown_again, version_of, workable_for
from candor.helpdesk.forms.following import FollowerForm
from candor.helpdesk.forms.tags import AddTagsForm, TakeTagForm
from candor.helpdesk.models import Participant, Ticket
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import may_match
from candor.kernel.api.schemas import Named, PathRef

TICKET = "tickets/{slug:ref}"


@TICKETS.read(f"{TICKET}/followers", scope=READ, response=list[Named], summary="List the followers")
def list_followers(request: HttpRequest, ref: PathRef) -> list[Named]:
    """The colleagues who follow the ticket, by name. For staff."""
    ticket = _seen_by_staff(request, ref)
    note_look(request, ticket)
    return _followers_of(ticket)


@TICKETS.write(
    "POST",
    f"{TICKET}/followers",
    scope=WRITE,
    response=list[Named],
    summary="Add a follower",
    example={"person": "0f3kq8z1v7n2m5ax"},
)
def add_follower(request: HttpRequest, ref: PathRef, payload: FollowerIn) -> list[Named]:
    """Let a colleague who sees its queue follow the ticket. Twice is once."""
    asking: Any = request
    ticket = workable_for(request, ref)
    clean = cleaned(FollowerForm(ticket.queue, {"person": payload.person}))
    following.follow(ticket, clean["person"], by=asking.actor)
    return _followers_of(ticket)


@TICKETS.write(
    "POST", f"{TICKET}/following", scope=WRITE, response=list[Named], summary="Follow a ticket", takes_body=False
)
def follow_ticket(request: HttpRequest, ref: PathRef) -> list[Named]:
    """Let the owner of the token follow the ticket. Twice is once."""
    asking: Any = request
    ticket = _seen_by_staff(request, ref)
    following.follow(ticket, asking.person, by=asking.actor)
    return _followers_of(ticket)


@TICKETS.write(
    "POST", f"{TICKET}/unfollowing", scope=WRITE, response=list[Named], summary="Unfollow a ticket", takes_body=False
)
def unfollow_ticket(request: HttpRequest, ref: PathRef) -> list[Named]:
    """The owner of the token follows the ticket no more. Twice changes nothing."""
    asking: Any = request
    ticket = _seen_by_staff(request, ref)
    following.unfollow(ticket, asking.person, by=asking.actor)
    return _followers_of(ticket)


@TICKETS.write(
    "POST",
    f"{TICKET}/tags",
    scope=WRITE,
    response=TicketOut,
    summary="Tag a ticket",
    match="may",
    example={"names": ["printer"]},
)
def tag_ticket(request: HttpRequest, ref: PathRef, payload: TagsIn) -> TicketOut:
    """Put tags on the ticket; names that are new become tags. Those it carries stay."""
    asking: Any = request
    ticket = workable_for(request, ref)
    may_match(request, version_of(request, ticket))
    clean = cleaned(AddTagsForm(ticket, asking.actor, {"names": ", ".join(payload.names)}))
    tagging.add_tags(ticket, clean["names"], by=asking.actor)
    return shown_again(request, ticket)


@TICKETS.write(
    "POST",
    f"{TICKET}/tags/removal",
    scope=WRITE,
    response=TicketOut,
    summary="Take a tag off",
    match="may",
    example={"tag": "printer"},
)
def untag_ticket(request: HttpRequest, ref: PathRef, payload: TagIn) -> TicketOut:
    """Take the tag of this name off the ticket. One that it does not carry is passed over."""
    asking: Any = request
    ticket = workable_for(request, ref)
    may_match(request, version_of(request, ticket))
    clean = cleaned(TakeTagForm(ticket, asking.actor, {"tag": payload.tag}))
    tagging.take_off(ticket, [clean["tag"]], by=asking.actor)
    return shown_again(request, ticket)


def _seen_by_staff(request: Any, ref: str) -> Ticket:
    """A ticket that the owner of the token, being staff, may read, or 404: customers are never told who takes part."""
    if not request.actor.is_staff:
        raise Http404
    return access.readable_ticket(request.actor, ref)


def _followers_of(ticket: Ticket) -> list[Named]:
    rows = Participant.objects.followers().filter(ticket=ticket).order_by("person__name", "pk")
    return [Named(ref=ref, name=name) for ref, name in rows.values_list("person__ref", "person__name")]
