"""How we came to know somebody, in words for themselves: the form, the mail, the list of a vendor with its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.kernel.registries.origins import register
from candor.people.models import Import, ImportedRow, Person
from candor.people.models.imports import Outcome
from candor.people.sources import SOURCE_NAMES, Source
from candor.ui.public import locale_of, long_date


def in_words(list_of: Import) -> str:
    """The list that somebody came with (mission A7)."""
    if not list_of.source_name:
        return str(SOURCE_NAMES[Source.IMPORT])
    if list_of.received_on is None:
        return _("A list from %(vendor)s") % {"vendor": list_of.source_name}
    day = long_date(list_of.received_on, locale_of(get_language() or "en"))
    return _("A list from %(vendor)s, received on %(day)s") % {"vendor": list_of.source_name, "day": day}


def _of_people(keys: Sequence[str]) -> Mapping[str, str]:
    known = dict(Person.objects.filter(pk__in=keys).values_list("pk", "source"))
    said = {str(pk): str(SOURCE_NAMES[source]) for pk, source in known.items() if source in SOURCE_NAMES}
    listed = [pk for pk, source in known.items() if source == Source.IMPORT]
    if not listed:
        return said
    made = ImportedRow.objects.filter(person__in=listed, outcome=Outcome.CREATED).select_related("source")
    return said | {str(row.person_id): in_words(row.source) for row in made.order_by("-pk")}


register(Person, _of_people)
