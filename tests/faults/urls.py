"""Routes of a small house for the fault tests: one that reads, one that writes, a large file."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import include, path

from candor.kernel import clock
from candor.kernel.http.routes import anyone, route
from candor.kernel.models import StoredFile
from candor.kernel.numbers import next_number

MEGABYTE = b"x" * 1_000_000


def read(request: Any) -> HttpResponse:
    return HttpResponse(str(StoredFile.objects.count()))


@transaction.atomic
def write(request: Any) -> HttpResponse:
    """Two tables in one transaction: either both change or none does."""
    number = next_number("fault")
    StoredFile.objects.create(
        store="faults", name="x" * 255, content_type="y" * 127, size=0, sha256="z" * 64, storage_key=f"key-{number}",
        created_at=clock.now(),
    )  # fmt: skip
    return HttpResponse(str(number))


def upload(request: Any) -> HttpResponse:
    return HttpResponse(str(sum(file.size for file in request.FILES.values())))


def large(request: Any) -> StreamingHttpResponse:
    return StreamingHttpResponse(MEGABYTE for _ in range(200))


urlpatterns = [
    route("faults/read", read, name="faults-read", policy=anyone()),
    route("faults/write", write, name="faults-write", policy=anyone()),
    route("faults/upload", upload, name="faults-upload", policy=anyone()),
    route("faults/large", large, name="faults-large", policy=anyone()),
    path("", include("candor.config.urls")),
]
handler404 = "candor.ui.errors.not_found"
handler500 = "candor.kernel.http.middleware.failed"
