"""The only door of this slice for others: who people are and how they are reached, who works here and may do what.

The last actions of the list are for founding a company (set-up, the demo): `make_staff`, `set_password` and their like
are called by nobody else, and what ends in `_at_once` by the loader of large sets alone.
"""

from __future__ import annotations

from candor.people.actions import address_changes
from candor.people.actions.accounts import account_of, set_password
from candor.people.actions.activities import note_activity
from candor.people.actions.crowd import Newcomer, add_organisations_at_once, add_people_at_once
from candor.people.actions.duplicates import pass_over_what_changed
from candor.people.actions.erased import (
    add_tombstone,
    end_everything_signed_in,
    end_work_here,
    lock_out,
    mark_erased,
    name_of_the_erased,
)
from candor.people.actions.exporting import note_taken
from candor.people.actions.identifiers import Refused, add_identifier, confirm_identifier
from candor.people.actions.instance import OwnOrganisation, change_own_organisation
from candor.people.actions.list_at_once import take_in_list
from candor.people.actions.organisation_addresses import PlaceOfOrganisation
from candor.people.actions.organisation_addresses import add_address as add_organisation_address
from candor.people.actions.organisations import (
    OrganisationDetails,
    add_member,
    add_organisation,
    find_or_add_organisation,
    make_contact,
)
from candor.people.actions.persons import NewPerson, add_person, find_or_add_by_email
from candor.people.actions.registration_rules import add_domain, claim_organisation
from candor.people.actions.staff import add_unread, change_signature, make_staff, set_promised_calls
from candor.people.actors import acting_as, actor_of, role_of
from candor.people.choosing import Choice, Chooser, register_chooser
from candor.people.configuration import register_entry as register_configuration
from candor.people.forms.fields import Country, EmailAddress, OneLine, PhoneNumber, SeveralLines, countries
from candor.people.identifiers import NotAnIdentifier, normalise
from candor.people.list_places import ListPlace, is_ref, register_list
from candor.people.marks import register_mark
from candor.people.models import (
    AddressChange,
    AddressKind,
    Basis,
    Export,
    ExportKind,
    ExportState,
    Identifier,
    IdentifierKind,
    Import,
    Membership,
    Organisation,
    Person,
    PostalAddress,
)
from candor.people.origins import in_words as list_in_words
from candor.people.passwords import hashed
from candor.people.queries import (
    callers,
    find_by_identifier,
    may_write_to,
    organisation_of,
    organisations_of,
    people_by_ids,
    primary_email,
    primary_emails,
    signature_of,
    staff_addresses,
    staff_people,
    the_one_person_with,
    works_here,
)
from candor.people.queries.address_changes import needs_agreement, open_changes
from candor.people.queries.billing import BillingDetails, billing_details
from candor.people.queries.contacts import Colleague, alone_in, colleague_to_ask, possible_contacts
from candor.people.queries.finding import ORGANISATION as ORGANISATION_INDEX
from candor.people.queries.finding import PERSON as PERSON_INDEX
from candor.people.queries.merging import is_being_merged
from candor.people.queries.registration import registration_is_open
from candor.people.queries.staff import roles_of
from candor.people.queries.subjects import colleagues_of, known_by, staff_numbers, subject_of, texts_naming
from candor.people.roles import ROLE_NAMES, Role, permissions_of
from candor.people.rules.vat_numbers import EUROPEAN_UNION
from candor.people.sources import Source
from candor.people.taking import Taker, register_taker
from candor.people.views.common import face_of
from candor.people.views.entering import enter_sandbox
from candor.people.views.list_views import saved_views
from candor.people.views.timeline import mark_of, told

__all__ = [
    "EUROPEAN_UNION",
    "ORGANISATION_INDEX",
    "PERSON_INDEX",
    "ROLE_NAMES",
    "AddressChange",
    "AddressKind",
    "Basis",
    "BillingDetails",
    "Choice",
    "Chooser",
    "Colleague",
    "Country",
    "EmailAddress",
    "Export",
    "ExportKind",
    "ExportState",
    "Identifier",
    "IdentifierKind",
    "Import",
    "ListPlace",
    "Membership",
    "NewPerson",
    "Newcomer",
    "NotAnIdentifier",
    "OneLine",
    "Organisation",
    "OrganisationDetails",
    "OwnOrganisation",
    "Person",
    "PhoneNumber",
    "PlaceOfOrganisation",
    "PostalAddress",
    "Refused",
    "Role",
    "SeveralLines",
    "Source",
    "Taker",
    "account_of",
    "acting_as",
    "actor_of",
    "add_domain",
    "add_identifier",
    "add_member",
    "add_organisation",
    "add_organisation_address",
    "add_organisations_at_once",
    "add_people_at_once",
    "add_person",
    "add_tombstone",
    "add_unread",
    "address_changes",
    "alone_in",
    "billing_details",
    "callers",
    "change_own_organisation",
    "change_signature",
    "claim_organisation",
    "colleague_to_ask",
    "colleagues_of",
    "confirm_identifier",
    "countries",
    "end_everything_signed_in",
    "end_work_here",
    "enter_sandbox",
    "face_of",
    "find_by_identifier",
    "find_or_add_by_email",
    "find_or_add_organisation",
    "hashed",
    "is_being_merged",
    "is_ref",
    "known_by",
    "list_in_words",
    "lock_out",
    "make_contact",
    "make_staff",
    "mark_erased",
    "mark_of",
    "may_write_to",
    "name_of_the_erased",
    "needs_agreement",
    "normalise",
    "note_activity",
    "note_taken",
    "open_changes",
    "organisation_of",
    "organisations_of",
    "pass_over_what_changed",
    "people_by_ids",
    "permissions_of",
    "possible_contacts",
    "primary_email",
    "primary_emails",
    "register_chooser",
    "register_configuration",
    "register_list",
    "register_mark",
    "register_taker",
    "registration_is_open",
    "role_of",
    "roles_of",
    "saved_views",
    "set_password",
    "set_promised_calls",
    "signature_of",
    "staff_addresses",
    "staff_numbers",
    "staff_people",
    "subject_of",
    "take_in_list",
    "texts_naming",
    "the_one_person_with",
    "told",
    "works_here",
]
