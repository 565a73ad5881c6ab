"""The yearly list of contacts of active customers as a CSV file (mission G4). What leaves the house is noted (B9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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

PORTION = 500


@transaction.atomic
def contact_file(reason: str, *, by: Actor, role: str) -> bytes:
    """A row for each subscription that runs: whose it is, whom to ask, what it is and when it renews."""
    found = list(_all(by))
    noted = ContactListExport.objects.create(
        reason=reason, lines=len(found), by_id=by.id if by.is_staff else None, taken_at=clock.now()
    )
    people = {contact.person.pk for contact in found if contact.person is not None}
    handed_out(people, about=noted, by=by, role=role, at=noted.taken_at)
    record("business.contacts.exported", noted, by=by, lines=len(found))
    language = get_language() or "en"
    return b"".join(lines([_headings(), *(_row(contact, language) for contact in found)], delimiter=";"))


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
