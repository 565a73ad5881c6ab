"""Whether anything is noted about the person of an erasure beside their rows: of most people nothing is."""

from __future__ import annotations

from django.db.models import Model

from candor.kernel.db.presence import pointing
from candor.privacy.models import Erasure


def are_noted(erasure: Erasure, *models: type[Model]) -> list[bool]:
    """For each of these registers, whether it has a row with the number of the person. One short statement."""
    return pointing([(model._meta.db_table, "subject_number") for model in models], [erasure.subject_number])
