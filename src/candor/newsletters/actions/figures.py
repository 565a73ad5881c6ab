"""Figures of an issue as a file, and the fact that somebody took them along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.csv_files import lines
from candor.newsletters.models import Issue


@transaction.atomic
def file_of_figures(issue: Issue, rows: Iterable[Sequence[object]], *, by: Actor) -> bytes:
    """The rows as CSV, headings first."""
    record("newsletters.issue.figures_exported", issue, by=by)
    return b"".join(lines(rows, delimiter=";"))
