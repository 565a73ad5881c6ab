"""The suggestions of duplicates, for a record's page and as a worklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.registries.restricted import without_restricted
from candor.people.models import Organisation, OrganisationPair, Person, PersonPair, Reason

PAGE = 50
MOST_ON_A_PAGE = 10

REASON_WORDS: Mapping[str, Promise] = {
    Reason.EMAIL: _("the same e-mail address"),
    Reason.PHONE: _("the same telephone number"),
    Reason.DOMAIN: _("the same website"),
    Reason.NAME: _("the same name"),
    Reason.NEAR_NAME: _("nearly the same name"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two records that may be one, and why. `first` is the older one, into which the other is merged."""

    ref: str
    first: Any
    second: Any
    reason: Promise


@dataclass(frozen=True, slots=True)
class Suggestions:
    """A page of the worklist and the query of the next one, "" on the last."""

    rows: list[Suggestion]
    older: str = ""


def person_pairs(by: Actor) -> QuerySet[PersonPair]:
    """Nobody has decided, and both are records of their own, of people who are not restricted."""
    return without_restricted(PersonPair.objects.filter(**_OPEN).select_related("first", "second"), by)


def organisation_pairs() -> QuerySet[OrganisationPair]:
    return OrganisationPair.objects.filter(**_OPEN).select_related("first", "second")


def suggestions(pairs: QuerySet[Any], asked: Mapping[str, str]) -> Suggestions:
    """The newest first, a page at a time, cut by the pair's number."""
    mark = pairs.model._base_manager.filter(ref=asked.get("after", "")).values_list("pk", flat=True).first()
    rows = list(pairs.filter(Q(pk__lt=mark) if mark else Q()).order_by("-pk")[: PAGE + 1])
    older = f"?{urlencode({'after': rows[PAGE - 1].ref})}" if len(rows) > PAGE else ""
    return Suggestions([_suggestion(pair) for pair in rows[:PAGE]], older)


def suggestions_for(record: Person | Organisation, *, by: Actor) -> list[Suggestion]:
    """Who may be the same, for the record's own page. `second` is always the other one."""
    if not getattr(record, "may_be_twice", True):
        return []
    pairs: QuerySet[Any] = person_pairs(by) if isinstance(record, Person) else organisation_pairs()
    mine = pairs.filter(Q(first=record) | Q(second=record)).order_by("-pk")[:MOST_ON_A_PAGE]
    return [
        Suggestion(pair.ref, record, pair.second if pair.first_id == record.pk else pair.first, _words(pair))
        for pair in mine
    ]


_OPEN: dict[str, Any] = {"dismissed_at": None, "first__merged_into": None, "second__merged_into": None}


def _suggestion(pair: Any) -> Suggestion:
    return Suggestion(pair.ref, pair.first, pair.second, _words(pair))


def _words(pair: Any) -> Promise:
    return REASON_WORDS[pair.reason]
