"""Addresses in the Tech Center of what readers tell us. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.knowledge.models import WRITE
from candor.knowledge.views.tech import readers

WRITES = staff(WRITE)
SAID = "article-feedback/<slug:said>"
MISSED = "article-searches/<int:missed>"

urlpatterns: list[URLPattern] = [
    route("article-feedback/", readers.feedback, name="article-feedback", policy=WRITES),
    route(f"{SAID}/settling/", readers.settle, name="feedback-settle", policy=WRITES),
    route(f"{SAID}/removal/", readers.forget, name="feedback-forget", policy=WRITES),
    route("article-searches/", readers.missed, name="missed-searches", policy=WRITES),
    route(f"{MISSED}/settling/", readers.missed_settle, name="missed-settle", policy=WRITES),
    route(f"{MISSED}/article/", readers.missed_write, name="missed-write", policy=WRITES),
]
