"""Programs say who belongs to an organisation. Looks at people are noted, as everywhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from candor.kernel.access_log import looked_at, looked_at_each
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import must_match, tagged
from candor.kernel.api.looks import role_of
from candor.kernel.api.paging import After, Limit, Page, cursor_at, place_in
from candor.kernel.api.schemas import Named, PathRef
from candor.people import access, queries
from candor.people.actions import organisations as actions
from candor.people.actions.persons import find_or_add_by_email
from candor.people.api.operations import ORGANISATIONS
from candor.people.api.organisations import READ, WRITE
from candor.people.api.schemas import MemberIn, MemberOut, NewMemberIn
from candor.people.forms.organisations import MemberForm
from candor.people.models import Membership, Person
from candor.people.sources import Source

MEMBERS = "organisations/{slug:ref}/members"


@ORGANISATIONS.read(MEMBERS, scope=READ, response=Page[MemberOut], summary="List the members")
def list_members(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """Who belongs to the organisation today, by name."""
    asking: Any = request
    organisation = access.visible_organisation(asking.actor, ref)
    found, later = queries.members_page(organisation, by=asking.actor, after=place_in(request, cursor), most=limit)
    people = Person.objects.filter(pk__in=[member.person_id for member in found])
    looked_at_each(people, by=asking.actor, role=role_of(request))
    return Page[MemberOut](items=[_out(member) for member in found], next=cursor_at(request, later))


@ORGANISATIONS.read(f"{MEMBERS}/{{slug:person_ref}}", scope=READ, response=MemberOut, summary="Read a member")
def read_member(request: HttpRequest, ref: PathRef, person_ref: PathRef) -> MemberOut:
    """One member, with the ETag that a change needs."""
    asking: Any = request
    return _shown(request, access.visible_membership(asking.actor, ref, person_ref))


@ORGANISATIONS.write(
    "POST",
    MEMBERS,
    scope=WRITE,
    response=MemberOut,
    status=201,
    summary="Add a member",
    example={"email": "rolf@sand.example", "name": "Rolf Sand", "role": "member"},
)
def add_member(request: HttpRequest, ref: PathRef, payload: NewMemberIn) -> MemberOut:
    """Note that somebody belongs to the organisation from today; who does already gets role and position."""
    asking: Any = request
    organisation = access.changeable_organisation(asking.actor, ref)
    clean = cleaned(MemberForm(payload.model_dump()))
    person = find_or_add_by_email(clean["name"], clean["email"], by=asking.actor, source=Source.STAFF)
    member = actions.add_member(organisation, person, by=asking.actor, role=clean["role"], position=clean["position"])
    return _out(member)


@ORGANISATIONS.write(
    "PATCH",
    f"{MEMBERS}/{{slug:person_ref}}",
    scope=WRITE,
    response=MemberOut,
    summary="Change a member's role",
    match="must",
    example={"role": "super"},
)
def change_member(request: HttpRequest, ref: PathRef, person_ref: PathRef, payload: MemberIn) -> MemberOut:
    """Make a member a super customer, who sees and answers the organisation's cases, or an ordinary one again."""
    asking: Any = request
    membership = access.changeable_membership(asking.actor, ref, person_ref)
    must_match(request, _version_of(membership))
    actions.change_member_role(membership, payload.role, by=asking.actor)
    membership.role = payload.role
    return _shown(request, membership)


@ORGANISATIONS.write(
    "DELETE",
    f"{MEMBERS}/{{slug:person_ref}}",
    scope=WRITE,
    status=204,
    summary="End a membership",
    match="must",
    takes_body=False,
)
def end_membership(request: HttpRequest, ref: PathRef, person_ref: PathRef) -> None:
    """Note that somebody no longer belongs to the organisation."""
    asking: Any = request
    membership = access.changeable_membership(asking.actor, ref, person_ref)
    must_match(request, _version_of(membership))
    actions.end_membership(membership, by=asking.actor)


def _shown(request: Any, membership: Membership) -> MemberOut:
    tagged(request, _version_of(membership))
    looked_at(membership.person_id, about=membership.person, by=request.actor, role=role_of(request))
    return _out(membership)


def _version_of(membership: Membership) -> str:
    return f"{membership.pk}-{membership.role}"


def _out(member: Membership) -> MemberOut:
    return MemberOut(
        person=Named(ref=member.person.ref, name=member.person.name),
        role=member.role,  # type: ignore[arg-type] # a column with these two choices
        position=member.position,
        since=member.since,
    )
