"""Addresses of work that waits to be invoiced, in the Business Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.models.invoices import EXPORT, VIEW, WORK
from candor.business.views import work
from candor.kernel.http.routes import route, staff

SEES, WORKS = staff(VIEW), staff(WORK)
PERSON, COMPANY = "work/people/<slug:ref>", "work/organisations/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("work/", work.waiting, name="work", policy=SEES),
    route("work/export/", work.export, name="work-export", policy=staff(EXPORT)),
    route(f"{PERSON}/", work.of_person, name="work-of-person", policy=SEES),
    route(f"{PERSON}/invoice/", work.invoice_person, name="work-invoice-person", policy=WORKS),
    route(f"{COMPANY}/", work.of_organisation, name="work-of-organisation", policy=SEES),
    route(f"{COMPANY}/invoice/", work.invoice_organisation, name="work-invoice-organisation", policy=WORKS),
]
