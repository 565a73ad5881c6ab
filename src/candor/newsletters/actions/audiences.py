"""Choosing whom an issue is for, while it is a draft."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from candor.business.public import Segment, audience_of
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.newsletters.actions.writing import StaleIssue
from candor.newsletters.models import Issue, IssueState


@transaction.atomic
def choose_audience(issue: Issue, segment: Segment | None, *, by: Actor) -> None:
    """Those of the list who belong to the segment; None is the whole list. The segment's conditions are kept as they
    are now; choosing twice changes nothing. Raises StaleIssue for one that is no draft any more, and BrokenAudience.
    """
    audience = None if segment is None else audience_of(segment, by)
    name = "" if segment is None else segment.name
    rows = Issue.objects.filter(pk=issue.pk, state=IssueState.DRAFT)
    locked = rows.select_for_update(of=("self",)).first()
    if locked is None:
        raise StaleIssue
    if (locked.audience, locked.audience_name) == (audience, name):
        return
    rows.update(audience=audience, audience_name=name, changed_at=clock.now(), version=F("version") + 1)
    record("newsletters.issue.audience_chosen", issue, by=by, whole_list=segment is None)
