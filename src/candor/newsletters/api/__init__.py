"""Newsletters for programs. Loaded by the API's face alone."""

from candor.newsletters.api import audience, customers, issue_verbs, issues, letters, lists, rights, templates
from candor.newsletters.api.operations import NEWSLETTERS

__all__ = [
    "NEWSLETTERS",
    "audience",
    "customers",
    "issue_verbs",
    "issues",
    "letters",
    "lists",
    "rights",
    "templates",
]
