"""Where an organisation lives and gets its mail, and what stands on an invoice to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Value, When

from candor.kernel.actor import Actor
from candor.kernel.registries.restricted import without_restricted
from candor.people.models import AddressKind, Organisation, OrganisationAddress
from candor.people.queries.finding import primary_emails
from candor.people.rules.addresses import address_lines

MOST_ADDRESSES = 50


@dataclass(frozen=True, slots=True)
class BillingDetails:
    """The buyer as an invoice names them. What is not known is "".

    `lines` is the address below the name as its country writes it, without the country's name. The parts are for
    machines; of the free text that older records have in place of an address they are unknown.
    """

    name: str
    lines: tuple[str, ...]
    addition: str
    street: str
    postcode: str
    city: str
    country: str
    vat_number: str
    email: str

    @property
    def is_complete(self) -> bool:
        """Whether an invoice may go out: German law wants name and full address (§ 14 (4) no. 1 UStG)."""
        return bool(self.name and self.street and self.city and self.country)


def billing_details(organisation: Organisation, actor: Actor) -> BillingDetails:
    """What an invoice to the organisation says about the buyer, as it is written down now. Four queries at most.

    The oldest address for invoices, else the organisation's address in free text. Mail goes to the mailbox for
    invoices, else to the contact for the contract whom the actor may see. Raises Organisation.DoesNotExist for an
    organisation that the actor may not see.
    """
    found = Organisation.objects.visible_to(actor).get(pk=organisation.pk)
    place = found.addresses.filter(kind=AddressKind.BILLING).order_by("id").first()
    lines = lines_of(place) if place is not None else found.address.splitlines()
    return BillingDetails(
        name=found.name,
        lines=tuple(line.strip() for line in lines if line.strip()),
        addition=place.addition if place is not None else "",
        street=place.lines if place is not None else "",
        postcode=place.postcode if place is not None else "",
        city=place.city if place is not None else "",
        country=place.country if place is not None else found.country,
        vat_number=found.vat_number,
        email=found.invoice_email or _contacts_address(found, actor),
    )


def addresses_of(organisation: Organisation) -> list[OrganisationAddress]:
    """Its postal addresses, those for invoices first. One query."""
    first = Case(
        When(kind=AddressKind.BILLING, then=Value(0)), When(kind=AddressKind.DELIVERY, then=Value(1)), default=2
    )
    return list(organisation.addresses.order_by(first, "id")[:MOST_ADDRESSES])


def lines_of(place: OrganisationAddress) -> list[str]:
    """The address as its country writes it, without the country's name."""
    return address_lines(place.lines, place.postcode, place.city, addition=place.addition, country=place.country)


def _contacts_address(organisation: Organisation, actor: Actor) -> str:
    contacts = organisation.memberships.filter(ended_on=None, contact_since__isnull=False).order_by(
        "contact_since", "id"
    )
    contact = without_restricted(contacts, actor).first()
    return primary_emails([contact.person_id]).get(contact.person_id, "") if contact is not None else ""
