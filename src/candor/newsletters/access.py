"""Who may touch which list and issue. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.kernel.actor import Actor
from candor.kernel.db.prepared import PreparedByRef
from candor.newsletters.models import Issue, MailingList
from candor.people.public import Person

LIST = PreparedByRef(MailingList.objects.visible_to)
ISSUE = PreparedByRef(Issue.objects.select_related("list").visible_to)


def list_for(actor: Actor, ref: str) -> MailingList:
    """A list that the actor may see, or 404."""
    return LIST.or_404(actor, ref)


def issue_for(actor: Actor, ref: str) -> Issue:
    """An issue that the actor may see, or 404."""
    return ISSUE.or_404(actor, ref)


def person_for(actor: Actor, ref: str) -> Person:
    """Somebody whom the member of staff may see, or 404."""
    found = Person.objects.visible_to(actor).filter(ref=ref, erased_at=None).first() if actor.is_staff else None
    if found is None:
        raise Http404
    return found
