"""Addresses of newsletters in the Business Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.kernel.registries.personal_data import Purpose
from candor.newsletters.models import CONFIGURE, OWN, SEND, VIEW, WRITE
from candor.newsletters.views import (
    audience,
    figures,
    free_downloads,
    issues,
    list_settings,
    lists,
    pictures,
    previews,
    rights,
    templates,
    told,
)

MARKETING = (Purpose.SALES, Purpose.MARKETING)
READ = staff(VIEW, also_for=MARKETING)
WRITES = staff(WRITE, also_for=MARKETING)
SENDS = staff(SEND, also_for=MARKETING)
SET_UP = staff(CONFIGURE, also_for=MARKETING)
OWNS = staff(OWN, fresh=True, also_for=MARKETING)
TEMPLATE = "newsletters/templates/<slug:ready>"
ISSUE = "newsletters/issues/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("newsletters/lists/", lists.lists, name="newsletter-lists", policy=READ),
    route("newsletters/lists/new/", lists.new_list, name="new-newsletter-list", policy=SET_UP),
    route("newsletters/lists/<slug:ref>/", lists.change_list, name="newsletter-list", policy=SET_UP),
    route("newsletters/lists/<slug:ref>/retire/", lists.retire_list, name="newsletter-list-retire", policy=SET_UP),
    route("newsletters/lists/<slug:ref>/offer/", lists.bring_back, name="newsletter-list-offer", policy=SET_UP),
    route(
        "newsletters/lists/<slug:ref>/customers/",
        list_settings.customers,
        name="newsletter-list-customers",
        policy=SET_UP,
    ),
    route("newsletters/lists/<slug:ref>/told/", told.words, name="newsletter-list-told", policy=SET_UP),
    route("newsletters/told/<slug:ref>/end/", told.end, name="newsletter-told-end", policy=SET_UP),
    route("newsletters/invoices/<slug:ref>/", told.invoice, name="newsletter-invoice", policy=WRITES),
    route("newsletters/lists/<slug:ref>/form/", list_settings.foreign_form, name="newsletter-list-form", policy=READ),
    route("newsletters/people/<slug:ref>/", rights.of_person, name="newsletter-rights", policy=READ),
    route("newsletters/downloads/", free_downloads.free_downloads, name="newsletter-free-downloads", policy=OWNS),
    route("newsletters/downloads/end/", free_downloads.no_more, name="newsletter-free-downloads-end", policy=OWNS),
    route(f"{ISSUE}/audience/", audience.audience, name="newsletter-audience", policy=WRITES),
    route("newsletters/", issues.issues, name="newsletters", policy=READ),
    route("newsletters/issues/new/", issues.new_issue, name="new-newsletter", policy=WRITES),
    route("newsletters/templates/", templates.templates, name="newsletter-templates", policy=WRITES),
    route(f"{TEMPLATE}/", templates.template, name="newsletter-template", policy=WRITES),
    route(
        f"{TEMPLATE}/frame/<str:language>/<str:scheme>/",
        templates.frame,
        name="newsletter-template-frame",
        policy=WRITES,
    ),
    route(f"{TEMPLATE}/removal/", templates.forget, name="newsletter-template-forget", policy=WRITES),
    route(f"{ISSUE}/template/", templates.save, name="newsletter-save-template", policy=WRITES),
    route("newsletters/preview/", previews.preview, name="newsletter-preview", policy=WRITES),
    route(f"{ISSUE}/frame/<str:language>/<str:scheme>/", previews.frame, name="newsletter-frame", policy=READ),
    route(f"{ISSUE}/pictures/", pictures.add, name="newsletter-pictures", policy=WRITES),
    route(f"{ISSUE}/pictures/<slug:file>/", pictures.picture, name="newsletter-picture", policy=READ),
    route(f"{ISSUE}/pictures/<slug:file>/remove/", pictures.remove, name="newsletter-picture-remove", policy=WRITES),
    route(f"{ISSUE}/figures/", figures.file, name="newsletter-figures", policy=READ),
    route(f"{ISSUE}/", issues.issue, name="newsletter", policy=READ),
    route(f"{ISSUE}/change/", issues.change_issue, name="newsletter-change", policy=WRITES),
    route(f"{ISSUE}/test/", issues.test, name="newsletter-test", policy=WRITES),
    route(f"{ISSUE}/delete/", issues.throw_away, name="newsletter-delete", policy=WRITES),
    route(f"{ISSUE}/send/", issues.schedule, name="newsletter-send", policy=SENDS),
    route(f"{ISSUE}/draft/", issues.back_to_draft, name="newsletter-draft", policy=SENDS),
    route(f"{ISSUE}/pause/", issues.pause, name="newsletter-pause", policy=SENDS),
    route(f"{ISSUE}/resume/", issues.resume, name="newsletter-resume", policy=SENDS),
    route(f"{ISSUE}/cancel/", issues.cancel, name="newsletter-cancel", policy=SENDS),
]
