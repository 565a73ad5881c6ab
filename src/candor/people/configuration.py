"""Entries of the System Configuration menu. A slice registers its own in its `panels.py`."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise

from candor.kernel.actor import Actor
from candor.kernel.registries import panels

PLACE = "tech.configuration"


def register_entry(  # noqa: PLR0913 - an entry of a menu has this many words, each named by its caller
    name: str, *, page: str, title: Promise, text: Promise, icon: str, permission: str, order: int = 50
) -> None:
    """Show an entry that leads to `page` (`tech:queues`) to everybody who has the permission."""

    def context(actor: Actor, _subject: object) -> panels.Context | None:
        if not actor.may(permission):
            return None
        return {"title": title, "text": text, "url": reverse(page), "icon": icon}

    panels.register(name, place=PLACE, template="people/tech/configuration_entry.html", context=context, order=order)
