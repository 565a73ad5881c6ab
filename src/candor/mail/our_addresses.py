"""Which addresses are ours, and which mailbox a mail of ours leaves from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import BigIntegerField, CharField

from candor.kernel import instance
from candor.kernel.db.prepared import Given, Prepared
from candor.mail.models import Mailbox
from candor.mail.models.mailboxes import every_address
from candor.mail.rules.addresses import domain_of, normal, without_plus_part

ADDRESSES = Prepared(lambda: Mailbox.objects.order_by("id").values_list("pk", "address", "further_addresses"))
FIRST = Prepared(lambda: Mailbox.objects.in_use().order_by("id")[:1])
FEEDING = Prepared(
    lambda: (
        Mailbox.objects.in_use()
        .filter(destination_kind=Given("kind", CharField()), destination_id=Given("id", BigIntegerField()))
        .order_by("id")[:1]
    )
)
"""Asked with every mail that comes in or is written."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail of ours comes from."""

    address: str
    name: str
    mailbox: Mailbox | None


def is_ours(address: str) -> bool:
    """Is this normalised address, its plus part aside, one that we write from or read?"""
    return bool(ours_among([address]))


def ours_among(addresses: Iterable[str]) -> set[str]:
    """Those of the normalised addresses, their plus parts aside, that we write from or read. One query."""
    ours = {normal(settings.INSTANCE.mail_from)}
    for _number, read in _mailboxes():
        ours.update(read)
    return {address for address in addresses if without_plus_part(address) in ours}


def domains_we_write_from() -> list[str]:
    """The domains, in order of the alphabet, that mail of ours may come from: of our mailboxes and the usual sender."""
    addresses = {normal(sender_for(None).address)}
    for _number, read in _mailboxes():
        addresses.update(read)
    return sorted({domain for address in addresses if "." in (domain := domain_of(address))})


def who_reads(address: str) -> tuple[bool, Mailbox | None]:
    """Whether this normalised address is ours, and the mailbox that it belongs to, if there is one."""
    mailbox = mailbox_addressed((address,))
    is_usual_sender = without_plus_part(address) == normal(settings.INSTANCE.mail_from)
    return mailbox is not None or is_usual_sender, mailbox


def mailbox_addressed(addresses: tuple[str, ...]) -> Mailbox | None:
    """The mailbox that one of these lower-case addresses belongs to, for mail that came another way than by IMAP."""
    plain = {without_plus_part(address) for address in addresses}
    found = next((number for number, read in _mailboxes() if plain & set(read)), None)
    return None if found is None else Mailbox.objects.filter(pk=found).first()


def addresses_received() -> list[str]:
    """Every address of a mailbox that is read: answers to it arrive."""
    boxes = Mailbox.objects.in_use().order_by("address")
    return list(dict.fromkeys(address for mailbox in boxes for address in mailbox.addresses()))


def mailbox_with(address: str) -> Mailbox | None:
    """The mailbox at which this normalised address arrives."""
    return next((mailbox for mailbox in Mailbox.objects.order_by("id") if address in mailbox.addresses()), None)


def mailbox_feeding(kind: str, id: int) -> Mailbox | None:
    """The mailbox whose mail goes to this destination, so that answers come from the address people wrote to."""
    return FEEDING.one(kind=kind, id=id)


def sender_for(mailbox: Mailbox | None) -> Sender:
    """Who writes: the mailbox given, else the configured sender, else the first mailbox, else a name of this host."""
    brand = instance.current().organisation_name
    if mailbox is None and not settings.INSTANCE.mail_from:
        mailbox = FIRST.one()
    if mailbox is not None:
        return Sender(mailbox.address, brand, mailbox)
    return Sender(settings.INSTANCE.mail_from or f"candor@{settings.INSTANCE.host}", brand, None)


def _mailboxes() -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each mailbox's number, and the addresses that it reads. One query."""
    for number, address, further in ADDRESSES.rows():
        yield number, every_address(address, further)
