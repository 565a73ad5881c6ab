"""Taking an import back: the people and organisations that it wrote down go, where nobody has touched them since."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, search
from candor.kernel.actor import Actor, ActorKind, Channel
from candor.kernel.audit import record
from candor.kernel.files import delete_file
from candor.kernel.jobs import enqueue, progress, task
from candor.kernel.models import AuditFact
from candor.people.actions.identifiers import Refused
from candor.people.models import (
    ENDED,
    Account,
    Identifier,
    Import,
    ImportedRow,
    ImportState,
    Membership,
    Merge,
    Organisation,
    Outcome,
    Person,
    PostalAddress,
)
from candor.people.queries.finding import ORGANISATION, PERSON
from candor.people.queries.merging import pointing_to
from candor.people.taking import taker_of

PORTION = 10
DRAFTS_KEPT = timedelta(days=7)
OWN = {Identifier, PostalAddress, Membership, ImportedRow}
"""What an import itself writes about somebody; anything else that points to them is somebody's work."""

A_MOMENT = timedelta(minutes=1)


@transaction.atomic
def undo_import(row: Import, *, by: Actor) -> None:
    """Let the job take the import back. Raises Refused when it is too late."""
    ended = Import.objects.filter(pk=row.pk, state__in=ENDED, undo_until__gt=clock.now())
    if not ended.update(state=ImportState.UNDOING, undo_position=0, by_id=by.id):
        raise Refused(_("This import can no longer be taken back, or is being taken back already."))
    record("people.import.undone", row, by=by, created=row.created)
    enqueue(carry_on_undoing_import, row.pk, unique=f"people.import.undo:{row.pk}")


@task(_("Take an import back"))
def carry_on_undoing_import(import_id: int) -> None:
    """Remove what the import wrote down, a few rows a transaction; a killed run goes on where the last one ended."""
    while _step(import_id):
        pass


@transaction.atomic
def _step(import_id: int) -> bool:
    row = Import.objects.select_for_update().filter(pk=import_id, state=ImportState.UNDOING).first()
    if row is None:
        return False
    taker = taker_of(row)
    made = row.outcomes.filter(number__gt=row.undo_position).order_by("number")
    made = made.filter(outcome=Outcome.CREATED) if taker is None else made.exclude(person=None, organisation=None)
    outcomes = list(made.select_related("person", "organisation")[:PORTION])
    if not outcomes:
        return _remove_organisations(row)
    by = Actor(ActorKind.STAFF, row.by_id, channel=Channel.JOB)
    if taker is not None:
        for outcome in outcomes:
            if outcome.person_id is not None:
                taker.take_back(row, outcome.person_id)
    created = [outcome for outcome in outcomes if outcome.outcome == Outcome.CREATED]
    people = [(outcome.person, outcome) for outcome in created if outcome.person is not None]
    removed = sum(_remove(person, outcome, by) for person, outcome in people)
    Import.objects.filter(pk=import_id).update(
        undo_position=outcomes[-1].number,
        removed=F("removed") + removed,
        kept=F("kept") + len(people) - removed,
    )
    progress(outcomes[-1].number, row.rows)
    return True


def _remove(person: Person, outcome: ImportedRow, by: Actor) -> bool:
    if not is_untouched(person, outcome):
        return False
    record("people.person.removed", person, by=by)
    search.changed(PERSON, person.pk)
    person.delete()
    return True


def is_untouched(person: Person, outcome: ImportedRow) -> bool:
    """Whether nothing has happened with the person since the row was taken in."""
    if person.version or person.merged_into_id or Account.objects.filter(person=person).exists():
        return False
    later = outcome.at + A_MOMENT
    if AuditFact.objects.filter(
        object_kind="people.person", object_id=person.pk, name__in=["people.person.changed", "people.person.merged"]
    ).exists():
        return False
    entries = Identifier.objects.filter(person=person)
    members = Membership.objects.filter(person=person)
    changed = (
        entries.filter(created_at__gt=later).exists()
        or members.exclude(role=Membership.Role.MEMBER, ended_on=None).exists()
        or Merge.objects.filter(former_person=person).exists()
        or ImportedRow.objects.filter(person=person).exclude(pk=outcome.pk).exclude(outcome=Outcome.SAME).exists()
    )
    return not changed and all(reference.model in OWN for reference in pointing_to(person))


def _remove_organisations(row: Import) -> bool:
    """Remove the next of those that were written down for this import, and to which nothing belongs; False at the end.

    They come after the people: from then on the position counts on from the last row, through the rows once more.
    """
    made = row.outcomes.filter(number__gt=max(row.undo_position - row.rows, 0)).exclude(organisation=None)
    outcomes = list(made.select_related("organisation").order_by("number")[:PORTION])
    if not outcomes:
        Import.objects.filter(pk=row.pk).update(state=ImportState.UNDONE)
        return False
    for outcome in outcomes:
        organisation = outcome.organisation
        if organisation is not None and not organisation.version and not _has_anything(organisation, outcome):
            search.changed(ORGANISATION, organisation.pk)
            organisation.delete()
    Import.objects.filter(pk=row.pk).update(undo_position=row.rows + outcomes[-1].number)
    return True


def _has_anything(organisation: Organisation, outcome: ImportedRow) -> bool:
    return any(
        reference.model._base_manager.filter(**{reference.field: organisation.pk})
        .exclude(pk=_own(reference, outcome))
        .exists()
        for reference in pointing_to(organisation)
    )


def _own(reference: object, outcome: ImportedRow) -> int | None:
    return outcome.pk if getattr(reference, "model", None) is ImportedRow else None


def forget_old_imports() -> None:
    """Delete the files of imports past their time and drafts that nobody started; where people came from stays."""
    now = clock.now()
    for row in Import.objects.filter(state=ImportState.DRAFT, created_at__lt=now - DRAFTS_KEPT)[:50]:
        with transaction.atomic():
            Import.objects.filter(pk=row.pk).delete()
            if row.file is not None:
                delete_file(row.file)
    for row in Import.objects.filter(undo_until__lte=now, file__isnull=False).select_related("file", "error_file")[:50]:
        with transaction.atomic():
            files = [row.file, row.error_file]
            Import.objects.filter(pk=row.pk).update(file=None, error_file=None)
            for file in files:
                if file is not None:
                    delete_file(file)
