"""Pictures and files of articles: sent, shown in the texts, taken away again."""

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
from candor.knowledge.models import Article, ArticleFile


def stored(uploads: Sequence[UploadedFile[Any]]) -> AbstractContextManager[list[StoredFile]]:
    """The uploads as stored files for the block; those that no article holds at its end are deleted.

    Raises FileTooLarge.
    """
    return stored_meanwhile(uploads, _delete_unused)


@transaction.atomic
def add_files(article: Article, files: Sequence[StoredFile], *, by: Actor) -> None:
    """Let the article hold the files."""
    now = clock.now()
    ArticleFile.objects.bulk_create(ArticleFile(article=article, file=file, created_at=now) for file in files)
    record("knowledge.article.files_added", article, by=by, count=len(files))


@transaction.atomic
def remove_file(held: ArticleFile, *, by: Actor) -> None:
    """Take a file away for good; a text that shows it shows its description instead."""
    if ArticleFile.objects.filter(pk=held.pk).delete()[0]:
        delete_file(held.file)
        record("knowledge.article.file_removed", held.article, by=by)


def _delete_unused(files: Sequence[StoredFile]) -> None:
    if files:
        delete_but(set(ArticleFile.objects.filter(file__in=files).values_list("file", flat=True)), files)
