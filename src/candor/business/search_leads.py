"""Leads are found by what people are interested in, and by the names of whom they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse

from candor.business.models import Lead
from candor.business.models.leads import VIEW
from candor.business.words_leads import state_of
from candor.kernel.actor import Actor
from candor.kernel.search import Document, ids_matching
from candor.kernel.search.marking import Pattern, marked, pattern_of
from candor.kernel.search.places import Hit, Listing
from candor.kernel.search.sought import sought_in
from candor.people.public import ORGANISATION_INDEX, PERSON_INDEX

KIND = "business.lead"
MOST_FOUND = 10


def documents(ids: Iterable[int]) -> Iterator[Document]:
    """What they are interested in. Names stand in the index of people alone, so that a changed one counts at once."""
    for number, interest in Lead.objects.filter(pk__in=list(ids)).values_list("pk", "interest"):
        first, _line, rest = interest.partition("\n")
        yield Document(number, first, rest)


def all_ids() -> Iterable[int]:
    return Lead.objects.order_by("id").values_list("pk", flat=True).iterator(chunk_size=2_000)


def found_by(question: str, actor: Actor) -> Listing:
    """Leads whose interest, person or organisation has every word of the question, the latest first. One query."""
    sought = sought_in(question)
    if sought is None or not actor.may(VIEW):
        return Listing()
    kinds = {"pk__in": KIND, "person__in": PERSON_INDEX, "organisation__in": ORGANISATION_INDEX}
    wanted = Q()
    for field, kind in kinds.items():
        wanted |= Q(**{field: ids_matching(kind, question)})
    rows = (
        Lead.objects.visible_to(actor).filter(wanted).select_related("person", "organisation", "stage", "lost_reason")
    )
    pattern = pattern_of(sought)
    return Listing([_hit(lead, pattern) for lead in rows.order_by("-pk")[:MOST_FOUND]])


def _hit(lead: Lead, pattern: Pattern) -> Hit:
    shape, words = state_of(lead)
    first = lead.interest.partition("\n")[0]
    return Hit(
        url=reverse("business:lead", args=[lead.ref]),
        title=marked(lead.name or first, pattern),
        sub=first,
        shape=shape,
        state=str(words),
    )
