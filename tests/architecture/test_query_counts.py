"""How often a page asks the database: never more for thirty rows than for three, and never by counting a big table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from candor.business.actions.subscriptions import Deal, NewSubscription, begin_subscription
from candor.business.models import Subscription, SubscriptionReminder, SubscriptionTerm
from candor.catalogue.actions.release_files import add_large_file
from candor.catalogue.actions.releases import ReleaseDetails, create_release, publish
from candor.catalogue.models import Download, Platform, Release
from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Attachment, Category, Message, Queue, QueueMember, Ticket
from candor.helpdesk.queries import view_figures
from candor.kernel import clock, instance, search
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.files import store_file
from candor.kernel.models import Job
from candor.mail.models import Mailbox, OutboxMessage, RawMessage
from candor.people.models import (
    Identifier,
    IdentifierKind,
    Membership,
    Organisation,
    Passkey,
    Person,
    PersonName,
    PostalAddress,
    StaffInvitation,
)
from candor.people.roles import Role
from candor.privacy.actions.holds import Target, set_hold
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.models import HoldReason, LockGround
from tests.architecture.objects import OWN
from tests.cast import make_customer, make_staff
from tests.faults.writes import Site

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOST = 12
MOST_OF = dict.fromkeys(
    ("customer:me-data-group", "customer:me-data-kind", "tech:privacy-seen-group", "tech:privacy-seen-kind"), 25
)
"""Pages that may ask more often, and no more for more rows: they put each item to the decision that the eraser asks,
with all that stands about a person (holds, contracts, clients, periods), and remember nothing of it (ADR 0032)."""
NO_PAGE = 405
"""The answer of a verb, which takes POST only."""

BIG_TABLES = ("helpdesk_ticket", "helpdesk_message", "people_person", "mail_outboxmessage")
COUNTS = re.compile(rf'SELECT COUNT\(.*?\bFROM "({"|".join(BIG_TABLES)})"', re.DOTALL | re.IGNORECASE)
BOUNDED = re.compile(r"\bLIMIT \d+\) subquery$")
"""Counting up to a limit costs no more however large the table grows."""
BOUNDED_PART = re.compile(
    r"SELECT COUNT\(\*\) FROM \((?:(?!COUNT\().)*? LIMIT \d+(?: OFFSET \d+)?\) AS bounded\b", re.DOTALL
)
"""The same as a part of a longer statement."""

SEARCHES = {
    "tech:search": "?q=export",
    "tech:people": "?q=person",
    "tech:new-ticket-callers": "?caller=person",
}
"""Pages that do their work only when they are asked something; they are walked both ways."""

OF_CUSTOMERS = {"tech:me-change-address", "tech:me-rename-passkey"}
"""What stands behind them is Kim's, who has no place in the Tech Center; the same pages in hers are walked."""


def test_no_page_asks_more_often_for_thirty_rows_than_for_three_or_counts_a_table_that_grows(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "REMEMBERED_FOR", 3600.0)
    instance.forget()  # what was remembered for seconds while the world was made
    monkeypatch.setattr(view_figures, "FRESH_FOR", 0.0)
    pages, counting = dict(pages_of(site)), list[str]()
    with time_machine.travel(clock.now(), tick=False):
        fill(site, range(3))
        figures(site, pages, counting)  # what is noted or remembered at the first look
        few = figures(site, pages)
        fill(site, range(3, 30))
        many = figures(site, pages, counting)
    wrong = [
        f"{name}: {few[name]} queries for 3 rows, {many[name]} for 30, at most {MOST_OF.get(name, MOST)}"
        for name in many
        if not (few[name] >= many[name] <= MOST_OF.get(name, MOST))
    ]
    assert not wrong, "\n".join(wrong)
    assert not counting, "\n".join(counting)


def counts(statement: str) -> bool:
    """Whether the statement counts rows of a table that grows, without an end."""
    return bool(COUNTS.search(BOUNDED_PART.sub("", statement))) and not BOUNDED.search(statement)


