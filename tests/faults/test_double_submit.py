"""Two fingers on one button: every form arrives twice at the same moment, in real threads, and counts once.

What one sending adds is seen first and taken back; both together must then add exactly that. The second is told in
words, or finds the first one's result.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from candor.kernel.tests.threads import Together, kept_callers
from tests.asking import asked_together
from tests.faults.test_bad_input import ERROR, FINE, REFUSED, reason
from tests.faults.writes import WRITES, Place, Site, undone
from tests.kept import sign_in_just_now
from tests.whole_site import WholeSite

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db, pytest.mark.slow]

NOTED_TWICE = {
    "tech:queue", "tech:category", "tech:mailbox", "tech:add-member", "tech:tag", "tech:notification-settings",
    "tech:identity-provider", "tech:set-up-import", "tech:template", "tech:macro", "tech:view-change",
    "tech:article-text", "tech:article-settle", "tech:article-category", "business:invoice-export",
    "business:figures-file", "business:work-export",
}  # fmt: skip
"""Saving the same once more changes nothing, yet who saved is noted each time."""

SHOWN_AGAIN = {"tech:privacy-recipient-answered"}
"""Who comes second sees whom it is about on the page that says so, and every look is noted."""

STANDS_ALONE = {"customer:sign-in", "customer:reset-password"}
"""Without a session nobody can tell one window's two requests from two people's; each gets a page that works."""

ANSWERED = FINE | {410}
"""What either of two presses may be told; 410 is the page that says the first one has used up the link."""

NOTES = {"kernel.AuditFact", "kernel.PendingIndexing"}


@pytest.fixture
def site(whole_site: WholeSite) -> Iterator[Site]:
    """Really written, so that both threads see it, and written back after each form."""
    sign_in_just_now()
    with whole_site.site.windows_as_they_were():
        yield whole_site.site
    whole_site.rows.put_back()


@pytest.fixture(scope="module")
def before(whole_site: WholeSite) -> Counter[str]:
    """The rows that stand before each form, because after each they are put back."""
    return rows()


@pytest.fixture(scope="module")
def both_at_once(lasting_rows: None) -> Iterator[Together]:
    """The same two threads for every form."""
    with kept_callers(2) as together:
        yield together


@pytest.mark.parametrize("name", [name for name in WRITES if name not in STANDS_ALONE])
def test_a_form_sent_twice_at_the_same_moment_counts_once(
    site: Site, before: Counter[str], both_at_once: Together, name: str
) -> None:
    place = site.place(name)
    before = rows()
    with undone(site.browser(place.write.who)):
        site.post(place, place.write.form)
        once = rows() - before
    answers = both_at_once(lambda _number: sent(site, place))
    twice = rows() - before
    assert {answer.status_code for answer in answers} <= ANSWERED, [reason(answer) for answer in answers]
    overlooked = NOTES if name in NOTED_TWICE else {"kernel.AccessLogEntry"} if name in SHOWN_AGAIN else set()
    assert {label: number for label, number in (twice - once).items() if label not in overlooked} == {}
    assert not once - twice, "and both did what one does"
    for answer in answers:
        if answer.status_code in REFUSED:
            assert ERROR.search(html.unescape(answer.content.decode()))


def rows() -> Counter[str]:
    """How many rows each table has."""
    tables = {model._meta.label: model._meta.db_table for model in apps.get_models()}
    numbers = asked_together([f"SELECT COUNT(*) FROM {table}" for table in tables.values()])  # noqa: S608 - our own names
    return Counter(dict(zip(tables, numbers, strict=True)))


def sent(site: Site, place: Place) -> Any:
    """The same window's form, by a request of its own."""
    browser = Client(raise_request_exception=False)
    browser.cookies = site.browser(place.write.who).cookies.copy()
    return browser.post(place.url, place.write.form)
