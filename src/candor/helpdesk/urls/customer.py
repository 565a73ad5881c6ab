"""Addresses of this slice in the customer face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.helpdesk.views import sandbox, suggestions
from candor.helpdesk.views.customer import as_sent, lists, opening, preferences, times
from candor.helpdesk.views.customer import case as views
from candor.kernel.http.routes import anyone, customer, route

urlpatterns: list[URLPattern] = [
    route("", lists.start, name="start", policy=customer()),
    route("cases/", lists.cases, name="cases", policy=customer()),
    route("cases/new/", opening.new_case, name="new-case", policy=customer()),
    route("cases/new/draft/", opening.new_case_draft, name="new-case-draft", policy=customer()),
    route("cases/new/suggestions/", suggestions.for_customer, name="new-case-suggestions", policy=customer()),
    route("cases/new/solved/", suggestions.solved_for_customer, name="new-case-solved", policy=customer()),
    route("cases/<str:ref>/", views.case, name="case", policy=customer()),
    route("cases/<str:ref>/reply/", views.reply, name="reply", policy=customer()),
    route("cases/<str:ref>/closure/", views.close, name="close", policy=customer()),
    route("cases/<str:ref>/reopening/", views.reopen, name="reopen", policy=customer()),
    route("cases/<str:ref>/draft/", views.draft, name="draft", policy=customer()),
    route("cases/<str:ref>/times/", times.times, name="case-times", policy=customer()),
    route("times/<str:time>/authorisation/", times.authorise, name="time-authorise", policy=customer()),
    route("times/<str:time>/refusal/", times.decline, name="time-decline", policy=customer()),
    route("letters/settings/", preferences.letter_settings, name="letter-settings", policy=customer()),
    route("files/<str:ref>/", views.attachment, name="attachment", policy=customer()),
    route("files/<str:ref>/preview/", views.attachment_preview, name="attachment-preview", policy=customer()),
    route("sandbox/<slug:role>/", sandbox.enter, name="sandbox-enter", policy=anyone()),
    route("messages/<str:ref>/", as_sent.message, name="message-sent", policy=customer()),
    route("messages/<str:ref>/html/", as_sent.frame, name="message-html", policy=customer()),
    route("messages/<str:ref>/pictures/", as_sent.pictures, name="message-pictures", policy=customer()),
]
