"""New e-mail addresses on their way: which mailbox is asked, and what stands open."""

from __future__ import annotations

from candor.people.models import Account, AddressChange, Identifier, IdentifierKind, Person

PAGE = 100


def needs_agreement(person: Person) -> bool:
    """Whether a new address has to be agreed to by the mailbox known so far: of everybody with an account."""
    return Account.objects.filter(person=person).exists() and known_address(person) is not None


def known_address(person: Person) -> Identifier | None:
    """The address that is asked: a confirmed one first, of those the one that is used first."""
    rows = Identifier.objects.filter(person=person, kind=IdentifierKind.EMAIL).order_by("-is_primary", "id")
    return min(rows, key=lambda row: row.verified_at is None, default=None)


def open_change_of(person: Person) -> AddressChange | None:
    """What they wait for. One query."""
    return AddressChange.objects.open().filter(person=person).first()


def open_changes() -> list[AddressChange]:
    """All that wait: first those whose old mailbox is lost, then the oldest. One query."""
    rows = AddressChange.objects.open().select_related("person", "asked_by", "decided_by")
    return list(rows.order_by("-is_lost", "asked_at", "pk")[:PAGE])
