"""What a merge would do, for whoever is about to merge; and what can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.db.presence import pointing
from candor.kernel.registries import guards
from candor.kernel.registries.merging import Reference, names, references_to
from candor.people.models import (
    UNDER_WAY,
    Account,
    Identifier,
    IdentifierKind,
    Membership,
    Merge,
    MergeState,
    Organisation,
    OrganisationPair,
    Person,
    PersonPair,
)
from candor.people.rules.merging import JOINED, Choice, Pair, likely

Record = Person | Organisation
Found = TypeVar("Found", Person, Organisation)

FIELDS: Mapping[type[Person] | type[Organisation], tuple[str, ...]] = {
    Person: ("name", "language", "time_zone", "note"),
    Organisation: ("name", "website", "phone", "address", "country", "vat_number", "invoice_email", "note"),
}
"""What a record has one value of, so that somebody has to choose."""

FIELD_NAMES: Mapping[str, Promise] = {
    "name": _("Name"),
    "language": _("Language"),
    "time_zone": _("Time zone"),
    "note": _("Note"),
    "website": _("Website"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "country": _("Country"),
    "vat_number": _("VAT number"),
    "invoice_email": _("E-mail address for invoices"),
}

MOST_COUNTED = 1_000
"""Nobody decides differently for more, and counting them would take its time."""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field in which the two records differ, and what is proposed."""

    name: str
    title: Promise
    stayed: str
    former: str
    proposed: Choice

    @property
    def may_join(self) -> bool:
        return self.name in JOINED and bool(self.stayed) and bool(self.former)


@dataclass(frozen=True, slots=True)
class Following:
    """How many rows of one kind follow; `is_more` when there are more than were counted."""

    title: Promise
    count: int

    @property
    def is_more(self) -> bool:
        return self.count >= MOST_COUNTED


@dataclass(frozen=True, slots=True)
class Known:
    """By what a person is told from others: addresses and numbers as written, and the organisations."""

    emails: list[str]
    phones: list[str]
    organisations: list[str]


def differing(stayed: Record, former: Record) -> list[FieldChoice]:
    """The fields about which somebody has to decide."""
    pairs = ((name, getattr(stayed, name), getattr(former, name)) for name in FIELDS[type(stayed)])
    return [
        FieldChoice(name, FIELD_NAMES[name], ours, theirs, likely(name, ours, theirs))
        for name, ours, theirs in pairs
        if ours != theirs
    ]


def what_follows(former: Record) -> list[Following]:
    """What the record has, by kind, each counted to a thousand at most."""
    return [
        Following(title, reference.model._base_manager.filter(**{reference.field: former.pk})[:MOST_COUNTED].count())
        for reference, title in names().items()
        if reference.model._meta.get_field(reference.field).related_model is type(former)
    ]


def pointing_to(record: Record) -> list[Reference]:
    """The references of which any row points to the record, always in the same order.

    One query, however many tables there are: few of them hold anything of somebody.
    """
    references = references_to(type(record))
    there = pointing([each.key for each in references], [record.pk])
    return [reference for reference, is_there in zip(references, there, strict=True) if is_there]


def known_of(people: Iterable[Person]) -> dict[int, Known]:
    """By person. Two queries; addresses that a guard hides are left out."""
    known = {person.pk: Known([], [], []) for person in people}
    for entry in Identifier.objects.filter(person__in=known).order_by("-is_primary", "id"):
        if guards.allowed(guards.Ask.SHOW, entry.value):
            ours = known[entry.person_id]
            (ours.emails if entry.kind == IdentifierKind.EMAIL else ours.phones).append(entry.written)
    for membership in Membership.objects.filter(person__in=known, ended_on=None).select_related("organisation"):
        known[membership.person_id].organisations.append(membership.organisation.name)
    return known


def pair_of(stayed: Record, former: Record) -> Pair:
    """What decides whether the two may become one."""
    people = [record for record in (stayed, former) if isinstance(record, Person)]
    accounts = {
        account.person_id: account
        for account in Account.objects.filter(person__in=people).select_related("staff")
    } if people else {}  # fmt: skip
    theirs = accounts.get(former.pk)
    is_under_way, is_invited = _what_stands_in_the_way(stayed, former)
    return Pair(
        is_one_record=stayed.pk == former.pk,
        is_merged_already=bool(stayed.merged_into_id or former.merged_into_id),
        is_under_way=is_under_way,
        former_is_staff=hasattr(theirs, "staff"),
        former_is_invited=is_invited,
        sign_in_ends=stayed.pk in accounts and theirs is not None and theirs.is_active and bool(theirs.password),
    )


def _what_stands_in_the_way(stayed: Record, former: Record) -> tuple[bool, bool]:
    """Whether another merge of one of the two is under way, and whether the former person is invited to work here."""
    under_way = Merge.objects.filter(_of(stayed) | _of(former), state__in=UNDER_WAY)
    if not isinstance(former, Person):
        return under_way.exists(), False
    is_invited = Exists(former.invitations.filter(settled_at=None))
    both = Person.objects.filter(pk=former.pk).values_list(Exists(under_way), is_invited).get()
    return bool(both[0]), bool(both[1])


def signs_in(person: Person) -> bool:
    """Whether the person has an account with a password that is not locked."""
    return Account.objects.filter(person=person, is_active=True).exclude(password="").exists()


def left_to_restore(merge: Merge) -> Following | None:
    """How much a merge that is being taken back has still to restore, counted to a thousand at most."""
    if merge.state != MergeState.UNDOING:
        return None
    return Following(_("Entries"), merge.memory.order_by()[:MOST_COUNTED].count())


def to_keep_in_order(records: QuerySet[Found]) -> QuerySet[Found]:
    """The same records; each knows whether it may be there twice and whether a merge into it can be taken back.

    Most may not, and their pages ask no further.
    """
    is_person = records.model is Person
    pairs: Any = PersonPair.objects if is_person else OrganisationPair.objects
    may_be_twice = pairs.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")), dismissed_at=None)
    merges = Merge.objects.filter(_there(), **{"person" if is_person else "organisation": OuterRef("pk")})
    return records.annotate(may_be_twice=Exists(may_be_twice), has_merged=Exists(merges))


def merges_to_undo(record: Record) -> list[Merge]:
    """What became part of the record and can still be taken back or is under way, the newest first."""
    if not getattr(record, "has_merged", True):
        return []
    mine = Q(person=record) if isinstance(record, Person) else Q(organisation=record)
    merges = Merge.objects.filter(mine & _there()).select_related(
        "person", "former_person", "organisation", "former_organisation", "by"
    )
    return list(merges.order_by("-id")[:20])


def is_being_merged(record: Record) -> bool:
    """Whether a merge of the record, or the taking back of one, is under way."""
    return Merge.objects.filter(_of(record), state__in=UNDER_WAY).exists()


def _there() -> Q:
    """Under way, or done and not past its time."""
    return Q(state__in=UNDER_WAY) | Q(state=MergeState.DONE, undo_until__gt=clock.now())


def successor_of(record: Record) -> Record:
    """The record that this one is part of now: itself unless it was merged."""
    for _ring in range(20):
        if record.merged_into is None:
            break
        record = record.merged_into
    return record


def _of(record: Record) -> Q:
    if isinstance(record, Person):
        return Q(person=record) | Q(former_person=record)
    return Q(organisation=record) | Q(former_organisation=record)
