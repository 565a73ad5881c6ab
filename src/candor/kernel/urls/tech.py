"""Addresses of the kernel in the Tech Center."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.kernel.views import jobs

urlpatterns: list[URLPattern] = [
    route("jobs/", jobs.overview, name="jobs", policy=staff("kernel.job.view")),
    route("jobs/<int:number>/retry/", jobs.retry, name="job-retry", policy=staff("kernel.job.retry")),
]
