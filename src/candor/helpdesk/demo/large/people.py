"""Who is in the large set: more technicians, and customers by the thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from candor.helpdesk.demo.company import Cast, hire
from candor.helpdesk.demo.large.words import pieces
from candor.helpdesk.demo.logins import PASSWORD
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.public import (
    Membership,
    Newcomer,
    NewPerson,
    OrganisationDetails,
    Source,
    add_organisations_at_once,
    add_people_at_once,
    hashed,
)

STEP = 1_000
"""People in one transaction."""

SINCE = timedelta(days=605)
LONERS = 0.15
"""People who belong to no organisation."""

KEPT_NUMBERS = ("+49 30 23125", "+49 221 4710", "+49 89 99998", "+49 69 90009", "+49 40 66969", "+49 171 39200")
"""Blocks that the Bundesnetzagentur keeps for stories: three more digits are nobody's number."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who writes: who they are, where they belong, and their address."""

    id: int
    organisation_id: int | None
    email: str


def hire_technicians(size: int, cast: Cast, now: datetime) -> None:
    """One for each five thousand cases beside the demo's own staff, who sign in with the demo's password."""
    hashed_password = hashed(PASSWORD)
    with clock.at(now - SINCE):
        for number in range(1, size // 5_000 + 3):
            key = f"technician{number}"
            entry = {"key": key, "name": f"Technician {number}", "email": f"{key}@demo.example", "role": "technician"}
            hire(entry, cast, hashed_password, now)


def customers_move_in(size: int, now: datetime, chance: Random, tell: Callable[[str, int], None]) -> list[Customer]:
    """A person for each ten cases, three organisations for each twenty of them."""
    names = [OrganisationDetails(name) for name in _company_names(max(size * 3 // 200, 3), chance)]
    organisations: list[int] = []
    for first in range(0, len(names), STEP):
        organisations += add_organisations_at_once(names[first : first + STEP], now - SINCE, by=SYSTEM)
    customers: list[Customer] = []
    count = max(size // 10, 10)
    for first in range(0, count, STEP):
        newcomers = list(_newcomers(range(first, min(first + STEP, count)), organisations, now - SINCE, chance))
        ids = add_people_at_once(newcomers, by=SYSTEM)
        customers += [
            Customer(number, each.organisation_id, each.new.email) for number, each in zip(ids, newcomers, strict=True)
        ]
        tell("people", len(customers))
    return customers


def _company_names(count: int, chance: Random) -> Iterator[str]:
    for number in range(count):
        family, trade, form = (chance.choice(pieces(name)) for name in ("last_names", "trades", "forms"))
        yield f"{family} {trade} {number + 1} {form}"


def _newcomers(numbers: range, organisations: list[int], since: datetime, chance: Random) -> Iterator[Newcomer]:
    """The first person of each organisation is its super customer; large ones get most of the others."""
    for number in numbers:
        first, last = chance.choice(pieces("first_names")), chance.choice(pieces("last_names"))
        is_first = number < len(organisations)
        place = number if is_first else int(len(organisations) * chance.random() ** 2)
        phone = f"{chance.choice(KEPT_NUMBERS)}{chance.randrange(1000):03}" if chance.random() < 0.3 else ""
        new = NewPerson(
            f"{first} {last}",
            f"{first}.{last}.{number + 1}@customer{place + 1}.example".lower(),
            phone,
            language=chance.choice(("de", "de", "en", "")),
            source=Source.DEMO,
        )
        role = Membership.Role.SUPER if is_first else Membership.Role.MEMBER
        is_alone = not is_first and chance.random() < LONERS
        yield Newcomer(new, since, None if is_alone else organisations[place], role)
