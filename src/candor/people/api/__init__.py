"""People and organisations for programs. Loaded by the API's face alone."""

from candor.people.api import identifiers, list_views, me, members, notes, organisations, people, places
from candor.people.api.operations import ORGANISATIONS, PEOPLE, SAVED_VIEWS, TOKEN

__all__ = [
    "ORGANISATIONS",
    "PEOPLE",
    "SAVED_VIEWS",
    "TOKEN",
    "identifiers",
    "list_views",
    "me",
    "members",
    "notes",
    "organisations",
    "people",
    "places",
]
