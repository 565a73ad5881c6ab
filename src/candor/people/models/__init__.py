"""Persons and how they are reached, organisations, accounts, staff and sessions."""

from candor.people.models.accounts import Account, Session, StaffInvitation, StaffMember
from candor.people.models.activities import Activity, ActivityKind
from candor.people.models.address_changes import AddressChange
from candor.people.models.arrivals import KnownPlace
from candor.people.models.colleagues import ColleagueInvitation, SuperRequest
from candor.people.models.duplicates import MatchKey, OrganisationPair, PersonPair, Reason
from candor.people.models.exports import OPEN, STILL_THERE, Export, ExportFormat, ExportKind, ExportState
from candor.people.models.imports import ENDED, Basis, Import, ImportedRow, ImportState, OnKnown, Outcome
from candor.people.models.list_views import ListView
from candor.people.models.merges import UNDER_WAY, Deed, Merge, MergeState, Remembered
from candor.people.models.organisations import AddressKind, Membership, Organisation, OrganisationAddress
from candor.people.models.persons import Identifier, IdentifierKind, Person, PersonName, PostalAddress
from candor.people.models.registration import OrganisationDomain, Registration, RegistrationRules
from candor.people.models.second_factors import AuthenticatorApp, Passkey, RecoveryCode, SignInRules
from candor.people.models.single_sign_on import ExternalIdentity, IdentityProvider, RoleRule
from candor.people.models.tokens import ApiToken

__all__ = [
    "ENDED",
    "OPEN",
    "STILL_THERE",
    "UNDER_WAY",
    "Account",
    "Activity",
    "ActivityKind",
    "AddressChange",
    "AddressKind",
    "ApiToken",
    "AuthenticatorApp",
    "Basis",
    "ColleagueInvitation",
    "Deed",
    "Export",
    "ExportFormat",
    "ExportKind",
    "ExportState",
    "ExternalIdentity",
    "Identifier",
    "IdentifierKind",
    "IdentityProvider",
    "Import",
    "ImportState",
    "ImportedRow",
    "KnownPlace",
    "ListView",
    "MatchKey",
    "Membership",
    "Merge",
    "MergeState",
    "OnKnown",
    "Organisation",
    "OrganisationAddress",
    "OrganisationDomain",
    "OrganisationPair",
    "Outcome",
    "Passkey",
    "Person",
    "PersonName",
    "PersonPair",
    "PostalAddress",
    "Reason",
    "RecoveryCode",
    "Registration",
    "RegistrationRules",
    "Remembered",
    "RoleRule",
    "Session",
    "SignInRules",
    "StaffInvitation",
    "StaffMember",
    "SuperRequest",
]
