"""Leads in the Business Center: the list, the board, one lead."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from candor.business import access_leads as access
from candor.business import queries_leads as queries
from candor.business.actions.rights import rights_of
from candor.business.forms_leads import NoteForm, RightForm, TaskForm, WinForm
from candor.business.lists import LEADS
from candor.business.models import Lead, LeadSource, Stage
from candor.business.models.leads import EXPORT, WORK
from candor.business.words_leads import BASES, CHANNELS, GROUNDS, SOURCES, TASK_ICONS, TASKS, links_to, state_of
from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.kernel.registries.timeline import Window, happened
from candor.people.public import Person, mark_of, primary_email, role_of, saved_views, told
from candor.ui.public import fragment, is_htmx, page

ENTRIES = 30
PLACE = "business.lead"


@require_safe
def leads(request: Request) -> HttpResponse:
    """Leads as a list, with filters."""
    wanted = wanted_by(request.GET)
    listing = queries.listing(request.actor, wanted)
    kept = {"show": wanted.view, "stage": wanted.stage, "source": wanted.source}
    return page(
        request,
        "business/leads/list.html",
        wanted=wanted,
        rows=[(row, *state_of(row)) for row in listing.rows],
        chips=_chips(wanted.view),
        stages=[(stage.ref, stage.name) for stage in Stage.objects.all()],
        sources=list(SOURCES.items()),
        older=_address(kept | {"after": listing.older}) if listing.older else "",
        newer=_address(kept) if wanted.after else "",
        taken=f"{reverse('business:lead-export')}?{urlencode(kept)}" if request.actor.may(EXPORT) else "",
        may_work=request.actor.may(WORK),
        **saved_views(request, LEADS, kept),
    )


@require_safe
def board(request: Request) -> HttpResponse:
    """Open leads as cards, a column for each stage."""
    mine = request.GET.get("show") == "mine"
    columns = queries.board(request.actor, owner=request.actor.id if mine else None)
    address = reverse("business:board")
    return page(
        request,
        "business/leads/board.html",
        columns=columns,
        stages=[column.stage for column in columns],
        chips=[
            {"label": pgettext("leads", "All"), "url": address, "current": not mine},
            {"label": pgettext("leads", "Mine"), "url": f"{address}?show=mine", "current": mine},
        ],
        view="mine" if mine else "open",
        today=queries.today(),
        may_work=request.actor.may(WORK),
    )


@require_safe
def lead(request: Request, ref: str) -> HttpResponse:
    """One lead: what they want, what is to be done, what happened."""
    return lead_page(request, access.readable_lead(request.actor, ref))


@require_safe
def of_person(request: Request, ref: str) -> HttpResponse:
    """The leads of a person: the panel beside them fetches the list."""
    found = Person.objects.visible_to(request.actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    looked_at(found.pk, about=found, by=request.actor, role=role_of(request))
    shown: dict[str, Any] = {"found": found, "links": links_to(queries.leads_of_person(request.actor, found.pk))}
    if is_htmx(request):
        return fragment(request, "business/leads/of_person.html#list", **shown)
    return page(request, "business/leads/of_person.html", **shown)


def lead_page(request: Request, found: Lead, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a lead; a form that was refused is given by its name and stands open."""
    access.note_look(request, found)
    shape, words = state_of(found)
    entries = happened(PLACE, request.actor, found, Window(ENTRIES + 1, mark_of(request.GET.get("before", ""))))
    rights = rights_of(found)
    own = {
        "noting": NoteForm(auto_id="note_%s"),
        "planning": TaskForm(auto_id="task_%s"),
        "winning": WinForm(auto_id="win_%s"),
        "granting": RightForm(auto_id="right_%s"),
    }
    return page(
        request,
        "business/leads/lead.html",
        status=status,
        found=found,
        shape=shape,
        state=words,
        source=SOURCES[LeadSource(found.source)],
        basis=BASES.get(found.basis, found.basis),
        email=primary_email(found.person) if found.person is not None else "",
        tasks=queries.tasks_of(found),
        entries=entries[:ENTRIES],
        older=f"?{urlencode({'before': told(entries[ENTRIES - 1])})}" if len(entries) > ENTRIES else "",
        stages=list(Stage.objects.all()),
        channels=queries.channels_by(found, rights),
        rights=rights,
        words={"channels": CHANNELS, "grounds": GROUNDS, "tasks": TASKS, "icons": TASK_ICONS},
        today=queries.today(),
        may_work=request.actor.may(WORK),
        wrong=next(iter(forms), ""),
        **(own | forms),
    )


def wanted_by(query: QueryDict) -> queries.Wanted:
    """What the address of a list says, or the form of its export."""
    view, source = query.get("show", ""), query.get("source", "")
    return queries.Wanted(
        view if view in queries.VIEWS else "open",
        query.get("stage", "")[:16],
        source if source in LeadSource else "",
        query.get("after", "")[:16],
    )


def _chips(view: str) -> list[dict[str, Any]]:
    words = {
        "open": pgettext("leads", "Open"),
        "mine": pgettext("leads", "Mine"),
        "nobodys": pgettext("leads", "Nobody’s yet"),
        "untold": pgettext("leads", "To be told"),
        "won": pgettext("leads", "Won"),
        "lost": pgettext("leads", "Lost"),
    }
    return [
        {"label": text, "url": _address({"show": name}), "current": name == view} for name, text in words.items()
    ]  # fmt: skip


def _address(query: dict[str, str]) -> str:
    return f"{reverse('business:leads')}?{urlencode({name: text for name, text in query.items() if text})}"
