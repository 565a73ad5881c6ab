"""The yearly list of contacts of active customers as a CSV file (mission G4). What leaves the house is noted (B9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.business.models import ContactListExport
from candor.business.queries_subscriptions import Contact, yearly_contacts
from candor.business.words_subscriptions import STATES
from candor.kernel import clock
from candor.kernel.access_log import handed_out
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.csv_files import lines
from candor.kernel.turns import a_moment_ago, one_at_a_time

PORTION = 500
NOTED_FOR = timedelta(days=365)
"""As long as the looks into the access log, which tells everybody in the list of it."""


@transaction.atomic
def contact_file(reason: str, *, by: Actor, role: str) -> bytes:
    """A row for each subscription that runs: whose it is, whom to ask, what it is and when it renews.

    Pressing the button twice notes it once.
    """
    one_at_a_time("business.contacts")
    found = list(_all(by))
    twin = ContactListExport.objects.filter(by=by.id, reason=reason, taken_at__gt=a_moment_ago()).first()
    noted = twin or _noted(reason, len(found), by)
    people = {contact.person.pk for contact in found if contact.person is not None}
    handed_out(people, about=noted, by=by, role=role, at=noted.taken_at)
    language = get_language() or "en"
    return b"".join(lines([_headings(), *(_row(contact, language) for contact in found)], delimiter=";"))


def forget_old_exports() -> None:
    """Delete what was noted of lists that were taken out a year ago."""
    ContactListExport.objects.filter(taken_at__lte=clock.now() - NOTED_FOR).delete()


def _noted(reason: str, number: int, by: Actor) -> ContactListExport:
    row = ContactListExport.objects.create(reason=reason, lines=number, by_id=by.id, taken_at=clock.now())
    record("business.contacts.exported", row, by=by, lines=number)
    return row


def _all(by: Actor) -> Iterator[Contact]:
    after = ""
    while True:
        found, after = yearly_contacts(by, after, PORTION)
        yield from found
        if not after:
            return


def _headings() -> Sequence[str]:
    return (
        _("Customer"), _("Contact"), _("E-mail address"), _("Product"), _("Quantity"), _("Subscription"),
        _("Renews on"), _("State"), _("Who sees to it"),
    )  # fmt: skip


def _row(contact: Contact, language: str) -> Sequence[object]:
    row = contact.subscription
    return (
        row.customer_name,
        contact.person.name if contact.person is not None else "",
        contact.email,
        row.edition.name_in(language),
        row.quantity,
        row.number,
        row.renews_on,
        STATES[row.state],
        row.owner.name if row.owner is not None else "",
    )
