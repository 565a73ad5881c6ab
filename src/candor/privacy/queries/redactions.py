"""What was taken away for good, as the office sees it: when, by whom, how much and why, never what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.privacy.models import RedactedRow, Redaction
from candor.privacy.queries.registers import PAGE

SETTLED, UNDER_WAY, NEVER = _("Done"), _("Being overwritten on the disk"), _("Began and changed nothing")


@dataclass(frozen=True, slots=True)
class RedactionRow:
    """One redaction, from how many rows it took something, and how far it is."""

    redaction: Redaction
    rows: int
    state: Promise


@dataclass(frozen=True, slots=True)
class RedactionsPage:
    """A page of them and the query of the next one, "" at the end."""

    rows: list[RedactionRow]
    later: str


def redactions_page(actor: Actor, *, after: str) -> RedactionsPage:
    """The last one first. Three queries at most."""
    redactions = Redaction.objects.visible_to(actor)
    mark = redactions.filter(ref=after).first() if after else None
    if mark is not None:
        redactions = redactions.filter(pk__lt=mark.pk)
    found = list(redactions.select_related("done_by").order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    counted = RedactedRow.objects.filter(redaction__in=shown).values_list("redaction").annotate(count=Count("pk"))
    rows = Counter(dict(counted))
    later = f"?after={shown[-1].ref}" if len(found) > PAGE else ""
    return RedactionsPage([RedactionRow(each, rows[each.pk], _state(each)) for each in shown], later)


def _state(redaction: Redaction) -> Promise:
    if redaction.settled_at is None:
        return UNDER_WAY
    return SETTLED if redaction.carried_out_at else NEVER
