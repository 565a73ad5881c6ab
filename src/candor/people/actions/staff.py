"""Who works here: invited, changed and let go by administrators, one audited action each. Nothing else makes staff."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, tokens
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.audit import record
from candor.kernel.models import Token
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people import notices, passwords
from candor.people.actions.accounts import account_of, check_strength, set_password
from candor.people.actions.identifiers import Refused, confirm_identifier
from candor.people.actions.persons import NewPerson, add_person, whom_the_address_means
from candor.people.identifiers import normalise
from candor.people.models import Account, Identifier, IdentifierKind, Person, StaffInvitation, StaffMember
from candor.people.roles import Role
from candor.people.rules.passwords import is_short
from candor.people.sources import Source

INVITATION = "staff-invitation"
INVITATION_LIVES = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom an administrator invites, as what, and until when (None: no end)."""

    name: str
    email: str
    role: Role
    ends_on: date | None = None


@transaction.atomic
def invite(wanted: Invitation, *, by: Actor) -> StaffInvitation:
    """Mail somebody the offer to become staff; an earlier open offer to the same person is replaced.

    Somebody we know by the address keeps their record. Pressing the button twice mails one. Raises Refused for those
    who work here already.
    """
    one_at_a_time("people.person")
    person = whom_the_address_means(normalise(IdentifierKind.EMAIL, wanted.email), wanted.name) or add_person(
        NewPerson(wanted.name, wanted.email, source=Source.INVITATION), by=by
    )
    if StaffMember.objects.filter(account__person=person, left_at=None).exists():
        raise Refused(_("This person is a member of staff already."))
    for earlier in person.invitations.filter(settled_at=None):
        if (earlier.role, earlier.ends_on) == (wanted.role, wanted.ends_on) and earlier.invited_at > a_moment_ago():
            return earlier
        withdraw_invitation(earlier, by=by)
    now = clock.now()
    invitation = StaffInvitation.objects.create(
        person=person, role=wanted.role, ends_on=wanted.ends_on, invited_at=now, expires_at=now + INVITATION_LIVES
    )
    entry = Identifier.objects.get(person=person, kind=IdentifierKind.EMAIL, value=normalise("email", wanted.email))
    secret = tokens.issue_link(
        INVITATION, person.pk, lives=INVITATION_LIVES, invitation=invitation.pk, identifier=entry.pk
    )
    record("people.staff.invited", invitation, by=by, role=str(wanted.role), person=person.pk)
    notices.send_invitation(invitation, entry.written, secret, by=by)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: StaffInvitation, *, by: Actor) -> None:
    """Take an open offer back; its link stops working. Taking back twice changes nothing."""
    if StaffInvitation.objects.filter(pk=invitation.pk, settled_at=None).update(settled_at=clock.now()):
        tokens.revoke(INVITATION, invitation.person_id)
        record("people.staff.invitation_withdrawn", invitation, by=by)


def invitation_behind(secret: str) -> tuple[Token, StaffInvitation] | None:
    """The open offer behind a link's secret, or None. Changes nothing."""
    token = tokens.find_link(INVITATION, secret)
    if token is None:
        return None
    offers = StaffInvitation.objects.select_related("person")
    invitation = offers.filter(pk=token.details["invitation"], settled_at=None).first()
    return (token, invitation) if invitation else None


def accept(token: Token, invitation: StaffInvitation, password: str) -> Account:
    """Become staff with a password of one's own. Raises Refused when the password is weak or the offer is gone."""
    check_strength(invitation.person, password)
    hashed = passwords.hashed(password)
    with transaction.atomic():
        account = accept_proven(token, invitation)
        by = Actor(ActorKind.CUSTOMER, invitation.person_id)
        set_password(account, hashed, by=by, is_short=is_short(password))
    return account


@transaction.atomic
def accept_proven(token: Token, invitation: StaffInvitation) -> Account:
    """Become staff as whoever has shown that the invited mailbox is theirs. Raises Refused when the offer is gone."""
    open_offers = StaffInvitation.objects.filter(pk=invitation.pk, settled_at=None)
    if not (tokens.use(token) and open_offers.update(settled_at=clock.now())):
        raise Refused(_("This invitation is no longer valid. Ask for a new one."))
    by = Actor(ActorKind.CUSTOMER, invitation.person_id)
    for entry in Identifier.objects.filter(pk=token.details["identifier"], person=invitation.person_id):
        confirm_identifier(entry, by=by)
    account = account_of(invitation.person)
    make_staff(account, Role(invitation.role), ends_on=invitation.ends_on, by=by)
    return account


