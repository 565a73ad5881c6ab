"""Sales mail is found by its subject and words, by those who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from candor.business.models import Correspondence, SalesMail
from candor.kernel.search import Document, register

KIND = "business.correspondence"
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


register(KIND, documents=documents, all_ids=all_ids)
