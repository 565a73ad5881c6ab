"""Handing out the folder for the authority: everything about one request leaves the house, so it is noted first."""

from __future__ import annotations

from django.db import transaction

from candor.kernel import clock
from candor.kernel.access_log import handed_out
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Person
from candor.privacy.folders import folder_of
from candor.privacy.folders.reading import request_file
from candor.privacy.models import SubjectRequest


def hand_out_folder(request: SubjectRequest, *, role: str, by: Actor) -> bytes:
    """The archive. The export is on record, and in the access log of the person as long as there is one.

    It is made before that is written, because printing letters takes longer than a transaction may.

    Raises PapersFailed.
    """
    archive = b"".join(folder_of(request_file(request, by=by)))
    with transaction.atomic():
        record("privacy.request.exported", request, by=by)
        people = Person.objects.filter(pk=request.subject_number or 0, erased_at=None).values_list("pk", flat=True)
        handed_out(people, about=request, by=by, role=role, at=clock.now())
    return archive
