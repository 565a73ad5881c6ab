"""Persons and how they are reached, organisations, accounts, staff and sessions."""

from candor.people.models.accounts import Account, Session, StaffInvitation, StaffMember
from candor.people.models.organisations import Membership, Organisation
from candor.people.models.persons import Identifier, IdentifierKind, Person, PersonName, PostalAddress
from candor.people.models.tokens import ApiToken

__all__ = [
    "Account",
    "ApiToken",
    "Identifier",
    "IdentifierKind",
    "Membership",
    "Organisation",
    "Person",
    "PersonName",
    "PostalAddress",
    "Session",
    "StaffInvitation",
    "StaffMember",
]
