"""Who may register, and what is known of the address that somebody registers with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from candor.people.identifiers import normalise
from candor.people.models import (
    Account,
    Identifier,
    IdentifierKind,
    Organisation,
    OrganisationDomain,
    Person,
    RegistrationRules,
)
from candor.people.rules.domains import domain_of

MOST_DOMAINS = 50
"""No organisation has more mail domains than this."""


class Standing(StrEnum):
    """What an address means to us, as far as registering with it goes."""

    NEW = "new"
    """Nobody has it, and whoever owns it may register."""
    KNOWN = "known"
    """It belongs to exactly one person, who cannot sign in yet."""
    HAS_ACCOUNT = "has-account"
    UNUSABLE = "unusable"
    """Several people share it, or its one owner is locked out."""
    NOT_INVITED = "not-invited"
    """Nobody has it, and it is of no organisation that we know."""


@dataclass(frozen=True, slots=True)
class Known:
    """The standing of an address, with its owner where there is exactly one."""

    standing: Standing
    entry: Identifier | None = None

    @property
    def may_go_on(self) -> bool:
        return self.standing in {Standing.NEW, Standing.KNOWN}


def registration_rules() -> RegistrationRules:
    """The rules as they stand; those of a house that never set any where there is no row."""
    return RegistrationRules.objects.filter(pk=1).first() or RegistrationRules()


def registration_is_open() -> bool:
    """Whether strangers find the form. In a public sandbox nobody's address belongs, so it is closed there."""
    return settings.INSTANCE.sandbox_until is None and registration_rules().who != RegistrationRules.Who.NOBODY


def known_as(email: str) -> Known:
    """What the address means today to who wants to register with it."""
    known = holder_of(email)
    if known.entry is not None or known.standing is not Standing.NEW:
        return known
    return known if _may_come(normalise(IdentifierKind.EMAIL, email)) else Known(Standing.NOT_INVITED)


def holder_of(email: str) -> Known:
    """Whose the address is today, whoever may register: the owner where there is exactly one."""
    value = normalise(IdentifierKind.EMAIL, email)
    held = Identifier.objects.select_related("person__account").filter(kind=IdentifierKind.EMAIL, value=value)
    entries = list(held.exclude(person__merged_into__isnull=False)[:2])
    if not entries:
        return Known(Standing.NEW)
    if len(entries) > 1:
        return Known(Standing.UNUSABLE)
    return Known(_standing_of(entries[0].person), entries[0])


def organisation_by_domain(email: str) -> Organisation | None:
    """The organisation whose own mail domain the address has."""
    domain = domain_of(normalise(IdentifierKind.EMAIL, email))
    known = OrganisationDomain.objects.select_related("organisation").filter(domain=domain).first()
    return known.organisation if known else None


def domains_of(organisation: Organisation) -> list[OrganisationDomain]:
    """The mail domains of which staff have checked that they are the organisation's own, by name."""
    return list(organisation.domains.order_by("domain")[:MOST_DOMAINS])


def _may_come(email: str) -> bool:
    rules = registration_rules()
    if rules.who == RegistrationRules.Who.KNOWN_DOMAINS:
        return OrganisationDomain.objects.filter(domain=domain_of(email)).exists()
    return rules.who == RegistrationRules.Who.ALL


def _standing_of(person: Person) -> Standing:
    account: Account | None = getattr(person, "account", None)
    if account is None:
        return Standing.KNOWN
    if not account.is_active:
        return Standing.UNUSABLE
    has_way_in = bool(account.password) or account.identities.exists() or account.passkeys.exists()
    return Standing.HAS_ACCOUNT if has_way_in else Standing.KNOWN
