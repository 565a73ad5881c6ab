"""Reads about people, in the shape that pages and other slices need them."""

from candor.people.queries.details import (
    account_state,
    details_of,
    others_with_the_same_identifiers,
    sessions_of,
)
from candor.people.queries.finding import (
    callers,
    find_by_identifier,
    may_write_to,
    organisation_of,
    organisations_of,
    people_by_ids,
    primary_email,
    primary_emails,
    primary_identifier,
    staff_addresses,
    staff_people,
    the_one_person_with,
    whose_first_address_is,
    words_about,
    works_here,
)
from candor.people.queries.listings import (
    Listing,
    members_of,
    organisations_found,
    organisations_page,
    people_found,
    people_page,
)
from candor.people.queries.staff import open_invitations, staff_members

__all__ = [
    "Listing",
    "account_state",
    "callers",
    "details_of",
    "find_by_identifier",
    "may_write_to",
    "members_of",
    "open_invitations",
    "organisation_of",
    "organisations_found",
    "organisations_of",
    "organisations_page",
    "others_with_the_same_identifiers",
    "people_by_ids",
    "people_found",
    "people_page",
    "primary_email",
    "primary_emails",
    "primary_identifier",
    "sessions_of",
    "staff_addresses",
    "staff_members",
    "staff_people",
    "the_one_person_with",
    "whose_first_address_is",
    "words_about",
    "works_here",
]
