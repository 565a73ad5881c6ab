"""Addresses of the help desk in the Tech Center. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.helpdesk.urls import tech_shaping as shaping
from candor.helpdesk.views.tech import calls, case, configuration, lists, search, verbs, writing
from candor.kernel.http.routes import route, staff

SEES = staff("helpdesk.ticket.view")
WORKS = staff("helpdesk.ticket.work")
KEEPS_QUEUES = staff("helpdesk.queue.change")
KEEPS_CATEGORIES = staff("helpdesk.category.change")

CASE = "cases/<slug:ref>"

urlpatterns: list[URLPattern] = [
    *shaping.urlpatterns,
    route("", lists.start, name="start", policy=staff("tech.enter")),
    route("search/", search.search, name="search", policy=staff("tech.enter")),
    route("cases/", lists.cases, name="cases", policy=SEES),
    route("cases/new/", calls.new_ticket, name="new-ticket", policy=WORKS),
    route("cases/new/callers/", calls.find_caller, name="new-ticket-callers", policy=WORKS),
    route(f"{CASE}/", case.ticket, name="ticket", policy=SEES),
    route(f"{CASE}/print/", case.ticket_print, name="ticket-print", policy=SEES),
    route(f"{CASE}/replies/", writing.reply, name="ticket-reply", policy=WORKS),
    route(f"{CASE}/notes/", writing.note, name="ticket-note", policy=WORKS),
    route(f"{CASE}/draft/", writing.draft, name="ticket-draft", policy=WORKS),
    route(f"{CASE}/taking/", verbs.take, name="ticket-take", policy=WORKS),
    route(f"{CASE}/assignee/", verbs.assign, name="ticket-assign", policy=WORKS),
    route(f"{CASE}/queue/", verbs.move, name="ticket-move", policy=WORKS),
    route(f"{CASE}/priority/", verbs.prioritise, name="ticket-prioritise", policy=WORKS),
    route(f"{CASE}/kind/", verbs.set_kind, name="ticket-kind", policy=WORKS),
    route(f"{CASE}/category/", verbs.categorise, name="ticket-categorise", policy=WORKS),
    route(f"{CASE}/subject/", verbs.rename, name="ticket-rename", policy=WORKS),
    route(f"{CASE}/waiting-for-customer/", verbs.wait_for_customer, name="ticket-wait-customer", policy=WORKS),
    route(f"{CASE}/waiting-for-others/", verbs.wait_for_other, name="ticket-wait-other", policy=WORKS),
    route(f"{CASE}/schedule/", verbs.schedule, name="ticket-schedule", policy=WORKS),
    route(f"{CASE}/follow-up/", verbs.follow_up, name="ticket-follow-up", policy=WORKS),
    route(f"{CASE}/solution/", verbs.solve, name="ticket-solve", policy=WORKS),
    route(f"{CASE}/closure/", verbs.close, name="ticket-close", policy=WORKS),
    route(f"{CASE}/reopening/", verbs.reopen, name="ticket-reopen", policy=WORKS),
    route("attachments/<slug:ref>/", case.attachment, name="attachment", policy=SEES),
    route("messages/<slug:ref>/html/", case.message_html, name="message-html", policy=SEES),
    route("configuration/queues/", configuration.queues, name="queues", policy=KEEPS_QUEUES),
    route("configuration/queues/<slug:ref>/", configuration.queue, name="queue", policy=KEEPS_QUEUES),
    route(
        "configuration/queues/<slug:ref>/archive/",
        configuration.archive_queue,
        name="queue-archive",
        policy=KEEPS_QUEUES,
    ),
    route(
        "configuration/queues/<slug:ref>/restore/",
        configuration.restore_queue,
        name="queue-restore",
        policy=KEEPS_QUEUES,
    ),
    route("configuration/categories/", configuration.categories, name="categories", policy=KEEPS_CATEGORIES),
    route("configuration/categories/<slug:ref>/", configuration.category, name="category", policy=KEEPS_CATEGORIES),
    route(
        "configuration/categories/<slug:ref>/archive/",
        configuration.archive_category,
        name="category-archive",
        policy=KEEPS_CATEGORIES,
    ),
    route(
        "configuration/categories/<slug:ref>/restore/",
        configuration.restore_category,
        name="category-restore",
        policy=KEEPS_CATEGORIES,
    ),
]
