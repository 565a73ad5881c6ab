"""Pictures of an issue: sent while it is a draft, taken away again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.files import delete_file
from candor.kernel.models import StoredFile
from candor.kernel.uploads import delete_but, stored_meanwhile
from candor.newsletters.actions.writing import StaleIssue
from candor.newsletters.models import Issue, IssuePicture, IssueState


def stored(uploads: Sequence[UploadedFile[Any]]) -> AbstractContextManager[list[StoredFile]]:
    """The uploads as stored files for the block; those that no issue holds at its end are deleted.

    Raises FileTooLarge.
    """
    return stored_meanwhile(uploads, _delete_unused)


@transaction.atomic
def add_pictures(issue: Issue, files: Sequence[StoredFile], *, by: Actor) -> None:
    """Let the draft hold them. Raises StaleIssue for one that is no draft any more."""
    _draft(issue)
    now = clock.now()
    IssuePicture.objects.bulk_create(IssuePicture(issue=issue, file=file, created_at=now) for file in files)
    record("newsletters.issue.pictures_added", issue, by=by, count=len(files))


@transaction.atomic
def remove_picture(held: IssuePicture, *, by: Actor) -> None:
    """Take it away for good. Doing it twice changes nothing. Raises StaleIssue for one that is no draft any more."""
    _draft(held.issue)
    if IssuePicture.objects.filter(pk=held.pk).delete()[0]:
        delete_file(held.file)
        record("newsletters.issue.picture_removed", held.issue, by=by)


def _draft(issue: Issue) -> None:
    rows = Issue.objects.select_for_update(of=("self",)).filter(pk=issue.pk, state=IssueState.DRAFT)
    if not rows.exists():
        raise StaleIssue


def _delete_unused(files: Sequence[StoredFile]) -> None:
    if files:
        delete_but(set(IssuePicture.objects.filter(file__in=files).values_list("file", flat=True)), files)
