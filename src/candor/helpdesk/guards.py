"""What follows here when a person's data is restricted, or free again: figures and entries of the search index."""

from __future__ import annotations

from django.db.models import F

from candor.helpdesk.actions.call_backs import recount_calls
from candor.helpdesk.models import CallBack, Message, MessageKind
from candor.helpdesk.search import KIND
from candor.kernel.registries.restricted import when_changed
from candor.kernel.search.pending import changed_many


def follow(person: int) -> None:
    """Their open calls count for nobody, and what they wrote in others' cases is found by nobody, and back."""
    theirs = Message.objects.filter(author=person, kind=MessageKind.FROM_CUSTOMER)
    changed_many(
        KIND, theirs.exclude(ticket__requester=F("author")).order_by().values_list("ticket", flat=True).distinct()
    )
    for caller in CallBack.objects.open().filter(ticket__requester=person).values_list("caller", flat=True).distinct():
        recount_calls(caller)


when_changed("helpdesk", follow)
