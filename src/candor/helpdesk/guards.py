"""What follows here when a person's data is restricted, or free again: figures and entries of the search index."""

from __future__ import annotations

from django.db.models import F

from candor.helpdesk.actions.binning import silence
from candor.helpdesk.actions.call_backs import recount_calls
from candor.helpdesk.models import CallBack, Message, MessageKind, Notification
from candor.helpdesk.search import KIND
from candor.kernel.registries.restricted import is_restricted, office, when_changed
from candor.kernel.search.pending import taken_out


def follow(person: int) -> None:
    """Their open calls count for nobody, and what they wrote in others' cases is found by nobody, and back.

    What bells told of their cases is taken out of them; only the office is told anew.
    """
    theirs = Message.objects.filter(author=person, kind=MessageKind.FROM_CUSTOMER)
    taken_out(
        KIND, theirs.exclude(ticket__requester=F("author")).order_by().values_list("ticket", flat=True).distinct()
    )
    for caller in CallBack.objects.open().filter(ticket__requester=person).values_list("caller", flat=True).distinct():
        recount_calls(caller)
    told = Notification.objects.unread().filter(ticket__requester=person).exclude(person__in=office())
    for ticket in set(told.values_list("ticket", flat=True)) if is_restricted(person) else ():
        silence(told.filter(ticket=ticket))


when_changed("helpdesk", follow)
