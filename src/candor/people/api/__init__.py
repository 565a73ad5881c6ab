"""People and organisations for programs. Loaded by the API's face alone."""

from candor.people.api import identifiers, me, members, notes, organisations, people, places
from candor.people.api.operations import ORGANISATIONS, PEOPLE, TOKEN

__all__ = [
    "ORGANISATIONS",
    "PEOPLE",
    "TOKEN",
    "identifiers",
    "me",
    "members",
    "notes",
    "organisations",
    "people",
    "places",
]
