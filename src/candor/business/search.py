"""Sales mail is found by its subject and words, by those who may see it; leads as `search_leads` says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.business import search_leads as leads
from candor.business.models import Correspondence, SalesMail
from candor.business.models.sales_mail import VIEW
from candor.business.words import state_of
from candor.kernel.actor import Actor
from candor.kernel.search import Document, matching, register
from candor.kernel.search.marking import marked, pattern_of
from candor.kernel.search.places import Hit, Listing, offer
from candor.kernel.search.sought import sought_in

KIND = "business.correspondence"
MOST_FOUND = 10
MOST_WORDS = 200_000
"""Characters that are indexed per correspondence; what lies beyond no one searches for."""


def documents(ids: Iterable[int]) -> Iterator[Document]:
    """The words of the correspondences that still exist."""
    wanted = list(ids)
    mails = SalesMail.objects.filter(correspondence__in=wanted).order_by("correspondence", "id")
    rows = mails.values_list("correspondence", "text")
    words = {key: "\n".join(text for _key, text in group) for key, group in groupby(rows, key=lambda row: row[0])}
    for found in Correspondence.objects.filter(pk__in=wanted):
        yield Document(found.pk, found.subject, words.get(found.pk, "")[:MOST_WORDS])


def all_ids() -> Iterable[int]:
    return Correspondence.objects.order_by("id").values_list("pk", flat=True).iterator(chunk_size=2_000)


def found_by(question: str, actor: Actor) -> Listing:
    """Those whose subject or mails hold every word of the question, the latest first."""
    sought = sought_in(question)
    if sought is None or not actor.may(VIEW):
        return Listing()
    visible = Correspondence.objects.visible_to(actor).select_related("person", "organisation")
    pattern = pattern_of(sought)
    return Listing(
        [
            Hit(
                url=reverse("tech:sales-correspondence", args=[row.ref]),
                title=marked(row.subject, pattern),
                sub=row.person.name + (f", {row.organisation.name}" if row.organisation else ""),
                shape=state_of(row)[0],
                state=str(state_of(row)[1]),
            )
            for row in matching(KIND, question, visible)[:MOST_FOUND]
        ]
    )


register(KIND, documents=documents, all_ids=all_ids, is_growing=True)
offer(KIND, _("Sales mail"), "mail", found_by)
register(leads.KIND, documents=leads.documents, all_ids=leads.all_ids)
offer(leads.KIND, _("Leads"), "flag", leads.found_by)
