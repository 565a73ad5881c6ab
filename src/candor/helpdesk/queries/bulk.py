"""What came of a bulk, in words, and the tickets that were left as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from candor.helpdesk.models import Bulk, BulkRow, BulkState, RowState
from candor.kernel.actor import Actor
from candor.kernel.registries.restricted import without

MOST_SHOWN = 200
"""Tickets that the page names; the figures hold all of them."""

REASON_WORDS: Mapping[str, Promise] = {
    "changed": gettext_lazy("somebody changed it meanwhile"),
    "status": gettext_lazy("not possible in its status"),
    "worker": gettext_lazy("the person does not work its queue, or the queue is archived"),
    "closed-to-you": gettext_lazy("not open to you any more"),
    "same": gettext_lazy("it was so already"),
    "refused": gettext_lazy("not possible for this case"),
}


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A ticket that was left as it is, and why."""

    ref: str
    number: int
    subject: str
    why: str


def left_rows(bulk: Bulk, *, by: Actor) -> list[LeftRow]:
    """The tickets that the bulk, or its undoing, left as they are: the first of them."""
    state = RowState.KEPT if bulk.state in {BulkState.UNDOING, BulkState.UNDONE} else RowState.LEFT
    rows = without(BulkRow.objects.filter(bulk=bulk, state=state), "ticket__requester", actor=by).order_by("id")
    named = rows.values_list("ticket__ref", "ticket__number", "ticket__subject", "reason")[:MOST_SHOWN]
    return [LeftRow(ref, number, subject, _why(reason)) for ref, number, subject, reason in named]


def sentences_of(bulk: Bulk) -> str:
    """What came of it in one sentence: "47 done, 3 left: it was so already"."""
    if bulk.state in {BulkState.UNDOING, BulkState.UNDONE}:
        done, left, state = bulk.undone_count, bulk.kept_count, RowState.KEPT
        told = ngettext("%(num)s case taken back", "%(num)s cases taken back", done) % {"num": done}
    else:
        done, left, state = bulk.done_count, bulk.left_count, RowState.LEFT
        told = ngettext("%(num)s case changed", "%(num)s cases changed", done) % {"num": done}
    if left:
        reasons = ", ".join(dict.fromkeys(_why(reason) for reason in _reasons(bulk, state)))
        told += f"; {ngettext('%(num)s left as it is', '%(num)s left as they are', left) % {'num': left}}: {reasons}"
    waiting = bulk.total - bulk.done_count - bulk.left_count
    if bulk.state == BulkState.CANCELLED and waiting:
        told += f"; {_('%(num)s not touched, because you stopped it') % {'num': waiting}}"
    return f"{told}."


def _reasons(bulk: Bulk, state: RowState) -> list[str]:
    rows = BulkRow.objects.filter(bulk=bulk, state=state).values("reason").annotate(count=Count("pk"))
    return list(rows.order_by("-count").values_list("reason", flat=True))


def _why(reason: str) -> str:
    return str(REASON_WORDS.get(reason, REASON_WORDS["refused"]))
