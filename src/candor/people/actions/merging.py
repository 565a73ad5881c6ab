"""Two records of one person, or of one organisation, become one.

The record that goes stays as an empty shell that leads to the other one. All that points to it follows, in bounded
steps: what a person is found and reached by in the first transaction (a step of each kind, more than anybody has), the
rest at once while it is little, else by a job that a killed worker takes up again. Each touched row is remembered, so
that `actions.unmerging` restores exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, search, tokens
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs import enqueue, progress, task
from candor.people import notices
from candor.people.actions.identifiers import Refused, refuse_the_erased
from candor.people.actions.reset import REQUEST
from candor.people.actions.touching import change_remembered, move_some, remember
from candor.people.models import (
    Account,
    Deed,
    Identifier,
    IdentifierKind,
    Merge,
    MergeState,
    Organisation,
    Person,
    PersonName,
    Session,
)
from candor.people.queries.finding import ORGANISATION, PERSON
from candor.people.queries.merging import FIELDS, pair_of, pointing_to, signs_in
from candor.people.rules.merging import Choice, objection, values_after

UNDO_FOR = timedelta(days=30)
STEP = 100
"""Rows a transaction: some 20 ms, so that nobody waits. Measured by `tools/measure_merging.py`."""

AT_ONCE = 10
"""Steps that the person who merges waits for; whatever is left is the job's."""

LATECOMERS_AFTER = timedelta(minutes=1)
"""A mail that was being taken in while the records merged may have been written to the former one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody chose: whose value stays per field, and that the former record's sign-in may end."""

    choices: Mapping[str, Choice] = field(default_factory=dict)
    ends_sign_in: bool = False


def merge_people(person: Person, former: Person, wanted: Wanted, *, by: Actor) -> Merge:
    """Make `former` part of `person`. Raises Refused where the two must not become one."""
    merge = _begin_people(person, former, wanted, by)
    carry_on(merge.pk, at_most=AT_ONCE)
    merge.refresh_from_db()
    return merge


def merge_organisations(organisation: Organisation, former: Organisation, wanted: Wanted, *, by: Actor) -> Merge:
    """Make `former` part of `organisation`. Raises Refused where the two must not become one."""
    merge = _begin_organisations(organisation, former, wanted, by)
    carry_on(merge.pk, at_most=AT_ONCE)
    merge.refresh_from_db()
    return merge


def carry_on(merge_id: int, *, at_most: int | None = None) -> None:
    """Let what still points to the former record follow, a step a transaction. May be called twice at once."""
    steps, moved = 0, 1
    while moved and (at_most is None or steps < at_most):
        moved = _step(merge_id)
        steps += 1
    if not moved:
        _finish(merge_id)


@task(_("Merge two records"))
def carry_on_merging(merge_id: int) -> None:
    """Let all of it follow."""
    carry_on(merge_id)


@transaction.atomic
def _begin_people(person: Person, former: Person, wanted: Wanted, by: Actor) -> Merge:
    _lock(Person, person, former)
    refuse_the_erased(person, former)
    pair = pair_of(person, former)
    _refuse_if(objection(pair))
    if pair.sign_in_ends and not wanted.ends_sign_in:
        raise Refused(_("Both can sign in. Choose whose sign-in ends, or merge them the other way round."))
    if by.is_staff and by.id == person.pk and _brings_an_unproven_address(person, former):
        raise Refused(_("The other record has an address that you have not confirmed. Add it to your details first."))
    merge = _new_merge(by, person=person, former_person=former)
    _tell_both_mailboxes(person, former, by)
    _take_over_names(merge, _take_over_values(merge, wanted))
    _settle_account(merge)
    _lower_primaries(merge)
    for reference in pointing_to(former):
        if reference.model._meta.app_label == Person._meta.app_label:
            move_some(merge, reference, STEP)
    Person.objects.filter(pk=former.pk).update(merged_into=person)
    record("people.person.merged", person, by=by, former=former.pk, merge=merge.pk)
    _afterwards(merge, PERSON)
    return merge


@transaction.atomic
def _begin_organisations(organisation: Organisation, former: Organisation, wanted: Wanted, by: Actor) -> Merge:
    _lock(Organisation, organisation, former)
    _refuse_if(objection(pair_of(organisation, former)))
    merge = _new_merge(by, organisation=organisation, former_organisation=former)
    _take_over_values(merge, wanted)
    Organisation.objects.filter(pk=former.pk).update(merged_into=organisation)
    record("people.organisation.merged", organisation, by=by, former=former.pk, merge=merge.pk)
    _afterwards(merge, ORGANISATION)
    return merge


def _step(merge_id: int) -> int:
    """Move the next rows; returns how many. Nought where nothing is left or the merge is not under way."""
    with transaction.atomic():
        merge = Merge.objects.select_for_update().filter(pk=merge_id, state=MergeState.RUNNING).first()
        if merge is None:
            return 0
        moved = 0
        for reference in pointing_to(merge.former):
            moved = move_some(merge, reference, STEP)
            if moved:
                Merge.objects.filter(pk=merge_id).update(moved=F("moved") + moved)
                break
    progress(merge.moved + moved)
    return moved


