"""Persons and how they are reached, organisations, accounts, staff and sessions."""

from candor.people.models.accounts import Account, Session, StaffInvitation, StaffMember
from candor.people.models.organisations import Membership, Organisation
from candor.people.models.persons import Identifier, IdentifierKind, Person, PersonName, PostalAddress
from candor.people.models.second_factors import AuthenticatorApp, Passkey, RecoveryCode, SignInRules

__all__ = [
    "Account",
    "AuthenticatorApp",
    "Identifier",
    "IdentifierKind",
    "Membership",
    "Organisation",
    "Passkey",
    "Person",
    "PersonName",
    "PostalAddress",
    "RecoveryCode",
    "Session",
    "SignInRules",
    "StaffInvitation",
    "StaffMember",
]
