"""Requests of people about their data, for programs. Loaded by the API's face alone."""

from candor.privacy.api import requests
from candor.privacy.api.operations import REQUESTS

__all__ = ["REQUESTS", "requests"]
