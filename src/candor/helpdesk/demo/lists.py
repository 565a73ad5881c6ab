"""The demo's tags and saved views."""

from __future__ import annotations

from django.conf import settings

from candor.helpdesk.actions.tagging import add_tags
from candor.helpdesk.actions.views import ViewDetails, save_view
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.models import Audience, Ticket
from candor.helpdesk.rules.filters import VERSION, Definition
from candor.kernel.actor import SYSTEM


def tag_case(ticket: Ticket) -> None:
    """Put the case's tags on it."""
    names = [name for name, subjects in story.lists()["tags"].items() if ticket.subject in subjects]
    add_tags(ticket, names, by=SYSTEM)


def save_views(cast: Cast) -> None:
    """Save everybody's views."""
    for view in story.lists()["view"]:
        _save(view, cast)


def _save(view: story.Entry, cast: Cast) -> None:
    raw = {name: view[name] for name in ("sort", "falls", "columns", "conditions")}
    definition = Definition.read({**raw, "version": VERSION, "match": "all"})
    name = view["name"].get(settings.LANGUAGE_CODE, view["name"]["en"])
    save_view(ViewDetails(name, Audience(view["audience"]), definition), by=cast.actors[view["by"]])
