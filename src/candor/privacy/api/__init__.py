"""One's own data, requests of people about theirs, and announcements, for programs. Loaded by the API's face alone."""

from candor.privacy.api import announcements, letters, my_copies, my_data, my_requests, requests
from candor.privacy.api.operations import ANNOUNCEMENTS, MY_DATA, REQUESTS

__all__ = [
    "ANNOUNCEMENTS",
    "MY_DATA",
    "REQUESTS",
    "announcements",
    "letters",
    "my_copies",
    "my_data",
    "my_requests",
    "requests",
]
