"""An organisation's people in the hands of its super customers: inviting, and ending access to its cases.

An invitation looks the same whether we know the address or not; only its owner learns what it means, and confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, tokens
from candor.kernel.actor import ANONYMOUS, JOB, Actor, ActorKind
from candor.kernel.audit import record
from candor.kernel.jobs import Task, enqueue
from candor.kernel.models import Token
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people import notices, passwords
from candor.people.actions.accounts import account_of, set_password
from candor.people.actions.identifiers import Refused, confirm_identifier
from candor.people.actions.organisations import add_member, end_membership
from candor.people.actions.persons import NewPerson, add_person
from candor.people.identifiers import normalise
from candor.people.models import (
    Account,
    ColleagueInvitation,
    Identifier,
    IdentifierKind,
    Membership,
    Organisation,
    Person,
    SuperRequest,
)
from candor.people.queries import words_about
from candor.people.queries.registration import Known, Standing, holder_of
from candor.people.rules.passwords import weakness
from candor.people.sources import Source

INVITATION = "colleague"
"""The purpose of the links that are mailed."""

LIVES = timedelta(days=7)
MOST_OPEN = 20
GONE = _("This invitation is no longer valid. Ask for a new one.")


@transaction.atomic
def invite(organisation: Organisation, email: str, language: str, *, mailer: Task, by: Actor) -> None:
    """Offer a place in the organisation. Inviting an address again renews the offer and mails a new link; pressing
    twice does neither.

    Raises Refused where twenty offers are open, and NotAnIdentifier for what is no address.
    """
    one_at_a_time("people.colleague")
    now = clock.now()
    value = normalise(IdentifierKind.EMAIL, email)
    open_offers = ColleagueInvitation.objects.filter(organisation=organisation, expires_at__gt=now)
    if open_offers.filter(email=value, invited_at__gt=a_moment_ago()).exists():
        return
    if open_offers.exclude(email=value).count() >= MOST_OPEN:
        raise Refused(_("Twenty invitations are open. Withdraw one, or wait until somebody accepts."))
    renewed = {"by_id": by.id, "language": language, "invited_at": now, "expires_at": now + LIVES}
    invitation, _is_new = ColleagueInvitation.objects.update_or_create(
        organisation=organisation, email=value, defaults=renewed
    )
    record("people.colleague.invited", invitation, by=by, organisation=organisation.pk)
    enqueue(mailer, invitation.pk)


@transaction.atomic
def answer_invitation(invitation_id: int) -> None:
    """Mail the link to the invited. Running again replaces the link; who belongs already is not written to."""
    found = ColleagueInvitation.objects.select_related("organisation")
    invitation = found.filter(pk=invitation_id, expires_at__gt=clock.now()).first()
    if invitation is None:
        return
    known = holder_of(invitation.email)
    if known.entry is not None and _belongs(known.entry.person, invitation.organisation):
        invitation.delete()
    elif known.standing is Standing.UNUSABLE:
        notices.tell_invitation_is_no_way(invitation, by=JOB)
    else:
        tokens.revoke(INVITATION, invitation.pk)
        secret = tokens.issue_link(INVITATION, invitation.pk, lives=invitation.expires_at - clock.now())
        notices.send_colleague_invitation(invitation, secret, by=JOB)


@transaction.atomic
def withdraw_invitation(invitation: ColleagueInvitation, *, by: Actor) -> None:
    """Take an open offer back; its link stops working."""
    tokens.revoke(INVITATION, invitation.pk)
    record("people.colleague.invitation_withdrawn", invitation, by=by, organisation=invitation.organisation_id)
    ColleagueInvitation.objects.filter(pk=invitation.pk).delete()


def invitation_behind(secret: str) -> tuple[Token, ColleagueInvitation, Known] | None:
    """The open offer of a mailed link and what its address means by now; None where it leads nowhere.

    An offer counts as long as whoever made it is a super customer of the organisation.
    """
    token = tokens.find_link(INVITATION, secret)
    if token is None or token.subject_id is None:
        return None
    offers = ColleagueInvitation.objects.select_related("organisation")
    invitation = offers.filter(pk=token.subject_id, organisation__merged_into=None).first()
    if invitation is None or not is_super(invitation.by_id, invitation.organisation_id):
        return None
    known = holder_of(invitation.email)
    return None if known.standing is Standing.UNUSABLE else (token, invitation, known)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the invited says: a name where nobody has the address, a password where there is no way to sign in."""

    password: str = ""
    name: str = ""


def accept(token: Token, invitation: ColleagueInvitation, said: Accepted) -> Account:
    """Become a member, with an account where there was none. A known person keeps their record and their password.

    Raises Refused for a weak password, which leaves the link usable, and where the offer has gone.
    """
    known = holder_of(invitation.email)
    hashed = ""
    if known.standing is not Standing.HAS_ACCOUNT:
        about = words_about(known.entry.person if known.entry else None)
        weak = weakness(said.password, [*about, said.name, invitation.email, invitation.organisation.name])
        if weak is not None:
            raise Refused(weak)
        hashed = passwords.hashed(said.password)
    with transaction.atomic():
        one_at_a_time("people.person")
        return _accept(token, invitation, hashed, said.name)


@transaction.atomic
def end_access(membership: Membership, *, by: Actor) -> None:
    """Let a colleague no longer belong to the organisation, and tell them. Account and own cases stay theirs."""
    if Membership.objects.filter(pk=membership.pk, ended_on=None).exists():
        end_membership(membership, by=by)
        SuperRequest.objects.filter(membership=membership, settled_at=None).delete()
        notices.tell_membership_ended(membership, by=by)


def forget_old_invitations() -> int:
    """Delete offers that nobody accepted in time."""
    return ColleagueInvitation.objects.filter(expires_at__lte=clock.now()).delete()[0]


def is_super(person_id: int, organisation_id: int) -> bool:
    """Whether the person is a super customer of the organisation today."""
    return Membership.objects.filter(
        person=person_id, organisation=organisation_id, role=Membership.Role.SUPER, ended_on=None
    ).exists()


def _accept(token: Token, invitation: ColleagueInvitation, hashed: str, name: str) -> Account:
    known = holder_of(invitation.email)
    fits = known.standing is Standing.HAS_ACCOUNT or (hashed and known.standing is not Standing.UNUSABLE)
    if not (fits and tokens.use(token)):
        raise Refused(GONE)
    entry = known.entry or _written_down(invitation, name)
    by = Actor(ActorKind.CUSTOMER, entry.person_id)
    confirm_identifier(entry, by=by)
    account = account_of(entry.person)
    if not _belongs(entry.person, invitation.organisation):
        add_member(invitation.organisation, entry.person, by=by)
    record("people.colleague.joined", account, by=by, organisation=invitation.organisation_id)
    if known.standing is not Standing.HAS_ACCOUNT:
        set_password(account, hashed, by=by)
    ColleagueInvitation.objects.filter(pk=invitation.pk).delete()
    account.refresh_from_db()
    return account


def _written_down(invitation: ColleagueInvitation, name: str) -> Identifier:
    new = NewPerson(name, invitation.email, language=invitation.language, source=Source.COLLEAGUE)
    return add_person(new, by=ANONYMOUS).identifiers.get(kind=IdentifierKind.EMAIL)


def _belongs(person: Person, organisation: Organisation) -> bool:
    return Membership.objects.filter(person=person, organisation=organisation, ended_on=None).exists()
