"""Pages of the kernel, drawn by the look above it: the settings name who draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string

from candor.kernel.http.request import Request


def page(request: Request, template: str, **context: Any) -> HttpResponse:
    """The whole page, with what its layout needs."""
    draw: Callable[..., HttpResponse] = import_string(settings.PAGE_VIEW)
    return draw(request, template, **context)
