"""One's own data, requests of people about theirs, recipients, and announcements, for programs.

Loaded by the API's face alone.
"""

from candor.privacy.api import (
    announcements,
    corrections,
    letters,
    my_copies,
    my_data,
    my_requests,
    recipients,
    requests,
)
from candor.privacy.api.operations import ANNOUNCEMENTS, MY_DATA, RECIPIENTS, REQUESTS

__all__ = [
    "ANNOUNCEMENTS",
    "MY_DATA",
    "RECIPIENTS",
    "REQUESTS",
    "announcements",
    "corrections",
    "letters",
    "my_copies",
    "my_data",
    "my_requests",
    "recipients",
    "requests",
]
