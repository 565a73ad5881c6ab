"""Addresses of leads in the Business Center. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.models.leads import EXPORT, VIEW, WORK
from candor.business.urls import customers
from candor.business.views import lead_export, leads, new_lead
from candor.business.views import lead_verbs as verbs
from candor.business.views.start import start
from candor.kernel.http.routes import route, staff

SEES, WORKS = staff(VIEW), staff(WORK)
LEAD = "leads/<slug:ref>"

urlpatterns: list[URLPattern] = [
    *customers.urlpatterns,
    route("", start, name="start", policy=SEES),
    route("leads/", leads.leads, name="leads", policy=SEES),
    route("board/", leads.board, name="board", policy=SEES),
    route("leads/export/", lead_export.export, name="lead-export", policy=staff(EXPORT, fresh=True)),
    route("leads/new/", new_lead.new_lead, name="new-lead", policy=WORKS),
    route("leads/new/people/", new_lead.find_person, name="new-lead-people", policy=WORKS),
    route(f"{LEAD}/", leads.lead, name="lead", policy=SEES),
    route(f"{LEAD}/details/", verbs.change, name="lead-change", policy=WORKS),
    route(f"{LEAD}/stage/", verbs.move, name="lead-move", policy=WORKS),
    route(f"{LEAD}/taking/", verbs.take, name="lead-take", policy=WORKS),
    route(f"{LEAD}/conversion/", verbs.win, name="lead-win", policy=WORKS),
    route(f"{LEAD}/loss/", verbs.lose, name="lead-lose", policy=WORKS),
    route(f"{LEAD}/reopening/", verbs.reopen, name="lead-reopen", policy=WORKS),
    route(f"{LEAD}/notes/", verbs.note, name="lead-note", policy=WORKS),
    route(f"{LEAD}/tasks/", verbs.plan, name="lead-plan", policy=WORKS),
    route(f"{LEAD}/rights/", verbs.grant, name="lead-grant", policy=WORKS),
    route(f"{LEAD}/rights/<slug:right>/end/", verbs.end_right, name="lead-end-right", policy=WORKS),
    route(f"{LEAD}/source-notice/", verbs.tell, name="lead-tell", policy=WORKS),
    route(f"{LEAD}/source-notice/otherwise/", verbs.tell_otherwise, name="lead-told", policy=WORKS),
    route("people/<slug:ref>/leads/", leads.of_person, name="leads-of-person", policy=SEES),
    route("tasks/<slug:task>/done/", verbs.finish, name="task-done", policy=WORKS),
    route("tasks/<slug:task>/reopening/", verbs.unfinish, name="task-open", policy=WORKS),
]
