"""Addresses of the help desk in the Tech Center. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.helpdesk.urls import tech_shaping as shaping
from candor.helpdesk.urls.bell import bell_for
from candor.helpdesk.views import sandbox
from candor.helpdesk.views.tech import (
    along,
    as_sent,
    binning,
    bulk,
    call_backs,
    calls,
    case,
    categories,
    configuration,
    following,
    lists,
    notifications,
    opening_words,
    presence,
    privacy_request,
    sales_mail,
    search,
    tags,
    times,
    times_of_person,
    verbs,
    views,
    writing,
)
from candor.kernel.http.routes import anyone, route, staff

SEES = staff("helpdesk.ticket.view")
WORKS = staff("helpdesk.ticket.work")
ASKS_FOR_RIGHTS = staff("helpdesk.ticket.work", "privacy.office")
RECORDS = staff("helpdesk.time.work")
PURGES = staff("helpdesk.ticket.purge", fresh=True)
KEEPS_QUEUES = staff("helpdesk.queue.change")
KEEPS_CATEGORIES = staff("helpdesk.category.change")
KEEPS_TAGS = staff("helpdesk.tag.change")

CONFIGURES = staff("instance.configure")

CASE = "cases/<slug:ref>"

urlpatterns: list[URLPattern] = [
    *shaping.urlpatterns,
    route("", lists.start, name="start", policy=staff("tech.enter")),
    route("sandbox/<slug:role>/", sandbox.enter, name="sandbox-enter", policy=anyone()),
    route("search/", search.search, name="search", policy=staff("tech.enter")),
    route("cases/", lists.cases, name="cases", policy=SEES),
    route("cases/new/", calls.new_ticket, name="new-ticket", policy=WORKS),
    route("cases/new/callers/", calls.find_caller, name="new-ticket-callers", policy=WORKS),
    route("cases/categories/offered/", lists.list_categories, name="list-categories", policy=SEES),
    route("cases/bulk/", bulk.bulks, name="bulks", policy=WORKS),
    route("cases/bulk/<slug:ref>/", bulk.bulk, name="bulk", policy=WORKS),
    route("cases/bulk/<slug:ref>/progress/", bulk.bulk_progress, name="bulk-progress", policy=WORKS),
    route("cases/bulk/<slug:ref>/cancellation/", bulk.cancel_bulk, name="bulk-cancel", policy=WORKS),
    route("cases/bulk/<slug:ref>/undoing/", bulk.undo_bulk, name="bulk-undo", policy=WORKS),
    route("cases/views/", views.views, name="views", policy=SEES),
    route("cases/views/new/", views.new_view, name="new-view", policy=SEES),
    route("cases/views/figures/", views.figures, name="view-figures", policy=SEES),
    route("cases/views/<slug:ref>/", views.view, name="view", policy=SEES),
    route("cases/views/<slug:own>/change/", views.change_view, name="view-change", policy=SEES),
    route("cases/views/<slug:ref>/copies/", views.duplicate_view, name="view-duplicate", policy=SEES),
    route("cases/views/<slug:ref>/pin/", views.pin_view, name="view-pin", policy=SEES),
    route("cases/views/<slug:ref>/first/", views.open_first, name="view-first", policy=SEES),
    route("cases/views/<slug:ref>/place/", views.move_view, name="view-move", policy=SEES),
    route("cases/views/<slug:own>/deletion/", views.delete_view, name="view-delete", policy=SEES),
    route("cases/views/<slug:gone>/return/", views.bring_back_view, name="view-return", policy=SEES),
    route(f"{CASE}/", case.ticket, name="ticket", policy=SEES),
    route(f"{CASE}/next/", along.next_case, name="ticket-next", policy=SEES),
    route(f"{CASE}/previous/", along.previous_case, name="ticket-previous", policy=SEES),
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
    route(f"{CASE}/tags/", tags.tag_case, name="ticket-tag", policy=WORKS),
    route(f"{CASE}/tags/removal/", tags.untag_case, name="ticket-untag", policy=WORKS),
    route("tags/offered/", tags.offer, name="tags-offered", policy=WORKS),
    route("configuration/welcome/", opening_words.opening_words, name="opening-words", policy=CONFIGURES),
    route("configuration/tags/", tags.tags, name="tags", policy=KEEPS_TAGS),
    route("configuration/tags/<slug:ref>/", tags.tag, name="tag", policy=KEEPS_TAGS),
    route("configuration/tags/<slug:ref>/merging/", tags.merge_tag, name="tag-merge", policy=KEEPS_TAGS),
    route("configuration/tags/<slug:ref>/deletion/", tags.delete_tag, name="tag-delete", policy=KEEPS_TAGS),
    route(f"{CASE}/following/", following.follow, name="ticket-follow", policy=SEES),
    route(f"{CASE}/unfollowing/", following.unfollow, name="ticket-unfollow", policy=SEES),
    route(f"{CASE}/followers/", following.add_follower, name="ticket-followers", policy=WORKS),
    route(f"{CASE}/copies/", following.add_copy, name="ticket-copies", policy=WORKS),
    route(f"{CASE}/copies/<slug:key>/confirmation/", following.confirm_copy, name="ticket-copy-confirm", policy=WORKS),
    route(f"{CASE}/copies/<slug:key>/removal/", following.remove_copy, name="ticket-copy-remove", policy=WORKS),
    route(f"{CASE}/presence/", presence.presence, name="ticket-presence", policy=SEES),
    route(f"{CASE}/reading/", notifications.read_ticket, name="ticket-read", policy=SEES),
    route(f"{CASE}/calls/", call_backs.promise, name="ticket-calls", policy=WORKS),
    route("calls/<slug:ref>/done/", call_backs.done, name="call-done", policy=WORKS),
    route("calls/<slug:ref>/moving/", call_backs.move, name="call-move", policy=WORKS),
    route("calls/<slug:ref>/attempts/", call_backs.not_reached, name="call-not-reached", policy=WORKS),
    route("call", call_backs.incoming, name="call", policy=WORKS),
    route("call/case/", call_backs.case_of_call, name="call-case", policy=WORKS),
    route(f"{CASE}/times/", times.times, name="ticket-times", policy=SEES),
    route(f"{CASE}/times/new/", times.add, name="ticket-time-add", policy=RECORDS),
    route("people/<slug:ref>/times/", times_of_person.of_person, name="times-of-person", policy=SEES),
    route("times/<slug:time>/", times.change, name="time-change", policy=RECORDS),
    route("times/<slug:time>/removal/", times.delete, name="time-delete", policy=RECORDS),
    route("configuration/times/", times.settings, name="time-settings", policy=CONFIGURES),
    route(f"{CASE}/bin/", binning.move_to_bin, name="ticket-bin", policy=WORKS),
    route(f"{CASE}/sales/", sales_mail.to_sales, name="ticket-to-sales", policy=WORKS),
    route(
        f"{CASE}/privacy-request/",
        privacy_request.privacy_request,
        name="ticket-privacy-request",
        policy=ASKS_FOR_RIGHTS,
    ),
    route(
        f"{CASE}/privacy-request/none/",
        privacy_request.no_privacy_request,
        name="ticket-no-privacy-request",
        policy=ASKS_FOR_RIGHTS,
    ),
    route(
        "sales-mail/<slug:ref>/case/", sales_mail.to_case, name="sales-make-case", policy=staff("business.mail.work")
    ),
    route("bin/", binning.listing, name="bin", policy=WORKS),
    route("bin/<slug:ref>/", binning.binned_case, name="binned-ticket", policy=WORKS),
    route("bin/<slug:ref>/restoration/", binning.restore, name="ticket-restore", policy=WORKS),
    route("bin/<slug:ref>/purge/", binning.purge, name="ticket-purge", policy=PURGES),
    *bell_for(SEES),
    route("attachments/<slug:ref>/", case.attachment, name="attachment", policy=SEES),
    route("attachments/<slug:ref>/preview/", case.attachment_preview, name="attachment-preview", policy=SEES),
    route("messages/<slug:ref>/", as_sent.message, name="message-sent", policy=SEES),
    route("messages/<slug:ref>/html/", as_sent.frame, name="message-html", policy=SEES),
    route("messages/<slug:ref>/pictures/", as_sent.pictures, name="message-pictures", policy=SEES),
    route("messages/<slug:ref>/original/", as_sent.original, name="message-original", policy=SEES),
    route("messages/<slug:ref>/original/file/", as_sent.original_file, name="message-original-file", policy=SEES),
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
    route("configuration/categories/", categories.categories, name="categories", policy=KEEPS_CATEGORIES),
    route("configuration/categories/<slug:ref>/", categories.category, name="category", policy=KEEPS_CATEGORIES),
    route(
        "configuration/categories/<slug:ref>/archive/",
        categories.archive_category,
        name="category-archive",
        policy=KEEPS_CATEGORIES,
    ),
    route(
        "configuration/categories/<slug:ref>/restore/",
        categories.restore_category,
        name="category-restore",
        policy=KEEPS_CATEGORIES,
    ),
]
