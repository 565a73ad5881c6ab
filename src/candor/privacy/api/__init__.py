"""Announcements and requests of people about their data, for programs. Loaded by the API's face alone."""

from candor.privacy.api import announcements, requests
from candor.privacy.api.operations import ANNOUNCEMENTS, REQUESTS

__all__ = ["ANNOUNCEMENTS", "REQUESTS", "announcements", "requests"]
