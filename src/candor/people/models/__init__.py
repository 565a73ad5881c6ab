"""Persons and how they are reached, organisations, accounts, staff and sessions."""

from candor.people.models.accounts import Account, Session, StaffInvitation, StaffMember
from candor.people.models.activities import Activity, ActivityKind
from candor.people.models.duplicates import MatchKey, OrganisationPair, PersonPair, Reason
from candor.people.models.merges import UNDER_WAY, Deed, Merge, MergeState, Remembered
from candor.people.models.organisations import Membership, Organisation
from candor.people.models.persons import Identifier, IdentifierKind, Person, PersonName, PostalAddress
from candor.people.models.second_factors import AuthenticatorApp, Passkey, RecoveryCode, SignInRules

__all__ = [
    "UNDER_WAY",
    "Account",
    "Activity",
    "ActivityKind",
    "AuthenticatorApp",
    "Deed",
    "Identifier",
    "IdentifierKind",
    "MatchKey",
    "Membership",
    "Merge",
    "MergeState",
    "Organisation",
    "OrganisationPair",
    "Passkey",
    "Person",
    "PersonName",
    "PersonPair",
    "PostalAddress",
    "Reason",
    "RecoveryCode",
    "Remembered",
    "Session",
    "SignInRules",
    "StaffInvitation",
    "StaffMember",
]
