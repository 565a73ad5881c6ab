"""What follows here when a person's data is restricted: lists that hold it are not handed out any more."""

from __future__ import annotations

from candor.kernel.actor import SYSTEM
from candor.kernel.models import AccessLogEntry
from candor.kernel.registries.restricted import is_restricted, when_changed
from candor.people.actions.exporting import withdraw_export
from candor.people.models import Export, ExportState


def follow(person: int) -> None:
    """Withdraw the files that wait to be fetched and tell of the person; those still to be made leave them out."""
    if not is_restricted(person):
        return
    ready = Export.objects.filter(state=ExportState.READY)
    telling = AccessLogEntry.objects.filter(
        object_kind=Export._meta.label_lower, object_id__in=ready.values("pk"), subject_id=person
    )
    for row in ready.filter(pk__in=telling.values("object_id")):
        withdraw_export(row, by=SYSTEM)


when_changed("people", follow)