@transaction.atomic
def make_staff(account: Account, role: Role, *, ends_on: date | None = None, by: Actor) -> StaffMember:
    """Write the row that makes an account staff. Called by accepting an invitation, set-up and the demo alone."""
    member, _is_new = StaffMember.objects.update_or_create(
        account=account,
        defaults={"role": role, "started_on": clock.now().date(), "ends_on": ends_on, "left_at": None},
    )
    Account.objects.filter(pk=account.pk).update(is_active=True, epoch=F("epoch") + 1)
    record("people.staff.joined", member, by=by, role=str(role), person=account.person_id)
    return member


@transaction.atomic
def change_role(member: StaffMember, role: Role, *, by: Actor) -> None:
    """Give another role from now on; everything signed in with the old one ends, and the person is told.

    Raises Refused for the last administrator.
    """
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(member)
    if StaffMember.objects.filter(pk=member.pk, left_at=None).exclude(role=role).update(role=role):
        _end_sessions(member)
        record("people.staff.role_changed", member, by=by, role=str(role))
        member.refresh_from_db(fields=["role"])
        notices.tell_role_changed(member, by=by)


@transaction.atomic
def change_last_day(member: StaffMember, ends_on: date | None, *, by: Actor) -> None:
    """Set or lift the last day of a contract. Raises Refused where it would lock the last administrator out."""
    if ends_on is not None:
        _keep_an_administrator(member)
    present = StaffMember.objects.filter(pk=member.pk, left_at=None)
    if present.exclude(models.Q(ends_on=ends_on) if ends_on else models.Q(ends_on=None)).update(ends_on=ends_on):
        record("people.staff.last_day_changed", member, by=by, ends_on=ends_on.isoformat() if ends_on else None)


@transaction.atomic
def let_go(member: StaffMember, *, by: Actor) -> None:
    """Note that somebody no longer works here: all their sessions end, and the account is a customer's again.

    Raises Refused for the last administrator. Letting go twice changes nothing.
    """
    _keep_an_administrator(member)
    leave(member, by=by)


@transaction.atomic
def leave(member: StaffMember, *, by: Actor) -> None:
    """Write down that somebody has left, without asking who stays; a contract ends by itself this way."""
    if StaffMember.objects.filter(pk=member.pk, left_at=None).update(left_at=clock.now()):
        _end_sessions(member)
        record("people.staff.left", member, by=by, person=member.account.person_id)


@transaction.atomic
def change_signature(member: StaffMember, signature: str, *, by: Actor) -> None:
    """Set the text below one's own answers."""
    if StaffMember.objects.filter(pk=member.pk).exclude(signature=signature).update(signature=signature):
        record("people.staff.signature_changed", member, by=by)


def _keep_an_administrator(member: StaffMember) -> None:
    """Somebody has to be able to open the System Configuration tomorrow. Locks the rows that it counts."""
    if member.role != Role.ADMINISTRATOR:
        return
    others = StaffMember.objects.select_for_update().filter(
        role=Role.ADMINISTRATOR, left_at=None, ends_on=None, account__is_active=True
    )
    if not others.exclude(pk=member.pk).exists():
        raise Refused(_("This is the last administrator. Make somebody else an administrator first."))


def _end_sessions(member: StaffMember) -> None:
    Account.objects.filter(pk=member.account_id).update(epoch=F("epoch") + 1)


def people_working_here() -> models.QuerySet[Person]:
    """Everybody with a staff row that counts today or will be ended tonight, by name."""
    return Person.objects.filter(account__staff__left_at=None, account__staff__isnull=False).order_by("name", "id")


def add_unread(people: Collection[int], step: int) -> None:
    """Count what waits under these people's bells. A count, nobody's act: no fact is recorded of it.

    The figure never falls below nought, whatever was counted twice.
    """
    rows = StaffMember.objects.filter(account__person__in=people)
    if step < 0:
        rows.filter(unread_notifications__lt=-step).update(unread_notifications=0)
        rows = rows.filter(unread_notifications__gte=-step)
    rows.update(unread_notifications=F("unread_notifications") + step)


def set_promised_calls(person_id: int, count: int) -> None:
    """Keep the figure of calls that somebody has promised. A count as well, no fact."""
    StaffMember.objects.filter(account__person=person_id).update(promised_calls=count)