def pages_of(site: Site) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every page of the Centers: its name, who opens it, its address."""
    for name, _entry in site.routes:
        face = name.partition(":")[0]
        if face in {"public", "api"} or name in OF_CUSTOMERS:
            continue
        who, url = "lee" if face == "customer" else "adam", site.place(name).url
        if name.startswith(
            ("customer:me", "customer:licence", "customer:subscription", "customer:request", "customer:right")
        ):
            who = "kim"
        if name.startswith("tech:privacy-"):
            who = "paula"
        yield name, (who, url)
        if name in SEARCHES:
            yield f"{name} {SEARCHES[name]}", (who, f"{url}{SEARCHES[name]}")


def figures(site: Site, pages: Mapping[str, tuple[str, str]], counting: list[str] | None = None) -> dict[str, int]:
    """Queries of each page, by its name. Statements that count a table that grows are told to `counting`."""
    found = {}
    for name, (who, url) in pages.items():
        with asked() as statements:
            answer = site.browser(who).get(url)
        if answer.status_code == NO_PAGE:
            continue
        assert answer.status_code in {200, 302, 303}, f"{name}: {answer.status_code}"
        found[name] = len(statements)
        if counting is not None:
            counting += [f"{name}: {statement[:200]}" for statement in statements if counts(statement)]
    return found


@contextmanager
def asked() -> Iterator[list[str]]:
    """The statements that read or write rows; savepoints are none."""
    statements: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield statements


def fill(site: Site, numbers: range) -> None:
    """One more row of everything that a page lists, for each number."""
    kim, nordlicht = site.world.subjects[OWN], site.world.organisations[OWN]
    for number in numbers:
        _add_people(number, kim, nordlicht)
        _add_cases(number, site, kim, nordlicht)
        _add_work(number, kim)
        _add_downloads(number, kim)
        _add_registers(number, site)
        _add_subscriptions(number, kim)
    search.index_pending()


def _add_subscriptions(number: int, kim: Person) -> None:
    """One that is due, and one more term and reminder of the one whose page is looked at."""
    shown = Subscription.objects.order_by("pk").filter(person=kim)[0]
    begun = shown.starts_on - timedelta(days=300)
    deal = Deal("EUR", shown.term, shown.notice, renews_itself=False, price=None)
    begin_subscription(NewSubscription(kim, None, shown.edition, number + 1, begun, deal), by=SYSTEM)
    day, now = shown.starts_on - timedelta(days=number + 1), clock.now()
    SubscriptionTerm.objects.create(
        subscription=shown, begins_on=day, ends_on=day, quantity=1, way="hand", made_at=now, by=kim
    )
    SubscriptionReminder.objects.create(subscription=shown, renews_on=shown.renews_on, step=number, fate="sent", at=now)


def _add_registers(number: int, site: Site) -> None:
    day, paula = (clock.now() + timedelta(days=90)).date(), site.world.actor("paula")
    person = make_customer(f"Locked {number}", f"locked{number}@many.example", None)
    for target in (
        Target(person=person.pk),
        Target(object_kind="helpdesk.ticket", object_id=Ticket.objects.order_by("-pk")[0].pk),
    ):
        set_hold(target, HoldReason.CLAIM, day, by=paula)
    lock_person(person, NewLock(LockGround.OBJECTION), by=paula)


def _add_people(number: int, kim: Person, nordlicht: Organisation) -> None:
    now = clock.now()
    other = Organisation.objects.create(name=f"Organisation {number}", created_at=now)
    make_customer(f"Person {number}", f"person{number}@many.example", other)
    make_customer(f"Colleague {number}", f"colleague{number}@many.example", nordlicht)
    make_staff(f"Staff {number}", Role.TECHNICIAN, f"staff{number}@many.example")
    invited = make_customer(f"Invited {number}", f"invited{number}@many.example", None)
    StaffInvitation.objects.create(person=invited, role=Role.SALES, invited_at=now, expires_at=now + timedelta(days=1))
    Membership.objects.create(person=kim, organisation=other, since=date(2026, 1, 5))
    PersonName.objects.create(person=kim, kind=PersonName.Kind.OTHER, text=f"Kim {number}")
    Passkey.objects.create(
        account=kim.account, name=f"Key {number}", credential_id=f"{number:012}", public_key="", created_at=now
    )
    PostalAddress.objects.create(person=kim, lines=f"Kai {number}", city="Kiel", country="DE")
    Identifier.objects.create(
        person=kim, kind=IdentifierKind.PHONE, value=f"+4943155502{number:02}", written=f"+49 431 55502{number:02}",
        created_at=now,
    )  # fmt: skip


def _add_cases(number: int, site: Site, kim: Person, nordlicht: Organisation) -> None:
    now = clock.now()
    queue = Queue.objects.create(name=f"Queue {number}", default_assignee=site.world.people["anna"])
    QueueMember.objects.create(queue=queue, person=site.world.people["anna"])
    Category.objects.create(name=f"Category {number}", queue=queue, is_offered_to_customers=True)
    for requester in (kim, site.world.people["lee"]):
        open_ticket(
            NewTicket(
                requester=requester, subject=f"Another export {number}", text="It stops.", channel=Channel.PHONE,
                organisation=nordlicht, queue=queue,
            ),
            by=SYSTEM,
        )  # fmt: skip
    for kind in ("from-customer", "internal"):
        message = Message.objects.create(
            ticket=site.world.tickets[OWN], author=kim, kind=kind, channel="mail", text=f"Line {number}",
            html="<p>Line</p>", written_at=now, created_at=now,
        )  # fmt: skip
        Attachment.objects.create(message=message, file=store_file("files", "a.txt", "text/plain", [b"a"]))


def _add_downloads(number: int, kim: Person) -> None:
    """One more release of the product, and one more file of the first that Kim fetched."""
    now, first = clock.now(), Release.objects.order_by("pk")[0]
    details = ReleaseDetails(f"9.{number}", now.date(), {"en": "New."})
    release = create_release(first.product, details, by=SYSTEM)
    for holder in (release, first):
        held = add_large_file(holder, f"many-{number}.zip", [b"%d" % number], Platform.ANY, by=SYSTEM)
        Download.objects.create(
            release=holder, file=held, name="many.zip", person=kim, way="account", day=now.date(), at=now
        )
    publish(release, by=SYSTEM)


def _add_work(number: int, kim: Person) -> None:
    now = clock.now()
    for state in ("failed", "waiting"):
        Job.objects.create(task="x.y", state=state, run_at=now, created_at=now)
    Mailbox.objects.create(
        name=f"Box {number}", address=f"box{number}@lindwurm.example", host="mail.lindwurm.example", user="box",
        password="", created_at=now,
    )  # fmt: skip
    OutboxMessage.objects.create(
        from_address="support@lindwurm.example", to_address="kim@nordlicht.example", subject="Hello", text="Hello",
        message_id=f"<{number}@lindwurm.example>", template="reply", template_class="answer", language="en",
        about_kind="helpdesk.message", about_id=1, next_at=now, created_at=now,
    )  # fmt: skip
    for state in ("quarantined", "handled"):
        RawMessage.objects.create(way="pipe", state=state, reason="no-sender", received_at=now)
