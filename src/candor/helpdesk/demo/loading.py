"""Putting the demo company into an empty instance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from candor.helpdesk.demo import story
from candor.helpdesk.demo.articles import articles_of_support
from candor.helpdesk.demo.company import Cast, found_company, notes_of_staff
from candor.helpdesk.demo.invoices import draft_of_sales, invoices_of_sales
from candor.helpdesk.demo.leads import leads_of_sales
from candor.helpdesk.demo.letters import read_letters
from candor.helpdesk.demo.licences import licences_of_customers
from candor.helpdesk.demo.lists import save_views
from candor.helpdesk.demo.newsletters import newsletters_of_company
from candor.helpdesk.demo.office import days_in_the_office
from candor.helpdesk.demo.playing import Play
from candor.helpdesk.demo.products import products_of_company
from candor.helpdesk.demo.quotes import quotes_of_sales
from candor.helpdesk.demo.releases import releases_of_company
from candor.helpdesk.demo.rights import days_of_rights
from candor.helpdesk.demo.sales import mail_to_sales
from candor.helpdesk.demo.shaping import shape
from candor.helpdesk.demo.subscriptions import subscriptions_of_customers
from candor.helpdesk.demo.times import write_times
from candor.helpdesk.demo.together import work_together
from candor.kernel import clock, instance
from candor.mail.public import count_as_sent
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
        happenings = _happenings(cast, play, now)
        for at, happen in sorted(happenings, key=lambda happening: happening[0]):
            with clock.at(at):
                happen()
        with clock.at(now):
            work_together(cast, now)
            write_times(cast, now)
            draft_of_sales(cast)
            shape(cast, play.tickets)
        save_views(cast)
        read_letters(cast, now)
        count_as_sent()
        transaction.on_commit(mark_as_demo)
    return True


def _happenings(cast: Cast, play: Play, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """All that happened, and when; in no order."""
    happenings = products_of_company(cast, now)
    happenings += licences_of_customers(cast, now)
    happenings += releases_of_company(cast, now)
    happenings += notes_of_staff(cast, now)
    happenings += days_in_the_office(cast, play.tickets, now)
    happenings += days_of_rights(cast, now)
    happenings += mail_to_sales(cast, now)
    happenings += articles_of_support(cast, now)
    happenings += leads_of_sales(cast, now)
    happenings += quotes_of_sales(cast, now)
    happenings += invoices_of_sales(cast, now)
    happenings += subscriptions_of_customers(cast, now)
    happenings += newsletters_of_company(cast, now)
    happenings += [(event.at, partial(play.happen, event, now)) for event in story.events(now)]
    return happenings


def is_loaded() -> bool:
    return the_one_person_with(story.company()["staff"][0]["email"]) is not None


def mark_as_demo() -> None:
    """Note in the instance's settings that it is a demo, so that from the next start on no mail leaves the machine."""
    if settings.INSTANCE.demo:
        return
    file = Path(settings.INSTANCE.home) / "candor.toml"
    written = file.read_text("utf-8") if file.exists() else ""
    draft = file.with_suffix(".toml.new")
    draft.write_text(f"demo = true\n{written}", "utf-8")
    draft.replace(file)
