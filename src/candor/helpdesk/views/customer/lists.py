"""The lists of the Customer Center: my cases, those of my organisation, those of which I get copies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from candor.helpdesk import letters
from candor.helpdesk.letter_search import LONGEST_QUESTION, Found, found_among
from candor.helpdesk.models import Status, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.views.customer.shown import STATUS_WORDS, unread_for
from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.people.public import Organisation
from candor.ui.public import page

ORGANISATION, COPIES = "organisation", "copies"
"""In the address of the list: the organisation's cases, or those of which one gets copies, instead of one's own."""

OPEN, DONE = "open", "done"
"""In the address of the list: only what goes on, or only what is over."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for; what one does not have counts as not asked."""

    whose: str
    state: str
    question: str
    after: str

    @property
    def query(self) -> dict[str, str]:
        return {"of": self.whose, "is": self.state, "q": self.question}

    @property
    def is_narrow(self) -> bool:
        return bool(self.state or self.question)


def start(request: Request) -> HttpResponse:
    """Where the Customer Center begins."""
    return redirect("customer:cases")


def cases(request: Request) -> HttpResponse:
    """My cases; for a super customer those of the organisation too; those of which copies came to me."""
    me = letters.reader(request.actor)
    asked = _asked(request, me)
    chosen, unread = _chosen(asked, me), unread_for(request)
    found, page_of_list = _found(request, asked, chosen, me)
    return page(
        request,
        "helpdesk/customer/cases.html",
        me=me,
        asked=asked,
        panels=panels_at("customer.start", request.actor, None),
        waiting=None if asked.whose or asked.is_narrow or asked.after else letters.waiting_for(me),
        found=found,
        cases=[{**_row(ticket, unread.all), "marks": found.marks.get(ticket.pk)} for ticket in found.cases],
        tabs=_tabs(me, asked.whose, unread),
        states=_states(asked),
        newer_url=_cases_url(**asked.query) if asked.after else "",
        older_url=_cases_url(**asked.query, after=page_of_list.older) if page_of_list.older else "",
    )


def _asked(request: Request, me: letters.Reader) -> Asked:
    given = request.GET
    whose = given.get("of", "")
    if whose != COPIES and not (whose == ORGANISATION and me.actor.organisation_ids):
        whose = ""
    state = given.get("is", "")
    question = given.get("q", "").replace("\x00", "").strip()[:LONGEST_QUESTION]
    return Asked(whose, state if state in {OPEN, DONE} else "", question, given.get("after", ""))


def _chosen(asked: Asked, me: letters.Reader) -> TicketQuerySet:
    lists = {ORGANISATION: letters.organisation_cases, COPIES: letters.copied_cases}
    chosen = lists.get(asked.whose, letters.own_cases)(me)
    return chosen.filter(is_unfinished__in=[asked.state == OPEN]) if asked.state else chosen


def _found(request: Request, asked: Asked, chosen: TicketQuerySet, me: letters.Reader) -> tuple[Found, letters.Page]:
    """All that is found, or a page of the list; copies are searched by nobody: one sees single letters of them."""
    if asked.question and asked.whose != COPIES:
        return found_among(chosen, asked.question, me, ZoneInfo(request.time_zone)), letters.Page()
    listed = letters.page_of(chosen, after=asked.after)
    return Found(listed.cases), listed


def _row(ticket: Ticket, unread: Collection[int]) -> dict[str, Any]:
    shape, words = STATUS_WORDS[Status(ticket.status)]
    return {
        "url": reverse("customer:case", args=[ticket.ref]),
        "subject": ticket.subject,
        "number": ticket.number,
        "who": ticket.requester.name,
        "shape": shape,
        "words": words,
        "at": ticket.changed_at,
        "unread": ticket.pk in unread,
    }


def _tabs(me: letters.Reader, whose: str, unread: letters.Unread) -> list[dict[str, Any]]:
    """My cases and what else there is: a super customer's organisation, called by its name; copies."""
    names = list(Organisation.objects.filter(pk__in=me.actor.organisation_ids).values_list("name", flat=True)[:2])
    one = _("All cases of %(name)s") % {"name": names[0]} if names else ""
    further = {
        ORGANISATION: (one if len(names) == 1 else _("All cases of my organisations"))
        if names and me.is_proven
        else "",
        COPIES: _("Copied to me") if whose == COPIES or me.gets_copies else "",
    }
    new = {ORGANISATION: len(unread.others), COPIES: len(unread.copies)}
    tabs = [
        {"label": label, "url": _cases_url(of=of), "current": whose == of, "count": new.get(of) or None}
        for of, label in further.items()
        if label
    ]
    mine = {"label": _("My cases"), "url": _cases_url(), "current": not whose, "count": len(unread.own) or None}
    return [mine, *tabs] if tabs else []


def _states(asked: Asked) -> list[dict[str, Any]]:
    labels = {"": _("All"), OPEN: _("Open"), DONE: _("Done")}
    return [
        {"label": label, "url": _cases_url(**{**asked.query, "is": state}), "current": asked.state == state}
        for state, label in labels.items()
    ]


def _cases_url(**query: str) -> str:
    chosen = {name: value for name, value in query.items() if value}
    return reverse("customer:cases") + (f"?{urlencode(chosen)}" if chosen else "")
