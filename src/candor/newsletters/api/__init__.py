"""Newsletters for programs. Loaded by the API's face alone."""

from candor.newsletters.api import issue_verbs, issues, lists
from candor.newsletters.api.operations import NEWSLETTERS

__all__ = ["NEWSLETTERS", "issue_verbs", "issues", "lists"]
