"""Figures as a CSV file. No person stands in it; that it left the house is recorded all the same (mission B9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from candor.business.actions.seller import ONLY
from candor.business.models import InvoicingSettings
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.csv_files import lines


@transaction.atomic
def file_of_figures(name: str, rows: Iterable[Sequence[object]], *, by: Actor) -> bytes:
    """The rows, headings first. `name` says which figures they are."""
    settings, _made = InvoicingSettings.objects.get_or_create(pk=ONLY)
    record("business.figures.exported", settings, by=by, figures=name)
    return b"".join(lines(rows, delimiter=";"))
