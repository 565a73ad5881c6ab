"""Persons and how they are reached, organisations, accounts, staff and sessions."""

from candor.people.models.accounts import Account, Session, StaffInvitation, StaffMember
from candor.people.models.arrivals import KnownPlace
from candor.people.models.organisations import Membership, Organisation
from candor.people.models.persons import Identifier, IdentifierKind, Person, PersonName, PostalAddress
from candor.people.models.single_sign_on import ExternalIdentity, IdentityProvider, RoleRule

__all__ = [
    "Account",
    "ExternalIdentity",
    "Identifier",
    "IdentifierKind",
    "IdentityProvider",
    "KnownPlace",
    "Membership",
    "Organisation",
    "Person",
    "PersonName",
    "PostalAddress",
    "RoleRule",
    "Session",
    "StaffInvitation",
    "StaffMember",
]