def _finish(merge_id: int) -> None:
    """Note that all has followed; look once more a minute later."""
    with transaction.atomic():
        if Merge.objects.filter(pk=merge_id, state=MergeState.RUNNING).update(state=MergeState.DONE):
            enqueue(carry_on_merging, merge_id, at=clock.now() + LATECOMERS_AFTER)
            return
    _gather_latecomers(merge_id)


def _gather_latecomers(merge_id: int) -> None:
    """Rows that were written to the former record by somebody who had found it just before the merge."""
    with transaction.atomic():
        merge = Merge.objects.select_for_update().filter(pk=merge_id, state=MergeState.DONE).first()
        if merge is not None and merge.former.merged_into_id == merge.stayed.pk:
            for reference in pointing_to(merge.former):
                move_some(merge, reference, STEP)


def _lock(model: type[Person] | type[Organisation], *rows: Person | Organisation) -> None:
    """Both records, always in the same order, so that two merges of the same two wait instead of meeting."""
    manager: Any = model._default_manager
    fresh = {row.pk: row for row in manager.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk")}
    for row in rows:
        row.merged_into = fresh[row.pk].merged_into
        for name in FIELDS[model]:
            setattr(row, name, getattr(fresh[row.pk], name))


def _refuse_if(reason: Any) -> None:
    if reason is not None:
        raise Refused(reason)


def _new_merge(by: Actor, **records: Any) -> Merge:
    now = clock.now()
    return Merge.objects.create(by_id=by.id, begun_at=now, undo_until=now + UNDO_FOR, **records)


def _take_over_values(merge: Merge, wanted: Wanted) -> dict[str, str]:
    """Write the chosen values to the record that stays; returns those that changed."""
    stayed, former = merge.stayed, merge.former
    names = FIELDS[type(stayed)]
    before = {name: getattr(stayed, name) for name in names}
    after = values_after(wanted.choices, before, {name: getattr(former, name) for name in names})
    if after:
        change_remembered(merge, stayed, after, version=F("version") + 1)
    return after


def _take_over_names(merge: Merge, after: Mapping[str, str]) -> None:
    """Every name of both is a name of the person; those that are not there yet are noted as other names."""
    person, former = merge.person, merge.former_person
    if person is None or former is None:
        return
    present = PersonName.objects.get(person=person, kind=PersonName.Kind.PRESENT)
    found = [(PersonName.Kind.OTHER, present.text)] if "name" in after else []
    if "name" in after:
        change_remembered(merge, present, {"text": after["name"]})
    for name in PersonName.objects.filter(person=former).order_by("id"):
        is_present = name.kind == PersonName.Kind.PRESENT
        found.append((PersonName.Kind.OTHER if is_present else PersonName.Kind(name.kind), name.text))
    known = set(PersonName.objects.filter(person=person).values_list("text", flat=True))
    for kind, text in found:
        if text not in known:
            known.add(text)
            remember(merge, Deed.MADE, PersonName.objects.create(person=person, kind=kind, text=text))


def _settle_account(merge: Merge) -> None:
    """The former record's account goes over where the other has none; else it is locked. Its sessions end."""
    account = Account.objects.filter(person=merge.former_person).first()
    if account is None:
        return
    Session.objects.filter(account=account).delete()
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    tokens.revoke(REQUEST, account.person_id)
    if not Account.objects.filter(person=merge.person).exists():
        change_remembered(merge, account, {"person_id": merge.person_id})
    elif account.is_active:
        change_remembered(merge, account, {"is_active": False})


def _lower_primaries(merge: Merge) -> None:
    """The addresses that are used first stay those of the record that stays."""
    kept = Identifier.objects.filter(person=merge.person, is_primary=True).values("kind")
    for identifier in Identifier.objects.filter(person=merge.former_person, is_primary=True, kind__in=kept):
        change_remembered(merge, identifier, {"is_primary": False})


def _tell_both_mailboxes(person: Person, former: Person, by: Actor) -> None:
    """Where somebody signs in, each address of the one opens what the other could: both learn of it."""
    if signs_in(person) or signs_in(former):
        owner, other = (person, former) if signs_in(person) else (former, person)
        if _has_an_address(other):
            notices.tell_address_added(owner, by=by)
            notices.tell_address_joined(other, by=by)


def _has_an_address(person: Person) -> bool:
    return Identifier.objects.filter(person=person, kind=IdentifierKind.EMAIL).exists()


def _brings_an_unproven_address(person: Person, former: Person) -> bool:
    """Nobody gets around the code that an address of one's own asks for by merging."""
    proven = Identifier.objects.filter(person=person, kind=IdentifierKind.EMAIL, verified_at__isnull=False)
    brought = Identifier.objects.filter(person=former, kind=IdentifierKind.EMAIL)
    return brought.exclude(value__in=proven.values("value")).exists()


def _afterwards(merge: Merge, kind: str) -> None:
    search.changed(kind, merge.stayed.pk)
    search.changed(kind, merge.former.pk)
    enqueue(carry_on_merging, merge.pk, unique=f"people.merge:{merge.pk}")
