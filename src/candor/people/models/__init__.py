"""Persons and how they are reached, organisations, accounts, staff and sessions."""

from candor.people.models.accounts import Account, Session, StaffInvitation, StaffMember
from candor.people.models.activities import Activity, ActivityKind
from candor.people.models.duplicates import MatchKey, OrganisationPair, PersonPair, Reason
from candor.people.models.merges import UNDER_WAY, Deed, Merge, MergeState, Remembered
from candor.people.models.organisations import Membership, Organisation
from candor.people.models.persons import Identifier, IdentifierKind, Person, PersonName, PostalAddress

__all__ = [
    "UNDER_WAY",
    "Account",
    "Activity",
    "ActivityKind",
    "Deed",
    "Identifier",
    "IdentifierKind",
    "MatchKey",
    "Membership",
    "Merge",
    "MergeState",
    "Organisation",
    "OrganisationPair",
    "Person",
    "PersonName",
    "PersonPair",
    "PostalAddress",
    "Reason",
    "Remembered",
    "Session",
    "StaffInvitation",
    "StaffMember",
]
