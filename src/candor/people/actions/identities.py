"""Whose account it is that a provider has proven: linked by issuer and subject, the first time by a verified address.

Nobody becomes staff here on a provider's word alone: only by an invitation to the very address that was proven, or by a
rule that an administrator has written down, and never as administrator or after having left.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.audit import record
from candor.kernel.models import Token
from candor.people import notices
from candor.people.actions.accounts import account_of
from candor.people.actions.identifiers import Refused, confirm_identifier
from candor.people.actions.persons import find_or_add_by_email
from candor.people.actions.staff import INVITATION, accept_proven, make_staff
from candor.people.models import (
    Account,
    ExternalIdentity,
    Identifier,
    IdentifierKind,
    IdentityProvider,
    RoleRule,
    StaffInvitation,
    StaffMember,
)
from candor.people.oidc import Proven
from candor.people.roles import Role
from candor.people.sources import Source

UNPROVEN = _("This provider has not confirmed an e-mail address of yours that it may speak for. Sign in another way.")
NO_ACCOUNT = _("There is no account here for this address yet. Let us send you a code to make one.")
SHARED = _("This address belongs to several people here, so it opens no account. Sign in another way.")
CLOSED = _("This account is locked. Ask us to open it again.")
TAKEN = _("This sign-in at the provider belongs to another account here.")
SECOND = _("Your account is connected with another sign-in at this provider. Remove that connection first.")


@transaction.atomic
def account_behind(provider: IdentityProvider, proven: Proven) -> Account:
    """The account that this sign-in at the provider opens. Raises Refused with the reason."""
    identity = _linked(provider, proven)
    account = identity.account if identity else _first_time(provider, proven)
    if not account.is_active:
        raise Refused(CLOSED)
    if identity is not None:
        ExternalIdentity.objects.filter(pk=identity.pk).update(last_used_at=clock.now())
    _become_staff_by_rule(account, provider, proven)
    return Account.objects.select_related("person", "staff").get(pk=account.pk)


@transaction.atomic
def connect(account: Account, provider: IdentityProvider, proven: Proven, *, by: Actor) -> None:
    """Let the account be opened through the provider from now on. Raises Refused; connecting twice changes nothing."""
    identity = _linked(provider, proven)
    if identity is not None and identity.account_id != account.pk:
        raise Refused(TAKEN)
    if identity is None:
        _link(account, provider, proven, by=by)


@transaction.atomic
def disconnect(identity: ExternalIdentity, *, by: Actor) -> None:
    record("people.identity.unlinked", identity, by=by, person=identity.account.person_id)
    ExternalIdentity.objects.filter(pk=identity.pk).delete()


def is_of(account: Account, provider: IdentityProvider, proven: Proven) -> bool:
    """Whether this sign-in at the provider belongs to the account."""
    identity = _linked(provider, proven)
    return identity is not None and identity.account_id == account.pk


def _linked(provider: IdentityProvider, proven: Proven) -> ExternalIdentity | None:
    identities = ExternalIdentity.objects.select_related("account__person", "account__staff")
    return identities.filter(issuer=provider.issuer, subject=proven.subject).first()


def _first_time(provider: IdentityProvider, proven: Proven) -> Account:
    """Match the proven address to exactly one person; the link made now is what counts from the next time on."""
    if not proven.email or not provider.speaks_for(proven.email):
        raise Refused(UNPROVEN)
    entries = list(
        Identifier.objects.select_related("person__account__staff").filter(
            kind=IdentifierKind.EMAIL, value=proven.email
        )[:2]
    )
    if len(entries) > 1:
        raise Refused(SHARED)
    entry = entries[0] if entries else None
    account = (_invited(entry) if entry else None) or _known(entry) or _new(provider, proven)
    if account is None:
        raise Refused(NO_ACCOUNT)
    if not account.is_active:
        raise Refused(CLOSED)
    by = Actor(ActorKind.CUSTOMER, account.person_id)
    for own in Identifier.objects.filter(person=account.person_id, kind=IdentifierKind.EMAIL, value=proven.email):
        confirm_identifier(own, by=by)
    _link(account, provider, proven, by=by)
    return account


def _known(entry: Identifier | None) -> Account | None:
    """The account of the person with the address; a colleague's only where they have proven it to us before."""
    account: Account | None = getattr(entry.person, "account", None) if entry else None
    is_staff = account is not None and StaffMember.objects.filter(account=account).exists()
    if is_staff and entry is not None and entry.verified_at is None:
        raise Refused(UNPROVEN)
    return account


def _invited(entry: Identifier) -> Account | None:
    """Accept the open invitation that was mailed to this very address, if there is one."""
    invitation = StaffInvitation.objects.filter(
        person=entry.person_id, settled_at=None, expires_at__gt=clock.now()
    ).first()
    token = Token.objects.filter(
        purpose=INVITATION, subject_id=entry.person_id, used_at=None, expires_at__gt=clock.now()
    ).first()  # fmt: skip
    if invitation is None or token is None:
        return None
    if token.details.get("identifier") != entry.pk or token.details.get("invitation") != invitation.pk:
        return None
    return accept_proven(token, invitation)


def _new(provider: IdentityProvider, proven: Proven) -> Account | None:
    """An account for somebody whom a rule makes staff; nobody else gets one here."""
    if _rule_for(provider, proven) is None:
        return None
    by = Actor(ActorKind.SYSTEM)
    person = find_or_add_by_email(proven.name, proven.written_email, by=by, source=Source.SINGLE_SIGN_ON)
    return account_of(person)


def _become_staff_by_rule(account: Account, provider: IdentityProvider, proven: Proven) -> None:
    """Once only: who has left, or has a role given by hand, keeps what an administrator decided."""
    rule = _rule_for(provider, proven)
    if rule is not None and not StaffMember.objects.filter(account=account).exists():
        by = Actor(ActorKind.SYSTEM)
        record("people.rule.applied", rule, by=by, person=account.person_id)
        make_staff(account, Role(rule.role), by=by)


def _rule_for(provider: IdentityProvider, proven: Proven) -> RoleRule | None:
    """The rule that names one of the groups, else the one that names the verified address's domain."""
    domain = proven.email.rpartition("@")[2] if provider.speaks_for(proven.email) else ""
    rules = list(provider.rules.exclude(role=Role.ADMINISTRATOR).order_by("id"))
    by_group = (rule for rule in rules if rule.kind == RoleRule.Kind.GROUP and rule.value in proven.groups)
    by_domain = (rule for rule in rules if rule.kind == RoleRule.Kind.DOMAIN and domain and rule.value == domain)
    return next(by_group, None) or next(by_domain, None)


def _link(account: Account, provider: IdentityProvider, proven: Proven, *, by: Actor) -> None:
    if ExternalIdentity.objects.filter(account=account, issuer=provider.issuer).exists():
        raise Refused(SECOND)
    now = clock.now()
    try:
        with transaction.atomic():
            identity = ExternalIdentity.objects.create(
                account=account, issuer=provider.issuer, subject=proven.subject, linked_at=now, last_used_at=now
            )
    except IntegrityError:
        raise Refused(TAKEN) from None
    record("people.identity.linked", identity, by=by, person=account.person_id, provider=provider.pk)
    notices.tell_identity_linked(account.person, provider, by=by)
