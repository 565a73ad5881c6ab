"""Taking a merge back: every remembered row returns to where it was, unless somebody changed it since.

What came in after the merge stays with the record that stayed; nobody could tell whose it is.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs import enqueue, progress, task
from candor.kernel.registries.merging import reference_of
from candor.people.actions.identifiers import Refused, promote_the_oldest
from candor.people.actions.merging import AT_ONCE, STEP
from candor.people.actions.touching import ONE_BY_ONE
from candor.people.models import (
    Account,
    Deed,
    IdentifierKind,
    Merge,
    MergeState,
    Organisation,
    Person,
    PersonName,
    Remembered,
    Session,
)
from candor.people.queries.finding import ORGANISATION, PERSON


def undo_merge(merge: Merge, *, by: Actor) -> Merge:
    """Make two records of one again. Raises Refused when it is too late or a later merge has to go first."""
    _begin(merge, by)
    carry_on_undoing(merge.pk, at_most=AT_ONCE)
    merge.refresh_from_db()
    return merge


def carry_on_undoing(merge_id: int, *, at_most: int | None = None) -> None:
    """Restore what is remembered, the last first, a step a transaction. May be called twice at once."""
    steps, restored = 0, 1
    while restored and (at_most is None or steps < at_most):
        restored = _step(merge_id)
        steps += 1
    if not restored:
        _finish(merge_id)


@task(_("Take a merge back"))
def carry_on_unmerging(merge_id: int) -> None:
    """Restore all of it."""
    carry_on_undoing(merge_id)


@transaction.atomic
def _begin(merge: Merge, by: Actor) -> None:
    merge.stayed.refresh_from_db()
    if merge.stayed.merged_into_id is not None:
        raise Refused(_("The record became part of another one since. Take that merge back first."))
    done = Merge.objects.filter(pk=merge.pk, state=MergeState.DONE, undo_until__gt=clock.now())
    if not done.update(state=MergeState.UNDOING):
        raise Refused(_("This merge can no longer be taken back, or somebody else is taking it back now."))
    _end_sessions(merge)
    record(_fact(merge), merge.stayed, by=by, former=merge.former.pk, merge=merge.pk)
    enqueue(carry_on_unmerging, merge.pk, unique=f"people.unmerge:{merge.pk}")


def _step(merge_id: int) -> int:
    with transaction.atomic():
        merge = Merge.objects.select_for_update().filter(pk=merge_id, state=MergeState.UNDOING).first()
        if merge is None:
            return 0
        memory = _latest(merge)
        kept = sum(_take_back(merge, list(run)) for _kind, run in groupby(memory, key=_alike))
        Remembered.objects.filter(pk__in=[entry.pk for entry in memory]).delete()
        Merge.objects.filter(pk=merge_id).update(kept=F("kept") + kept)
    progress(len(memory))
    return len(memory)


def _latest(merge: Merge) -> list[Remembered]:
    """The last deeds, a step of them; few only of those that are taken back one by one."""
    latest, one_by_one = list(merge.memory.order_by("-id")[:STEP]), 0
    for place, entry in enumerate(latest):
        one_by_one += entry.deed != Deed.MOVED
        if one_by_one > ONE_BY_ONE:
            return latest[:place]
    return latest


def _alike(entry: Remembered) -> tuple[str, str]:
    """What can be taken back together, without leaving the order in which it was done."""
    return entry.deed, entry.label


def _take_back(merge: Merge, run: list[Remembered]) -> int:
    """Take a run of like deeds back; returns how many rows were changed since and are left as they are."""
    if run[0].deed == Deed.MOVED:
        return _move_back(merge, run[0].label, [entry.row_id for entry in run])
    return sum(not _restore(merge, entry) for entry in run)


def _move_back(merge: Merge, label: str, ids: list[int]) -> int:
    """Point rows at the former record again where they still point to the other; returns how many do not."""
    reference = reference_of(label)
    there = reference.model._base_manager.filter(pk__in=ids, **{reference.field: merge.stayed.pk})
    return len(ids) - there.update(**{reference.field: merge.former.pk})


def _restore(merge: Merge, entry: Remembered) -> bool:
    """Take one deed back; False where the row was changed since and is left as it is."""
    if entry.deed == Deed.DROPPED:
        return _bring_back(entry)
    model: Any = apps.get_model(entry.label)
    row = model._base_manager.filter(pk=entry.row_id).first()
    if row is None:
        return False
    if entry.deed == Deed.MADE:
        return _unmake(merge, row)
    return _change_back(row, json.loads(entry.before), json.loads(entry.after))


def _bring_back(entry: Remembered) -> bool:
    """Write a row that was put aside again, and what hung on it; False where what it belonged to is gone since."""
    whole = [kept.object for kept in serializers.deserialize("json", entry.before, ignorenonexistent=True)]
    if not _still_belongs(whole[0]):
        return False
    for row in whole:
        if row is whole[0] or _still_belongs(row):
            row.save_base(raw=True)
    return True


def _still_belongs(row: models.Model) -> bool:
    """Whether all that the row points to is there; what it outlives, as the models say, is left empty."""
    for field in row._meta.concrete_fields:
        target, there = getattr(row, field.attname), field.related_model
        if target is None or there is None or there._base_manager.filter(pk=target).exists():
            continue
        if getattr(field.remote_field, "on_delete", None) is not models.SET_NULL:
            return False
        setattr(row, field.attname, None)
    return True


def _unmake(merge: Merge, row: models.Model) -> bool:
    """Only names are made by a merge. One that became the present name since stays."""
    if isinstance(row, PersonName) and row.person_id == merge.person_id and row.kind != PersonName.Kind.PRESENT:
        row.delete()
        return True
    return False


def _change_back(row: models.Model, before: dict[str, Any], after: dict[str, Any]) -> bool:
    now = {name: getattr(row, name) for name in before}
    back = {name: before[name] for name in before if now[name] == after[name] != before[name]}
    if back:
        versions = {"version": F("version") + 1} if isinstance(row, (Person, Organisation)) else {}
        type(row)._base_manager.filter(pk=row.pk).update(**back, **versions)
    return all(now[name] in (before[name], after[name]) for name in before)


@transaction.atomic
def _finish(merge_id: int) -> None:
    merge = Merge.objects.select_for_update().filter(pk=merge_id, state=MergeState.UNDOING).first()
    if merge is None:
        return
    former: Any = type(merge.former)._default_manager.filter(pk=merge.former.pk)
    former.update(merged_into=None)
    if merge.person is not None:
        _see_to_primaries(merge.person)
    kind = PERSON if merge.person is not None else ORGANISATION
    search.changed(kind, merge.stayed.pk)
    search.changed(kind, merge.former.pk)
    Merge.objects.filter(pk=merge_id).update(state=MergeState.UNDONE)


def _see_to_primaries(person: Person) -> None:
    """Whoever has addresses has one that is used first."""
    for kind in IdentifierKind:
        entries = person.identifiers.filter(kind=kind)
        if not entries.filter(is_primary=True).exists():
            promote_the_oldest(entries)


def _end_sessions(merge: Merge) -> None:
    """An account that went over goes back: what is signed in with it ends."""
    label = Account._meta.label_lower
    accounts = merge.memory.filter(label=label, deed=Deed.CHANGED).values("row_id")
    Session.objects.filter(account__in=accounts).delete()
    Account.objects.filter(pk__in=accounts).update(epoch=F("epoch") + 1)


def _fact(merge: Merge) -> str:
    return "people.person.unmerged" if merge.person is not None else "people.organisation.unmerged"


def settle_old_merges() -> None:
    """Forget what only served taking back: the memory, and what was left of the former record. A portion a time."""
    due = Merge.objects.filter(state__in=[MergeState.DONE, MergeState.UNDONE], undo_until__lte=clock.now())
    for merge in due.order_by("id")[:50]:
        while ids := list(merge.memory.values_list("pk", flat=True)[:STEP]):
            Remembered.objects.filter(pk__in=ids).delete()
        with transaction.atomic():
            if merge.state == MergeState.DONE:
                _empty(merge)
            Merge.objects.filter(pk=merge.pk).update(state=MergeState.SETTLED)


def _empty(merge: Merge) -> None:
    """Only the old address remains of the former record, and where it leads."""
    if merge.former_person is not None:
        Account.objects.filter(person=merge.former_person).delete()
        PersonName.objects.filter(person=merge.former_person).delete()
        empty = {"name": "", "note": "", "language": "", "time_zone": ""}
        Person.objects.filter(pk=merge.former_person.pk).update(**empty)
