"""Walks every page that can be opened, before and after Kim's data is restricted: what told of Kim tells nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.writing import NewMessage, add_customer_message, add_internal_note
from candor.helpdesk.models import Part, Participant, Ticket
from candor.kernel import clock, search
from candor.kernel.actor import SYSTEM, Channel
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.models import LockGround
from tests.architecture.objects import OTHERS, OWN, addresses_of
from tests.faults.writes import Site

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WORDS = "The wombat eats my export."
TELLTALES = ("Kim Jansen", "kim@nordlicht.example", "wombat", "Quokka")
LOOKERS = {"adam": "tech", "lee": "customer", "sam": "customer"}
"""Who looks, in which face: an administrator sees most of the house, the others as much as customers may."""

OF_THE_HOUSE = ("tech:person-removed",)


@pytest.fixture
def site(fresh_site: Site) -> Site:
    """Kim stands in a case of Sam's as well, and in what was told of hers."""
    site = fresh_site
    kim, sams = site.world.subjects[OWN], site.world.tickets[OTHERS]
    Ticket.objects.filter(requester=kim).update(subject="Quokka stops")
    Participant.objects.create(
        ticket=sams, part=Part.COPY, person=kim, address="kim@nordlicht.example", name="Kim Jansen", since=clock.now()
    )
    said = NewMessage(WORDS, author=kim, channel=Channel.MAIL, came_from="kim@nordlicht.example")
    add_customer_message(sams, said, by=SYSTEM)
    open_ticket(NewTicket(requester=kim, subject="Quokka again", text=WORDS, channel=Channel.WEB), by=SYSTEM)
    add_internal_note(sams, NewMessage("Ask the supplier."), by=site.world.actor("anna"))
    search.index_pending()
    return site


def test_what_told_of_a_restricted_person_tells_nothing_any_more(site: Site) -> None:
    telling = [(who, url) for who, url in doors(site) if told(site, who, url)]
    assert len(telling) > 30, "there is enough to hide"
    lock_person(site.world.subjects[OWN], NewLock(LockGround.CLAIMS), by=site.world.actor("paula"))
    search.index_pending()
    left = {f"{who} at {url}": words for who, url in telling if (words := told(site, who, url))}
    assert left == {}


def doors(site: Site) -> Iterator[tuple[str, str]]:
    """Every address that can be opened, with every object behind it, and who opens it."""
    for name, entry in site.routes:
        for who, face in LOOKERS.items():
            if name.startswith(f"{face}:") and "GET" in getattr(entry.callback, "methods", ("GET",)):
                for url in set(addresses_of(site._patterns[name], site.made).values()):
                    yield who, url


def told(site: Site, who: str, url: str) -> list[str]:
    with site.windows_as_they_were():
        answer = site.browser(who).get(url)
    if answer.status_code != 200 or getattr(answer, "streaming", False):
        return []
    text = answer.content.decode("utf-8", "replace")
    return [word for word in TELLTALES if word in text]
