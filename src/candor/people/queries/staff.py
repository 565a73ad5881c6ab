"""Who works here and who is invited to, for the staff page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from candor.kernel import clock
from candor.people.models import StaffInvitation, StaffMember
from candor.people.queries.finding import primary_emails
from candor.people.roles import ROLE_NAMES, Role


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff, or somebody invited."""

    ref: str
    person_ref: str
    name: str
    email: str
    role: str
    ends_on: date | None
    invitation: StaffInvitation | None = None
    is_expired: bool = False


def staff_members() -> list[StaffRow]:
    """Everybody who works here, by name. Two queries."""
    members = (
        StaffMember.objects.filter(left_at=None).select_related("account__person").order_by("account__person__name")
    )
    people = [member.account.person for member in members]
    emails = primary_emails([person.pk for person in people])
    return [
        StaffRow(
            person.ref,
            person.ref,
            person.name,
            emails.get(person.pk, ""),
            str(ROLE_NAMES[Role(member.role)]),
            member.ends_on,
        )
        for member, person in zip(members, people, strict=True)
    ]


def open_invitations() -> list[StaffRow]:
    """Everybody who was invited and has not answered, the newest first. Two queries."""
    invitations = StaffInvitation.objects.filter(settled_at=None).select_related("person").order_by("-invited_at")
    emails = primary_emails([invitation.person_id for invitation in invitations])
    return [
        StaffRow(
            invitation.ref,
            invitation.person.ref,
            invitation.person.name,
            emails.get(invitation.person_id, ""),
            str(ROLE_NAMES[Role(invitation.role)]),
            invitation.ends_on,
            invitation,
            invitation.expires_at <= clock.now(),
        )
        for invitation in invitations
    ]


def signature_of(person_id: int | None) -> str:
    """What the member of staff wants below their answers; "" where there is nothing, or nobody. One query."""
    rows = StaffMember.objects.filter(account__person=person_id).values_list("signature", flat=True)
    return rows.first() or "" if person_id is not None else ""


def roles_of(numbers: Collection[int]) -> dict[int, str]:
    """What these people work here as today, in words; those who do not, or no longer, are left out. One query."""
    members = StaffMember.objects.filter(account__person__in=numbers, left_at=None)
    return {
        person: str(ROLE_NAMES[Role(role)])
        for person, role in members.values_list("account__person", "role")
        if role in set(Role)
    }
