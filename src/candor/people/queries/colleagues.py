"""An organisation's people as its super customers see them."""

from __future__ import annotations

from dataclasses import dataclass

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.registries.restricted import without_restricted
from candor.people.actions.colleagues import MOST_OPEN
from candor.people.models import Account, ColleagueInvitation, Membership, Organisation, SuperRequest
from candor.people.queries.finding import primary_emails
from candor.people.queries.listings import members_page

PAGE = 25
MOST_REQUESTS = 20
MOST_ORGANISATIONS = 50


@dataclass(frozen=True, slots=True)
class Colleague:
    """One line: nothing but what working together needs."""

    ref: str
    name: str
    email: str
    is_super: bool
    can_sign_in: bool
    is_oneself: bool


@dataclass(frozen=True, slots=True)
class Colleagues:
    """One page of them by name; `later` names the person after whom the next begins, or is ""."""

    rows: list[Colleague]
    later: str


def colleagues_page(organisation: Organisation, viewer: Actor, *, after: str) -> Colleagues:
    """Four queries, however many there are."""
    members, later = members_page(organisation, by=viewer, after=after, most=PAGE)
    ids = [membership.person_id for membership in members]
    emails = primary_emails(ids)
    able = set(Account.objects.filter(person__in=ids, is_active=True).values_list("person", flat=True))
    return Colleagues([_row(membership, emails, able, viewer.id) for membership in members], later)


def open_invitations_to(organisation: Organisation, *, by: Actor) -> list[ColleagueInvitation]:
    """Offers that nobody has accepted yet, the newest first."""
    still_open = organisation.colleague_invitations.filter(expires_at__gt=clock.now())
    return list(without_restricted(still_open, by).order_by("-invited_at", "-id")[:MOST_OPEN])


def open_super_requests(organisation: Organisation, *, by: Actor) -> list[SuperRequest]:
    """Who of the members waits to hear whether they become super customer, the oldest first."""
    waiting = SuperRequest.objects.filter(
        membership__organisation=organisation,
        membership__ended_on=None,
        membership__role=Membership.Role.MEMBER,
        settled_at=None,
    )
    return list(
        without_restricted(waiting, by).select_related("membership__person").order_by("asked_at", "id")[:MOST_REQUESTS]
    )


def memberships_of(actor: Actor) -> list[Membership]:
    """The actor's own places in organisations, by name."""
    present = Membership.objects.filter(person=actor.id, ended_on=None, organisation__merged_into=None)
    return list(present.select_related("organisation").order_by("organisation__name", "id")[:MOST_ORGANISATIONS])


def has_asked(membership: Membership) -> bool:
    return membership.super_requests.filter(settled_at=None).exists()


def _row(membership: Membership, emails: dict[int, str], able: set[int], viewer: int | None) -> Colleague:
    return Colleague(
        ref=membership.person.ref,
        name=membership.person.name,
        email=emails.get(membership.person_id, ""),
        is_super=membership.role == Membership.Role.SUPER,
        can_sign_in=membership.person_id in able,
        is_oneself=membership.person_id == viewer,
    )
