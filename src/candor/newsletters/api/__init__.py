"""Newsletters for programs. Loaded by the API's face alone."""

from candor.newsletters.api import audience, issue_verbs, issues, lists
from candor.newsletters.api.operations import NEWSLETTERS

__all__ = ["NEWSLETTERS", "audience", "issue_verbs", "issues", "lists"]
