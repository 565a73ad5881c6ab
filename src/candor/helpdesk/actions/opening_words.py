"""Writing the words with which the house greets visitors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction
from django.db.models import F

from candor.helpdesk.models import OpeningWords
from candor.helpdesk.refusals import StalePrepared
from candor.helpdesk.rules.opening_words import Opening
from candor.kernel.actor import Actor
from candor.kernel.audit import record


@transaction.atomic
def change_opening_words(words: Mapping[str, Opening], *, by: Actor, expected_version: int) -> None:
    """Save the words by language; saving the same twice changes nothing. Raises StalePrepared."""
    wanted = {language: asdict(opening) for language, opening in words.items() if not opening.is_blank}
    row, _is_new = OpeningWords.objects.get_or_create(pk=1)
    if row.words == wanted:
        return
    present = OpeningWords.objects.filter(pk=1, version=expected_version)
    if not present.update(words=wanted, version=F("version") + 1):
        raise StalePrepared
    record("helpdesk.opening_words.changed", row, by=by)
