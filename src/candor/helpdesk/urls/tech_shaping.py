"""Addresses in the Tech Center for shaping cases and answers. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.helpdesk.views.tech import (
    articles,
    file_removal,
    group_answers,
    later,
    merging,
    prepared,
    redaction,
    related,
    sending,
    signatures,
    words,
)
from candor.kernel.http.routes import route, staff

SEES = staff("helpdesk.ticket.view")
WORKS = staff("helpdesk.ticket.work")
KEEPS_QUEUES = staff("helpdesk.queue.change")

CASE = "cases/<slug:ref>"
CHILDREN = f"{CASE}/children"
ANSWER = f"{CHILDREN}/answers/<slug:answer>"
TEMPLATE = "templates/<slug:template>"
MACRO = "macros/<slug:macro>"
LATER = "later-replies/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route(f"{CASE}/later-replies/", later.plan, name="ticket-reply-later", policy=WORKS),
    route(f"{LATER}/", later.later_reply, name="later-reply", policy=WORKS),
    route(f"{LATER}/sending/", later.send_now, name="later-reply-send", policy=WORKS),
    route(f"{LATER}/taking-back/", later.take_back, name="later-reply-take-back", policy=WORKS),
    route(f"{CASE}/related/", related.related, name="ticket-related", policy=SEES),
    route(f"{CASE}/articles/", articles.articles, name="ticket-articles", policy=SEES),
    route(f"{CASE}/articles/link/", articles.insert, name="ticket-article-link", policy=WORKS),
    route(f"{CASE}/articles/new/", articles.make, name="ticket-make-article", policy=WORKS),
    route(f"{CASE}/links/", related.link, name="ticket-link", policy=WORKS),
    route(f"{CASE}/links/<slug:link>/removal/", related.unlink, name="ticket-unlink", policy=WORKS),
    route(f"{CASE}/merge/", merging.merge, name="ticket-merge", policy=WORKS),
    route(f"{CASE}/merge/undoing/", merging.unmerge, name="ticket-unmerge", policy=WORKS),
    route(f"{CASE}/split/", related.split_off, name="ticket-split", policy=WORKS),
    route(f"{CHILDREN}/", related.add_children, name="ticket-children", policy=WORKS),
    route(f"{CHILDREN}/answer/", group_answers.answer_children, name="ticket-answer-children", policy=WORKS),
    route(f"{CHILDREN}/answer/preview/", group_answers.preview, name="ticket-answer-preview", policy=WORKS),
    route(f"{ANSWER}/", group_answers.group_answer, name="group-answer", policy=WORKS),
    route(f"{ANSWER}/taking-back/", group_answers.take_back, name="group-answer-take-back", policy=WORKS),
    route(f"{ANSWER}/stop/", group_answers.stop, name="group-answer-stop", policy=WORKS),
    route(f"{CHILDREN}/<slug:child>/release/", related.release_child, name="ticket-release", policy=WORKS),
    route(f"{CASE}/templates/", words.templates, name="ticket-templates", policy=WORKS),
    route(f"{CASE}/insertion/", words.insert, name="ticket-insert", policy=WORKS),
    route(f"{CASE}/macros/", words.macros, name="ticket-macros", policy=WORKS),
    route(f"{CASE}/macros/<slug:macro>/", words.macro, name="ticket-macro", policy=WORKS),
    route("messages/<slug:ref>/taking-back/", sending.take_back_reply, name="reply-take-back", policy=WORKS),
    route("messages/<slug:ref>/redaction/", redaction.redact, name="message-redact", policy=WORKS),
    route("messages/<slug:ref>/redaction/confirmed/", redaction.take_away, name="message-take-away", policy=WORKS),
    route("messages/<slug:ref>/file-removal/", file_removal.choose, name="message-remove-file", policy=WORKS),
    route("messages/<slug:ref>/file-removal/confirmed/", file_removal.remove, name="message-file-gone", policy=WORKS),
    route("templates/", prepared.templates, name="templates", policy=WORKS),
    route("templates/new/", prepared.new_template, name="new-template", policy=WORKS),
    route("templates/preview/", prepared.preview, name="template-preview", policy=WORKS),
    route("templates/after-sending/", prepared.set_habit, name="after-sending", policy=WORKS),
    route(f"{TEMPLATE}/", prepared.template, name="template", policy=WORKS),
    route(f"{TEMPLATE}/archive/", prepared.archive_template, name="template-archive", policy=WORKS),
    route(f"{TEMPLATE}/restore/", prepared.restore_template, name="template-restore", policy=WORKS),
    route(f"{TEMPLATE}/up/", prepared.raise_template, name="template-up", policy=WORKS),
    route("macros/", prepared.macros, name="macros", policy=WORKS),
    route("macros/new/", prepared.new_macro, name="new-macro", policy=WORKS),
    route(f"{MACRO}/", prepared.macro, name="macro", policy=WORKS),
    route(f"{MACRO}/archive/", prepared.archive_macro, name="macro-archive", policy=WORKS),
    route(f"{MACRO}/restore/", prepared.restore_macro, name="macro-restore", policy=WORKS),
    route(f"{MACRO}/up/", prepared.raise_macro, name="macro-up", policy=WORKS),
    route(
        "configuration/queues/<slug:ref>/signature/",
        signatures.queue_signature,
        name="queue-signature",
        policy=KEEPS_QUEUES,
    ),
    route("configuration/queues/<slug:ref>/sender/", signatures.queue_sender, name="queue-sender", policy=KEEPS_QUEUES),
]
