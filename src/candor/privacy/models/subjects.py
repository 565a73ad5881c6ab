from __future__ import annotations

from django.db.models import Q

from candor.people.public import Person


def about(number: int) -> Q:
    """Rows that name somebody by `subject_number`, which outlasts the person: theirs, and those of records that became
    part of theirs.
    """
    former = Person.objects.filter(merged_into=number).values("pk")
    return Q(subject_number=number) | Q(subject_number__in=former)
