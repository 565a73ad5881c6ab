"""Announcements of the privacy office for programs. Loaded by the API's face alone."""

from candor.privacy.api import announcements
from candor.privacy.api.operations import ANNOUNCEMENTS

__all__ = ["ANNOUNCEMENTS", "announcements"]
