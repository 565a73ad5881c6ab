"""From an account to the frozen value that acts."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField

from candor.kernel import clock
from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.db.prepared import Given, Prepared
from candor.people.models import Account, Membership, StaffMember
from candor.people.roles import permissions_of

SUPER_OF: Prepared[Any] = Prepared(
    lambda: Membership.objects.filter(
        person=Given("person", BigIntegerField()), role=Membership.Role.SUPER, ended_on=None
    ).values_list("organisation")
)
"""Every request of a customer asks for it."""


def actor_of(account: Account, channel: Channel = Channel.WEB) -> Actor:
    """Staff where an active staff row says so, else a customer. Costs no query for staff whose row came along."""
    staff = staff_row(account)
    if staff is not None:
        return Actor(ActorKind.STAFF, account.person_id, permissions_of(staff.role), channel=channel)
    return Actor(
        ActorKind.CUSTOMER,
        account.person_id,
        organisation_ids=organisations_seen_by(account.person_id),
        channel=channel,
    )


def acting_as(person_id: int | None, channel: Channel) -> tuple[Actor, str] | None:
    """The member of staff with the rights of this moment, and their role; None for anybody else. Two queries."""
    account = Account.objects.select_related("staff").filter(person=person_id, is_active=True).first()
    staff = None if account is None else staff_row(account)
    return None if account is None or staff is None else (actor_of(account, channel), staff.role)


def role_of(request: Any) -> str:
    """As what somebody looks, for the access log: the role of who has signed in, or of whose token it is."""
    row = getattr(request, "token", None) or getattr(request.session, "row", None)
    return str(row.account.staff.role) if row is not None and request.actor.is_staff else str(request.actor.kind.value)


def staff_row(account: Account) -> StaffMember | None:
    """The staff row that counts today, or None: somebody who left, or whose contract's last day has passed."""
    staff: StaffMember | None = getattr(account, "staff", None)
    if staff is None or staff.left_at is not None:
        return None
    if staff.ends_on is not None and staff.ends_on < clock.now().date():
        return None
    return staff


def organisations_seen_by(person_id: int) -> frozenset[int]:
    """The organisations whose cases a super customer sees and updates."""
    return frozenset(number for (number,) in SUPER_OF.rows(person=person_id))
