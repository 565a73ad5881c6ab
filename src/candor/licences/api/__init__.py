"""Licences for programs. Loaded by the API's face alone."""

from candor.licences.api import licences, machines, restoring, settings, verbs
from candor.licences.api.operations import LICENCES

__all__ = ["LICENCES", "licences", "machines", "restoring", "settings", "verbs"]
