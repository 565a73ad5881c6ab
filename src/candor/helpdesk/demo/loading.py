"""Putting the demo company into an empty instance."""

from __future__ import annotations

from django.db import transaction

from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import found_company
from candor.helpdesk.demo.playing import Play
from candor.kernel import clock, instance
from candor.people.public import the_one_person_with


class DemoRefused(RuntimeError):
    """The instance belongs to an organisation already."""


def fill() -> bool:
    """Load the demo; False when it is there already. Raises DemoRefused for an instance that somebody uses.

    All of it happens in one transaction: a demo that was interrupted leaves an empty instance.
    """
    if is_loaded():
        return False
    if instance.is_set_up():
        raise DemoRefused
    now = clock.now()
    with transaction.atomic():
        cast = found_company(now)
        play = Play(cast)
        for event in story.events(now):
            with clock.at(event.at):
                play.happen(event, now)
    return True


def is_loaded() -> bool:
    return the_one_person_with(story.company()["staff"][0]["email"]) is not None
